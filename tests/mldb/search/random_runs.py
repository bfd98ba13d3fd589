"""Random experiments and runs for searches, in plain Python and in a database."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st
from sqlalchemy import insert

from mldb.models import (
    MLDataset,
    MLExperiment,
    MLExperimentTag,
    MLMetricSeries,
    MLModel,
    MLModelVersion,
    MLRun,
    MLRunInput,
    MLRunParam,
    MLRunTag,
)
from mldb.models.base import Base
from mldb.search.pattern import start_of
from mldb.sync_db import Database
from mldb.values.enums import RunStatus
from mldb.values.numbers import number_of
from tests.mldb.search.random_registries import (
    DESCRIPTIONS,
    METRIC_NAMES,
    MOMENTS,
    NAMES,
    PARAMS,
    START,
    TAGS,
    TEXTS,
    USERS,
)

_AUTHOR = {"created_at": START, "created_by": "alice", "updated_at": START, "updated_by": "alice"}
_COLUMNS = _AUTHOR | {"row_version": 1}


class Statistics(NamedTuple):
    """Of a metric; None: NaN, or there is no number."""

    metric: float | None
    min: float | None
    max: float | None


@dataclass
class Run:
    """A run; `parent` counts runs before it in its experiment."""

    name: str
    status: str
    description: str
    started_at: datetime
    ended_at: datetime | None
    user_name: str
    source: str
    git_commit: str
    created_by: str
    created_at: datetime
    is_trashed: bool
    parent: int
    tags: dict[str, str]
    params: dict[str, str]
    metrics: dict[str, Statistics]
    dataset: str | None
    version: str
    id: int = 0
    parent_id: int | None = None


@dataclass
class Experiment:
    """An experiment with its runs."""

    name: str
    description: str
    created_by: str
    updated_by: str
    created_at: datetime
    updated_at: datetime
    is_trashed: bool
    tags: dict[str, str]
    runs: list[Run] = field(default_factory=list)
    id: int = 0


def run_id(number: int) -> str:
    """Public id of the run with this internal id; some begin with letters."""
    return f"{'0ab'[number % 3]}{number:031x}"


_NUMBERS = [-math.inf, -1e300, -0.5, -0.0, 0.0, 0.1, 0.3, 0.1 + 0.2, 1e300, math.inf]
_STATISTICS = st.builds(
    lambda last, bounds: Statistics(last, *bounds),
    st.none() | st.sampled_from(_NUMBERS),
    st.just((None, None))
    | st.tuples(st.sampled_from(_NUMBERS), st.sampled_from(_NUMBERS)).map(sorted),
)
_IS_TRASHED = st.sampled_from([False, False, False, True])
_RUNS = st.builds(
    Run,
    name=NAMES,
    status=st.sampled_from(list(RunStatus)),
    description=DESCRIPTIONS,
    started_at=MOMENTS,
    ended_at=st.none() | MOMENTS.map(lambda at: at + timedelta(days=1_000)),
    user_name=USERS | st.just(""),
    source=st.sampled_from(["", "s3://a", "S3://A", "file:/é", "s3://a_b%"]),
    git_commit=st.sampled_from(["", "a", "A", "4f2a"]),
    created_by=USERS,
    created_at=MOMENTS,
    is_trashed=_IS_TRASHED,
    parent=st.integers(0, 3),
    tags=TAGS,
    params=PARAMS,
    metrics=st.dictionaries(st.sampled_from(METRIC_NAMES), _STATISTICS),
    dataset=st.none() | st.sampled_from(TEXTS),
    version=st.sampled_from(["", "", "live", "trashed"]),
)
_EXPERIMENTS = st.builds(
    Experiment,
    name=NAMES,
    description=DESCRIPTIONS,
    created_by=USERS,
    updated_by=USERS,
    created_at=MOMENTS,
    updated_at=MOMENTS,
    is_trashed=_IS_TRASHED,
    tags=TAGS,
    runs=st.lists(_RUNS, max_size=4),
)


def _numbered(experiments: list[Experiment]) -> list[Experiment]:
    last = 0
    for number, experiment in enumerate(experiments, 1):
        experiment.id = number
        for index, run in enumerate(experiment.runs):
            last += 1
            run.id = last
            run.parent_id = last - run.parent if 0 < run.parent <= index else None
    return experiments


EXPERIMENTS = st.lists(_EXPERIMENTS, unique_by=lambda it: it.name, max_size=4).map(_numbered)


def store(experiments: list[Experiment], database: Database) -> None:
    """Make the database hold these experiments and runs and nothing else."""
    rows: dict[type[Any], list[dict[str, Any]]] = {MLExperiment: [], MLModel: []}
    rows[MLModel].append(
        _COLUMNS | {"id": 1, "name": "m", "description": "", "last_version_number": 100}
    )
    for experiment in experiments:
        _add_experiment(rows, experiment)
        for run in experiment.runs:
            _add_run(rows, experiment, run)
            _add_items(rows, experiment, run)
    with database.writing() as session:
        connection = session.connection()
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        for row_type, many in rows.items():
            if many:
                connection.execute(insert(row_type), many)


def _trash(*, is_trashed: bool) -> dict[str, Any]:
    by = ("alice", START) if is_trashed else (None, None)
    return {"deleted_by": by[0], "deleted_at": by[1]}


def _add_experiment(rows: dict[type[Any], list[dict[str, Any]]], it: Experiment) -> None:
    written = ("id", "name", "description", "created_by", "updated_by", "created_at", "updated_at")
    rows[MLExperiment].append(
        {name: getattr(it, name) for name in written}
        | {"row_version": 1}
        | _trash(is_trashed=it.is_trashed)
    )
    rows.setdefault(MLExperimentTag, []).extend(
        _COLUMNS | {"experiment_id": it.id, "key": key, "value": value}
        for key, value in it.tags.items()
    )


def _add_run(rows: dict[type[Any], list[dict[str, Any]]], owner: Experiment, run: Run) -> None:
    written = (
        *("id", "parent_id", "name", "status", "description", "started_at", "ended_at"),
        *("user_name", "source", "git_commit", "created_by", "created_at"),
    )
    rows.setdefault(MLRun, []).append(
        _COLUMNS
        | {name: getattr(run, name) for name in written}
        | {"experiment_id": owner.id, "public_id": run_id(run.id)}
        | _trash(is_trashed=run.is_trashed)
    )
    if run.version:
        rows.setdefault(MLModelVersion, []).append(
            _COLUMNS
            | {"model_id": 1, "number": run.id, "source": "s3://a", "device": "cpu"}
            | {"status": "ready", "description": "", "run_id": run.id}
            | _trash(is_trashed=run.version == "trashed")
        )


def _add_items(rows: dict[type[Any], list[dict[str, Any]]], owner: Experiment, run: Run) -> None:
    rows.setdefault(MLRunTag, []).extend(
        {"run_id": run.id, "key": key, "value": value, "value_start": start_of(value)}
        for key, value in run.tags.items()
    )
    rows.setdefault(MLRunParam, []).extend(
        {"run_id": run.id, "name": name, "value": value}
        | {"value_start": start_of(value), "number": number_of(value)}
        for name, value in run.params.items()
    )
    rows.setdefault(MLMetricSeries, []).extend(
        {"run_id": run.id, "experiment_id": owner.id, "name": name, "count": 1, "nan_count": 0}
        | {"first_step": 0, "first_time_ms": 0, "last_step": 0, "last_time_ms": 0, "tail": b""}
        | {"last_value": it.metric, "min_value": it.min, "max_value": it.max}
        for name, it in run.metrics.items()
    )
    if run.dataset is not None:
        texts = dict.fromkeys(("source_type", "source", "schema", "profile"), "")
        rows.setdefault(MLDataset, []).append(
            {"id": run.id, "experiment_id": owner.id, "name": run.dataset, "digest": str(run.id)}
            | texts
        )
        rows.setdefault(MLRunInput, []).append(
            {"run_id": run.id, "dataset_id": run.id, "context": ""}
        )
