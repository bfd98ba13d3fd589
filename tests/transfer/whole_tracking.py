"""Experiments and runs in which everything happened once."""

import math
import sys
from typing import Final

from mldb.schemas import (
    DatasetInput,
    LoggedModelCreate,
    LoggedModelMetric,
    LoggedPoint,
    MLExperimentCreate,
    MLExperimentUpdate,
    MLRunCreate,
    MLRunUpdate,
    Owner,
    RegisterFromRun,
    RunLog,
)
from mldb.sync_db import Database, Registry
from mldb.values.enums import RunStatus, VersionStatus
from mldb.values.names import DEFAULT_EXPERIMENT

TEXT: Final = 'Ein "Modell"\r\nmit\tZeilen: модель 模型 \U0001f600 \\ %'
START: Final = 1_772_366_400_000


def track(database: Database) -> None:
    """Runs with parents that come later, odd values, late logs and versions that come from them."""
    registry = Registry(database, actor="ann", via="ci")
    experiment = registry.experiments.create(
        MLExperimentCreate(name="größe", description=TEXT, tags={"équipe": TEXT, "empty": ""})
    )
    change = MLExperimentUpdate(row_version=1, name="Größe 模型")
    registry.experiments.update(experiment.id, change)
    default = registry.experiments.get_by_name(DEFAULT_EXPERIMENT)
    registry.experiments.update(default.id, MLExperimentUpdate(row_version=1, description="Ours"))
    child = registry.runs.create(
        MLRunCreate(experiment="Größe 模型", name="child", source="a b.py", git_commit="abc")
    )
    parent = registry.runs.create(MLRunCreate(experiment="Größe 模型", user_name="somebody"))
    registry.runs.update(child.id, MLRunUpdate(row_version=1, parent=parent.public_id))
    values = [math.nan, math.inf, -math.inf, -0.0, 0.0, 5e-324, sys.float_info.max, 0.1 + 0.2]
    ends = (-(2**63), 0, 2**63 - 1)
    points = [
        LoggedPoint(name="größe/1", value=v, step=s, time_ms=START) for v in values for s in ends
    ]
    points += [
        LoggedPoint(name="long", value=n / 7, step=n, time_ms=START + n) for n in range(1_500)
    ]
    registry.run_logs.log_batch(
        child.public_id,
        RunLog(metrics=points, params={"note": TEXT, "lr": "1e-3"}, tags={"a": TEXT}),
    )
    dataset = DatasetInput(name="cards", digest="1", schema=TEXT, profile="{}", context="training")
    registry.run_logs.log_inputs(
        child.public_id, [dataset, dataset.model_copy(update={"context": ""})]
    )
    registry.runs.end(child.public_id, RunStatus.FAILED)
    registry.run_logs.log_batch(
        child.public_id, RunLog(metrics=[LoggedPoint(name="late", value=1)])
    )
    logged = registry.logged_models.create(
        LoggedModelCreate(run=child.public_id, params={"a": TEXT}, tags={"b": TEXT}, step=7)
    )
    registry.logged_models.log_metrics(
        logged.public_id,
        [
            LoggedModelMetric(
                name="auc", value=value, step=step, dataset_name="cards", dataset_digest="1"
            )
            for step, value in enumerate(values)
        ],
    )
    registry.logged_models.create(LoggedModelCreate(experiment="Größe 模型"))
    _keep_files(registry, child.public_id)
    registry.versions.register_from_run(
        child.public_id,
        RegisterFromRun(model_name="fraud", source="s3://b/r", logged_model=logged.public_id),
    )
    registry.versions.register_from_run(
        child.public_id, RegisterFromRun(model_name="fraud", artifact_path="model")
    )
    _purge(registry)
    _trash(registry)


def _keep_files(registry: Registry, run: str) -> None:
    """Files of a run that has ended and of a logged model, one of them with equal bytes."""
    files = {"model/weights.bin": bytes(range(256)) * 50, "model/größe #?%.csv": b"a,b\n" * 5_000}
    registry.artifacts.put_many(Owner.run(run), files | {"empty": b""})
    model = registry.logged_models.create(
        LoggedModelCreate(run=run, name="files", status=VersionStatus.PENDING)
    )
    registry.artifacts.put_many(Owner.logged_model(model.public_id), files)


def _purge(registry: Registry) -> None:
    for _ in range(2):
        experiment = registry.experiments.create(MLExperimentCreate(name="gone"))
        run = registry.runs.create(MLRunCreate(experiment="gone"))
        model = registry.logged_models.create(LoggedModelCreate(run=run.public_id))
        registry.logged_models.delete(model.id)
        registry.logged_models.purge(model.id, model.public_id)
        registry.runs.delete(run.id)
        registry.runs.purge(run.id, run.public_id)
        registry.experiments.delete(experiment.id)
        registry.experiments.purge(experiment.id, "gone")


def _trash(registry: Registry) -> None:
    trashed = registry.experiments.create(MLExperimentCreate(name="in the trash"))
    registry.runs.create(MLRunCreate(experiment="in the trash"))
    registry.experiments.delete(trashed.id)
