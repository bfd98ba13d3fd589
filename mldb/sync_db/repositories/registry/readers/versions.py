# Generated from mldb/async_db/repositories/registry/readers/versions.py by `make twins`.
"""Columns of versions with their aliases, metrics, parameters and tags."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from mldb.statements.registry import ml_model_version
from mldb.statements.registry.readers import items, newest
from mldb.statements.registry.readers import versions as statements
from mldb.sync_db.repositories.registry.readers.base import ReaderRepository
from mldb.values.spelling import spelling


class MLModelVersionReaderRepository(ReaderRepository):
    """Live versions of live models."""

    def get_by_number(self, model_name: str, number: int) -> Row[Any] | None:
        """A version with the name of its model, or None."""
        row: Row[Any] | None = self._first(
            statements.live_version(),
            model_name=spelling(model_name),
            version_number=number,
        )
        return row

    def get_by_labels(self, labels: Sequence[tuple[str, int]]) -> Sequence[Any]:
        """The versions with these model names and numbers, in no order."""
        return self._all(
            statements.versions_by_label(),
            names=list({name for name, _ in labels}),
            numbers=list({number for _, number in labels}),
            labels=[f"{name}/{number}" for name, number in labels],
        )

    def get_items(
        self, version_ids: Collection[int], names: Mapping[str, Collection[str]]
    ) -> Sequence[Any]:
        """Item type, version, name, number and text of the aliases and the items of these names.

        `names` are grouped by item type: `metrics`, `params`, `tags`.
        """
        listed = {
            item_type: [spelling(name) for name in of_type]
            for item_type, of_type in names.items()
            if of_type
        }
        statement = items.items_of_versions(frozenset(listed))
        return self._all(statement, version_ids=list(version_ids), **listed)

    def get_all_items(self, version_ids: Collection[int], limit: int) -> Sequence[Any]:
        """Like `get_items`, of all names: of each item type the first `limit` by name."""
        statement = items.all_items_of_versions()
        return self._all(statement, version_ids=list(version_ids), count=limit)

    def get_neighbours(self, model_id: int, number: int) -> Row[int | None, int | None]:
        """Numbers of the versions right before and right after this one, or None."""
        row: Row[int | None, int | None] = self._first(
            ml_model_version.neighbours(), model_id=model_id, number=number
        )
        return row

    def get_events(self, version_id: int, limit: int) -> Sequence[Row[Any]]:
        """The events about a version, the newest first, at most `limit`."""
        return self._all(statements.events_of_version(), version_id=version_id, count=limit)

    def get_newest_numbers(self, model_name: str, key: str) -> Sequence[Any]:
        """Value of the tag, and the newest number with it; the value None: without the tag."""
        wanted = {"model_name": spelling(model_name), "key": spelling(key)}
        return self._all(newest.newest_by_tag_value(), **wanted)
