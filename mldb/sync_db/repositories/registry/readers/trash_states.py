# Generated from mldb/async_db/repositories/registry/readers/trash_states.py by `make twins`.
"""Columns that say whether entities are in the trash."""

from collections.abc import Mapping, Sequence
from typing import Any

from mldb.statements.registry.readers import trash_states as statements
from mldb.sync_db.repositories.registry.readers.base import ReaderRepository


class TrashStateRepository(ReaderRepository):
    """Entities of all types, live or in the trash."""

    def get(self, ids: Mapping[str, Sequence[int]]) -> Sequence[Any]:
        """Entity type, id, label, owner id and times of trashing of the existing ones.

        `ids` are those of each entity type.
        """
        types = tuple(entity for entity, of_type in ids.items() if of_type)
        if not types:
            return []
        lists = {f"{entity}_ids": ids[entity] for entity in types}
        return self._all(statements.trash_states(types), **lists)
