"""The names of the owners of files."""

from typing import Any, Final

from mldb.models import MLLoggedModel, MLModel, MLModelVersion, MLRun

OWNER_NAMES: Final[tuple[Any, ...]] = (
    MLRun.public_id.label("run_public_id"),
    MLLoggedModel.public_id.label("logged_model_public_id"),
    MLModel.name.label("model_name"),
    MLModelVersion.number.label("number"),
)


def with_owners(files: Any) -> Any:
    """The table, joined with the run, logged model or version of each row."""
    return (
        files.outerjoin(MLRun, MLRun.id == files.c.run_id)
        .outerjoin(MLLoggedModel, MLLoggedModel.id == files.c.logged_model_id)
        .outerjoin(MLModelVersion, MLModelVersion.id == files.c.version_id)
        .outerjoin(MLModel, MLModel.id == MLModelVersion.model_id)
    )
