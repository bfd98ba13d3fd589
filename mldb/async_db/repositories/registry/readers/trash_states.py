"""Columns that say whether entities are in the trash."""

from collections.abc import Mapping, Sequence
from typing import Any

from mldb.async_db.repositories.registry.readers.base import ReaderRepository
from mldb.statements.registry.readers import trash_states as statements


class TrashStateRepository(ReaderRepository):
    """Entities of all types, live or in the trash."""

    async def get(self, ids: Mapping[str, Sequence[int]]) -> Sequence[Any]:
        """Entity type, id, label, owner id and times of trashing of the existing ones.

        `ids` are those of each entity type.
        """
        types = tuple(entity for entity, of_type in ids.items() if of_type)
        if not types:
            return []
        lists = {f"{entity}_ids": ids[entity] for entity in types}
        return await self._all(statements.trash_states(types), **lists)
