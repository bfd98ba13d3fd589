"""Logged models as clients expect them."""

from typing import Any, Final

from mldb.schemas import LoggedModelDetail
from mldb.values.enums import VersionStatus
from registry_app.mlflow.locations import logged_model_root
from registry_app.mlflow.shapes.common import given_only, key_values, milliseconds

STATUSES: Final = {
    "LOGGED_MODEL_PENDING": VersionStatus.PENDING,
    "LOGGED_MODEL_READY": VersionStatus.READY,
    "LOGGED_MODEL_UPLOAD_FAILED": VersionStatus.FAILED,
}
_WORDS: Final = {status: word for word, status in STATUSES.items()}


def logged_model(row: LoggedModelDetail) -> dict[str, Any]:
    """A logged model with its parameters, tags and metrics."""
    info = given_only(
        model_id=row.public_id,
        experiment_id=str(row.experiment_id),
        name=row.name,
        creation_timestamp_ms=milliseconds(row.created_at),
        last_updated_timestamp_ms=milliseconds(row.updated_at),
        artifact_uri=logged_model_root(row),
        status=_WORDS[row.status],
        model_type=row.model_type or None,
        source_run_id=row.run_public_id,
        tags=key_values(row.tags),
    )
    metrics = [
        given_only(
            key=one.name,
            value=one.value,
            timestamp=one.time_ms,
            step=one.step,
            dataset_name=one.dataset_name or None,
            dataset_digest=one.dataset_digest or None,
            run_id=row.run_public_id,
            model_id=row.public_id,
        )
        for one in row.metrics
    ]
    return {
        "info": info,
        "data": given_only(params=key_values(row.params), metrics=metrics),
    }
