"""Files and their contents as an export holds them."""

from typing import Any

from sqlalchemy import Select, exists, select

from mldb.models import (
    MLArtifact,
    MLContent,
    MLLoggedModel,
    MLModel,
    MLModelVersion,
    MLRun,
)
from mldb.statements.content import exported_columns


def artifacts() -> Select[Any]:
    """Files, with what they belong to and the digest of their content."""
    owner = (
        MLRun.public_id.label("run"),
        MLLoggedModel.public_id.label("logged_model"),
        MLModel.name.label("model"),
        MLModelVersion.number.label("version"),
    )
    found = select(*owner, MLContent.sha256, *exported_columns(MLArtifact).values())
    return (
        found.join_from(MLArtifact, MLContent)
        .outerjoin(MLRun, MLRun.id == MLArtifact.run_id)
        .outerjoin(MLLoggedModel, MLLoggedModel.id == MLArtifact.logged_model_id)
        .outerjoin(MLModelVersion, MLModelVersion.id == MLArtifact.version_id)
        .outerjoin(MLModel, MLModel.id == MLModelVersion.model_id)
        .order_by(MLArtifact.id)
    )


def contents() -> Select[str, str, int]:
    """Digest, storage key and size of every content that a file has."""
    has_file = exists().where(MLArtifact.content_id == MLContent.id)
    found = select(MLContent.sha256, MLContent.storage_key, MLContent.size_bytes)
    return found.where(has_file).order_by(MLContent.id)
