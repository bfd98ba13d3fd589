# Generated from mldb/async_db/repositories/artifacts/ml_artifact_upload.py by `make twins`.
"""Rows of ml_artifact_uploads."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mldb.models import MLArtifactUpload
from mldb.statements.artifacts import ml_artifact_upload as statements
from mldb.sync_db.repositories.rows import RowRepository


class MLArtifactUploadRepository(RowRepository[MLArtifactUpload]):
    """Uploads in parts; statements below the ORM."""

    row_type = MLArtifactUpload

    def add(self, values: Mapping[str, Any]) -> None:
        """New row."""
        self.session.execute(statements.insert_upload(), values)

    def get(self, public_id: str) -> Any | None:
        """Columns of the upload and the names of its owner, or None."""
        found = self.session.execute(statements.upload_by_public_id(), {"public_id": public_id})
        return found.first()

    def delete(self, public_id: str) -> bool:
        """Remove the upload; whether it was there."""
        found = self.session.execute(statements.delete_upload(), {"id_of_upload": public_id})
        return found.first() is not None

    def before(self, moment: datetime, limit: int) -> Sequence[str]:
        """Ids of uploads that began before, the oldest first, at most `limit`."""
        values = {"moment": moment, "count": limit}
        return (self.session.scalars(statements.uploads_before(), values)).all()

    def existing(self, public_ids: Sequence[str]) -> set[str]:
        """Those of the ids that are uploads."""
        found = self.session.scalars(statements.existing_uploads(), {"ids": public_ids})
        return set(found)
