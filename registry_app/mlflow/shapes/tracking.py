"""Experiments and runs as clients expect them."""

from collections.abc import Mapping
from typing import Any, Final

from mldb.schemas import DatasetUse, LastPoint, MLExperimentRead, MLRunRead, RunDataset, RunRecord
from mldb.values.enums import RunStatus
from registry_app.mlflow.locations import SCHEME, run_root
from registry_app.mlflow.shapes.common import (
    ACTIVE,
    DELETED,
    given_only,
    key_values,
    milliseconds,
)

RUN_NAME: Final = "mlflow.runName"
NOTE: Final = "mlflow.note.content"
ARTIFACT_LOCATION: Final = "mlflow.artifactLocation"
"""Tag of an experiment whose artifacts are kept elsewhere."""

MODEL_INPUTS: Final = "mlflow.modelInputs"
"""Tag of a run that read logged models: their ids, with spaces between them."""

STATUSES: Final = {status.upper(): status for status in RunStatus}
_CONTEXT: Final = "mlflow.data.context"


def experiment(row: MLExperimentRead, tags: Mapping[str, str]) -> dict[str, Any]:
    """An experiment; its description is a tag."""
    shown = dict(tags) | ({NOTE: row.description} if row.description else {})
    location = shown.pop(ARTIFACT_LOCATION, None) or f"{SCHEME}{row.id}"
    return given_only(
        experiment_id=str(row.id),
        name=row.name,
        artifact_location=location,
        lifecycle_stage=ACTIVE if row.deleted_at is None else DELETED,
        creation_time=milliseconds(row.created_at),
        last_update_time=milliseconds(row.updated_at),
        tags=key_values(shown),
    )


def run_info(row: MLRunRead, *, is_live: bool) -> dict[str, Any]:
    """A run without what it logged."""
    return given_only(
        run_id=row.public_id,
        run_uuid=row.public_id,
        experiment_id=str(row.experiment_id),
        run_name=row.name,
        user_id=row.user_name,
        status=row.status.upper(),
        start_time=milliseconds(row.started_at),
        end_time=None if row.ended_at is None else milliseconds(row.ended_at),
        artifact_uri=run_root(row),
        lifecycle_stage=ACTIVE if is_live else DELETED,
    )


def run(record: RunRecord) -> dict[str, Any]:
    """A run with all that it logged."""
    tags = record.tags | {RUN_NAME: record.run.name}
    models = [{"model_id": public_id} for public_id in tags.pop(MODEL_INPUTS, "").split()]
    if record.run.description:
        tags[NOTE] = record.run.description
    data = given_only(
        metrics=[metric(point) for point in record.metrics],
        params=key_values(record.params),
        tags=key_values(tags),
    )
    outputs = [
        {"model_id": public_id, "step": str(step or 0)} for public_id, step in record.logged_models
    ]
    return {
        "info": run_info(record.run, is_live=record.is_live),
        "data": data,
        "inputs": given_only(
            dataset_inputs=[dataset_input(one) for one in record.inputs], model_inputs=models
        ),
        "outputs": given_only(model_outputs=outputs),
    }


def metric(point: LastPoint) -> dict[str, Any]:
    """A point of a metric."""
    return {
        "key": point.name,
        "value": point.value,
        "timestamp": point.time_ms,
        "step": point.step,
    }


def dataset_summary(use: DatasetUse) -> dict[str, Any]:
    """A dataset that runs of an experiment read."""
    return given_only(
        experiment_id=str(use.experiment_id),
        name=use.name,
        digest=use.digest,
        context=use.context or None,
    )


def dataset_input(one: RunDataset) -> dict[str, Any]:
    """A dataset that a run read, with what it was read for."""
    dataset = given_only(
        name=one.name,
        digest=one.digest,
        source_type=one.source_type,
        source=one.source,
        schema=one.schema or None,
        profile=one.profile or None,
    )
    tags = [{"key": _CONTEXT, "value": one.context}] if one.context else []
    return given_only(tags=tags, dataset=dataset)
