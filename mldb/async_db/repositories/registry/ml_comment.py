"""Rows of ml_comments."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select

from mldb.async_db.repositories.base import BaseRepository
from mldb.models import MLComment
from mldb.statements.identity import known_id
from mldb.statements.registry.ml_comment import comments, count_of, newest_of


class MLCommentRepository(BaseRepository[MLComment]):
    """Rows of ml_comments, with the names of their subjects."""

    row_type = MLComment

    @classmethod
    def statement(cls) -> Select[Any]:
        """Comments with the names of their subjects."""
        return comments()

    async def get_by_public_id(self, public_id: str) -> MLComment | None:
        """Row by its public id, or None."""
        return await self.first(self.statement().where(MLComment.public_id == public_id))

    async def get_newest(
        self, subject: str, subject_id: int, skip: int, limit: int
    ) -> Sequence[Row[Any]]:
        """Columns of the comments on one subject, the newest first, at most `limit`.

        `subject` is the column that names it.
        """
        values = {"subject_id": known_id(subject_id), "skip": skip, "count": limit}
        connection = await self.session.connection()
        rows: Sequence[Row[Any]] = (await connection.execute(newest_of(subject), values)).all()
        return rows

    async def count(self, subject: str, subject_ids: Collection[int]) -> dict[int, int]:
        """Number of comments by the id of their subject; without any it is left out."""
        if not subject_ids:
            return {}
        ids = [known_id(one) for one in subject_ids]
        connection = await self.session.connection()
        found = await connection.execute(count_of(subject), {"subject_ids": ids})
        return dict(found.all())
