"""Columns that say whether models and versions are in the trash."""

from collections.abc import Collection, Sequence
from typing import Any

from mldb.async_db.repositories.registry.readers.base import ReaderRepository
from mldb.statements.registry.readers import trash_states as statements


class TrashStateRepository(ReaderRepository):
    """Models and versions, live or in the trash."""

    async def get(self, model_ids: Collection[int], version_ids: Collection[int]) -> Sequence[Any]:
        """Entity type, id, label, model id and times of trashing of the existing ones."""
        statement = statements.trash_states()
        return await self._all(statement, model_ids=list(model_ids), version_ids=list(version_ids))
