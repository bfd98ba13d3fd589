# Generated from mldb/async_db/services/registry/readers/item_names.py by `make twins`.
"""Names of metrics, parameters and tags of versions."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from mldb.rules.paging import check_page
from mldb.schemas import MLModelVersionItemNames
from mldb.sync_db.repositories.registry.readers.item_names import ItemNameRepository
from mldb.sync_db.services.base import Service
from mldb.values.limits import MAX_ID

NAMES_LIMIT: Final = 1_000
"""How many names of each item type a result has at most."""
ITEM_TYPES: Final = ("metrics", "params", "tags")


class ItemNameReader(Service):
    """Reads the item names that columns and searches can be made of."""

    def get_of_versions(self, version_ids: Collection[int]) -> MLModelVersionItemNames:
        """Item names of these versions, for up to 1,000 versions.

        Raises:
            RuleViolationError: too many versions.
        """
        check_page(0, max(len(version_ids), 1))
        with self.database.reading() as session:
            repository = ItemNameRepository(session)
            return limited_names(repository.get_of_versions(version_ids, NAMES_LIMIT + 1))

    def get_of_model(
        self, model_id: int, item_types: Collection[str] = ITEM_TYPES
    ) -> MLModelVersionItemNames:
        """Item names of the model's live versions."""
        wanted = [item_type for item_type in ITEM_TYPES if item_type in item_types]
        if not wanted or not 0 < model_id <= MAX_ID:
            return limited_names([])
        with self.database.reading() as session:
            repository = ItemNameRepository(session)
            return limited_names(repository.get_of_model(model_id, wanted, NAMES_LIMIT + 1))

    def get_of_all(self) -> MLModelVersionItemNames:
        """Item names of all live versions."""
        with self.database.reading() as session:
            return limited_names(ItemNameRepository(session).get_of_all(NAMES_LIMIT + 1))

    def get_aliases(self) -> list[str]:
        """Names of the aliases in use, sorted, at most 1,000."""
        with self.database.reading() as session:
            return list(ItemNameRepository(session).get_aliases(NAMES_LIMIT))


def names_by_type(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The names of each item type, from rows of item type and name."""
    names: dict[str, list[str]] = {item_type: [] for item_type in ITEM_TYPES}
    for item_type, name in rows:
        names[item_type].append(name)
    return names


def limited_names(rows: Sequence[tuple[str, str]]) -> MLModelVersionItemNames:
    """The names from rows of item type and name; of each type one more than fit may be there."""
    names = names_by_type(rows)
    cut = frozenset(item_type for item_type, found in names.items() if len(found) > NAMES_LIMIT)
    limited: dict[str, Any] = {item_type: found[:NAMES_LIMIT] for item_type, found in names.items()}
    return MLModelVersionItemNames(**limited, cut=cut)
