# Generated from mldb/async_db/repositories/registry/readers/trash_states.py by `make twins`.
"""Columns that say whether models and versions are in the trash."""

from collections.abc import Collection, Sequence
from typing import Any

from mldb.statements.registry.readers import trash_states as statements
from mldb.sync_db.repositories.registry.readers.base import ReaderRepository


class TrashStateRepository(ReaderRepository):
    """Models and versions, live or in the trash."""

    def get(self, model_ids: Collection[int], version_ids: Collection[int]) -> Sequence[Any]:
        """Entity type, id, label, model id and times of trashing of the existing ones."""
        statement = statements.trash_states()
        return self._all(statement, model_ids=list(model_ids), version_ids=list(version_ids))
