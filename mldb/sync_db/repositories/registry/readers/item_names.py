# Generated from mldb/async_db/repositories/registry/readers/item_names.py by `make twins`.
"""Names of metrics, parameters, tags and aliases."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row

from mldb.statements.registry import ml_model_alias
from mldb.statements.registry.readers import item_names as statements
from mldb.statements.tracking.readers.names import names_of_runs
from mldb.sync_db.repositories.registry.readers.base import ReaderRepository


class ItemNameRepository(ReaderRepository):
    """Item types and names, sorted."""

    def get_of_versions(self, version_ids: Collection[int], limit: int) -> Sequence[Row[str, str]]:
        """Of the items of these versions, at most `limit` of each type."""
        statement = statements.names_of_versions()
        return self._all(statement, version_ids=list(version_ids), count=limit)

    def get_of_model(self, model_id: int, item_types: Collection[str], limit: int) -> Sequence[Any]:
        """Of the items of a model's live versions, at most `limit` of each type."""
        statement = statements.names_of_model(frozenset(item_types))
        return self._all(statement, model_id=model_id, count=limit)

    def get_of_all(self, limit: int) -> Sequence[Any]:
        """Of the items of all live versions, at most `limit` of each type."""
        return self._all(statements.names_of_all(), count=limit)

    def get_of_runs(self, limit: int) -> Sequence[Any]:
        """Of what all runs logged, at most `limit` of each type."""
        return self._all(names_of_runs(), count=limit)

    def get_aliases(self, limit: int) -> Sequence[str]:
        """Names of the current aliases, sorted, at most `limit`."""
        return [row.name for row in self._all(ml_model_alias.all_names_in_use(), count=limit)]
