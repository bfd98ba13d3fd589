# Generated from mldb/async_db/repositories/registry/ml_comment.py by `make twins`.
"""Rows of ml_comments."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select

from mldb.models import MLComment
from mldb.statements.identity import known_id
from mldb.statements.registry.ml_comment import comments, count_of, newest_of
from mldb.sync_db.repositories.base import BaseRepository


class MLCommentRepository(BaseRepository[MLComment]):
    """Rows of ml_comments, with the names of their subjects."""

    row_type = MLComment

    @classmethod
    def statement(cls) -> Select[Any]:
        """Comments with the names of their subjects."""
        return comments()

    def get_by_public_id(self, public_id: str) -> MLComment | None:
        """Row by its public id, or None."""
        return self.first(self.statement().where(MLComment.public_id == public_id))

    def get_newest(
        self, subject: str, subject_id: int, skip: int, limit: int
    ) -> Sequence[Row[Any]]:
        """Columns of the comments on one subject, the newest first, at most `limit`.

        `subject` is the column that names it.
        """
        values = {"subject_id": known_id(subject_id), "skip": skip, "count": limit}
        connection = self.session.connection()
        rows: Sequence[Row[Any]] = (connection.execute(newest_of(subject), values)).all()
        return rows

    def count(self, subject: str, subject_ids: Collection[int]) -> dict[int, int]:
        """Number of comments by the id of their subject; without any it is left out."""
        if not subject_ids:
            return {}
        ids = [known_id(one) for one in subject_ids]
        connection = self.session.connection()
        found = connection.execute(count_of(subject), {"subject_ids": ids})
        return dict(found.all())
