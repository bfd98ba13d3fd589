"""A run with metrics, parameters, tags and what belongs to it."""

from math import inf, nan

import pytest

from mldb.schemas import (
    DatasetInput,
    LoggedModelCreate,
    LoggedModelRead,
    LoggedPoint,
    MLModelCreate,
    MLRunCreate,
    MLRunRead,
    RunLog,
)
from mldb.values.enums import Goal
from registry_app.core.registry import Registry

HISTORIES = {
    "lr": [0.1, 0.01],
    "train/<loss>": [2.0, 0.5, 0.75],
    "train/norm": [1.0, inf, nan],
    "train/void": [nan],
}


def log(registry: Registry, run: MLRunRead, histories: dict[str, list[float]]) -> None:
    """Values of metrics by name, at the steps 0, 1 and so on."""
    points = [
        LoggedPoint(name=name, value=value, step=step, time_ms=1_772_366_400_000 + step * 1_000)
        for name, values in histories.items()
        for step, value in enumerate(values)
    ]
    registry.run_logs.log_batch(run.public_id, RunLog(metrics=points))


@pytest.fixture
def run(registry: Registry) -> MLRunRead:
    """A run that is still running."""
    run = registry.runs.create(
        MLRunCreate(
            name="one & only",
            description="# Why",
            git_commit="9c2f1e7a3b",
            source="train.py",
            params={"depth": "3", "layers": "x" * 300, "lr_start": "0.1"},
            tags={"team": "risk"},
        )
    )
    log(registry, run, HISTORIES)
    inputs = [DatasetInput(name="trips", digest="ab12", context="training")]
    registry.run_logs.log_inputs(run.public_id, inputs)
    return run


@pytest.fixture
def saved(registry: Registry, run: MLRunRead) -> LoggedModelRead:
    """A model that the run saved, and a registered one to make versions of."""
    registry.models.create(
        MLModelCreate(name="stay", primary_metric="train/<loss>", primary_metric_goal=Goal.MINIMIZE)
    )
    return registry.logged_models.create(LoggedModelCreate(run=run.public_id, name="classifier"))
