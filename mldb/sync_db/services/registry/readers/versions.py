# Generated from mldb/async_db/services/registry/readers/versions.py by `make twins`.
"""Versions together with their aliases, metrics, parameters and tags."""

from bisect import insort
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from mldb.rules.batch import check_batch
from mldb.rules.comparison import check_comparable
from mldb.rules.paging import check_page
from mldb.schemas import (
    AuditEventRead,
    ComparedVersion,
    MLModelAliasCurrent,
    MLModelVersionDetail,
    MLModelVersionOverview,
    MLModelVersionRead,
    MLModelVersionSummary,
)
from mldb.sync_db.repositories.registry.readers.models import MLModelReaderRepository
from mldb.sync_db.repositories.registry.readers.versions import MLModelVersionReaderRepository
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.registry.missing import no_version
from mldb.values.enums import Goal
from mldb.values.limits import MAX_ID, PAGE_SIZE_LIMIT
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable

EVENTS_SHOWN: Final = 20
_ITEM_TYPES: Final = ("metrics", "params", "tags")


class MLModelVersionReader(Service):
    """Reads live versions, in a few statements whatever their number."""

    def get(self, model_name: str, number: int) -> MLModelVersionDetail:
        """The version of this model with this number.

        The version and its items are two statements without a transaction, which would cost as
        much again: an item recorded in between is included.

        Raises:
            NotFoundError: there is none, or it or its model is in the trash.
        """
        row = None
        with self.database.reading() as session:
            repository = MLModelVersionReaderRepository(session)
            if is_storable(model_name) and 0 < number <= MAX_ID:
                row = repository.get_by_number(model_name, number)
            if row is None:
                raise no_version(session, model_name, number)
            return read_detail(repository, row._asdict())

    def get_overview(self, model_name: str, number: int) -> MLModelVersionOverview:
        """The version of this model with this number, and the content of its page.

        Raises:
            NotFoundError: there is none, or it or its model is in the trash.
        """
        row = None
        with self.database.snapshot() as session:
            repository = MLModelVersionReaderRepository(session)
            if is_storable(model_name) and 0 < number <= MAX_ID:
                row = repository.get_by_number(model_name, number)
            if row is None:
                raise no_version(session, model_name, number)
            version = read_detail(repository, row._asdict())
            aliases = MLModelReaderRepository(session).get_current_aliases(row.model_id)
            previous, following = repository.get_neighbours(row.model_id, row.number)
            events = repository.get_events(row.id, EVENTS_SHOWN)
        return MLModelVersionOverview.model_construct(
            version=version,
            model_aliases=[MLModelAliasCurrent.model_validate(alias) for alias in aliases],
            previous=previous,
            next=following,
            events=[AuditEventRead.model_validate(event) for event in events],
        )

    def get_summaries(
        self,
        version_ids: Collection[int],
        *,
        metrics: Collection[str] = (),
        params: Collection[str] = (),
        tags: Collection[str] = (),
    ) -> dict[int, MLModelVersionSummary]:
        """Aliases and the items of these names, by version id, for up to 1,000 versions.

        Raises:
            RuleViolationError: too many versions or names.
        """
        wanted = {"metrics": metrics, "params": params, "tags": tags}
        check_page(0, max(len(version_ids), *map(len, wanted.values()), 1))
        with self.database.reading() as session:
            items = MLModelVersionReaderRepository(session).get_items(version_ids, wanted)
        return {
            version_id: MLModelVersionSummary.model_construct(**parts)
            for version_id, parts in _by_version(version_ids, items).items()
        }

    def get_ids(self, labels: Sequence[tuple[str, int]]) -> dict[str, int]:
        """Ids of the live versions with these names and numbers, for up to 1,000.

        By `name/number`.

        Raises:
            RuleViolationError: too many versions.
        """
        check_batch(len(labels))
        with self.database.reading() as session:
            rows = MLModelVersionReaderRepository(session).get_by_labels(possible_labels(labels))
        return {f"{row.model_name}/{row.number}": row.id for row in rows}

    def get_many(self, labels: Sequence[tuple[str, int]]) -> list[MLModelVersionRead]:
        """The live versions with these names and numbers, for up to 1,000, in the order given.

        Raises:
            RuleViolationError: too many versions.
        """
        check_batch(len(labels))
        possible = possible_labels(labels)
        with self.database.reading() as session:
            rows = MLModelVersionReaderRepository(session).get_by_labels(possible)
        found = {(row.model_name, row.number): row for row in rows}
        return [MLModelVersionRead.model_validate(found[one]) for one in possible if one in found]

    def get_newest_by_tag(self, model_name: str, key: str) -> dict[str | None, int]:
        """Number of the newest live version for each value of the tag; None: without the tag.

        Of a model that doesn't exist there are none.
        """
        if not is_storable(model_name + key):
            return {}
        with self.database.reading() as session:
            repository = MLModelVersionReaderRepository(session)
            rows = repository.get_newest_numbers(model_name, key)
        return dict(map(tuple, rows))

    def get_compared(self, labels: Sequence[tuple[str, int]]) -> list[ComparedVersion]:
        """The live versions with these names and numbers, for up to 20, in the order of `labels`.

        With the first metrics, parameters and tags by name, on average 1,000 of each item type for
        a version.

        Raises:
            RuleViolationError: too many versions.
        """
        check_comparable(len(labels))
        with self.database.snapshot() as session:
            repository = MLModelVersionReaderRepository(session)
            rows = repository.get_by_labels(possible_labels(labels))
            ids = [row.id for row in rows]
            items = repository.get_all_items(ids, PAGE_SIZE_LIMIT * len(ids))
        parts = _by_version(ids, items)
        found = {(row.model_name, row.number): _compared(row, parts[row.id]) for row in rows}
        requested = [(spelling(name), number) for name, number in labels]
        return [found[pair] for pair in requested if pair in found]


def read_detail(
    repository: MLModelVersionReaderRepository, columns: dict[str, Any]
) -> MLModelVersionDetail:
    """The version with these columns, with its aliases and items."""
    row_id = columns["id"]
    items = repository.get_all_items([row_id], PAGE_SIZE_LIMIT + 1)
    parts = _by_version([row_id], items)[row_id]
    cut = [item_type for item_type in _ITEM_TYPES if len(parts[item_type]) > PAGE_SIZE_LIMIT]
    for item_type in _ITEM_TYPES:
        parts[item_type] = dict(sorted(parts[item_type].items())[:PAGE_SIZE_LIMIT])
    return MLModelVersionDetail.model_validate(columns | parts | {"cut": cut})


def _compared(row: Any, parts: dict[str, Any]) -> ComparedVersion:
    return ComparedVersion.model_construct(
        version=MLModelVersionRead.model_validate(row),
        primary_metric=row.primary_metric,
        primary_metric_goal=row.primary_metric_goal and Goal(row.primary_metric_goal),
        **parts,
    )


def _by_version(
    version_ids: Iterable[int],
    items: Iterable[tuple[str, int, str, float | None, str | None]],
) -> dict[int, dict[str, Any]]:
    """Aliases (sorted), metrics, params and tags of each version, in the order of `items`.

    The items are item type, version id, name, number and text; a metric has a number, params and
    tags have text, an alias has neither.
    """
    parts: dict[int, dict[str, Any]] = {
        version_id: {"aliases": [], "metrics": {}, "params": {}, "tags": {}}
        for version_id in version_ids
    }
    for item_type, version_id, name, number, text in items:
        if item_type == "aliases":
            insort(parts[version_id][item_type], name)
        else:
            parts[version_id][item_type][name] = number if item_type == "metrics" else text
    return parts


def possible_labels(labels: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The names and numbers that a version could have."""
    return [
        (spelling(name), number)
        for name, number in labels
        if is_storable(name) and 0 < number <= MAX_ID
    ]
