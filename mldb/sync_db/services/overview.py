# Generated from mldb/async_db/services/overview.py by `make twins`.
"""What belongs together, read in one snapshot."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from mldb.errors import NotFoundError
from mldb.rules.batch import check_batch
from mldb.rules.comparison import check_comparable
from mldb.rules.overview import (
    EVENTS_SHOWN,
    METRICS_SHOWN,
    Thing,
    by_name,
    parts_of_versions,
    shown_metrics,
    trash_entry,
)
from mldb.rules.paging import check_page
from mldb.schemas import (
    AuditEventRead,
    ComparedVersion,
    MLModelAliasCurrent,
    MLModelAliasRead,
    MLModelOverview,
    MLModelRead,
    MLModelTrend,
    MLModelVersionItemNames,
    MLModelVersionOverview,
    MLModelVersionRead,
    MLModelVersionSummary,
    TrendPoint,
)
from mldb.sync_db.repositories.overview import OverviewRepository
from mldb.sync_db.services.base import Service
from mldb.types import MAX_ID, PAGE_SIZE_LIMIT, Goal, is_storable

_KINDS: Final = ("metrics", "params", "tags")


class OverviewService(Service):
    """A few statements for a whole page, whatever the number of its rows."""

    def get_model(self, name: str) -> MLModelOverview:
        """The model of this name, and what belongs to it.

        Raises:
            NotFoundError: there is none, or it lies in the trash.
        """
        with self.database.snapshot() as session:
            repository = OverviewRepository(session)
            row = None
            if is_storable(name):
                row = repository.model_by_name(name, METRICS_SHOWN)
            if row is None:
                raise NotFoundError("model", name)
            aliases = repository.aliases_of_model(row.id)
        return MLModelOverview.model_construct(
            model=MLModelRead.model_validate(row),
            tags=by_name(row.tags),
            aliases=[MLModelAliasCurrent.model_validate(alias) for alias in aliases],
            metric_names=shown_metrics(row.primary_metric, sorted(row.metrics or {})),
        )

    def get_version_summaries(
        self,
        version_ids: Collection[int],
        *,
        metrics: Collection[str] = (),
        params: Collection[str] = (),
        tags: Collection[str] = (),
    ) -> dict[int, MLModelVersionSummary]:
        """The summary of each of these versions, by id, for up to 1,000 versions.

        With these of their metrics, parameters and tags, as far as they have them.

        Raises:
            RuleViolationError: too many versions or names.
        """
        wanted = {"metrics": metrics, "params": params, "tags": tags}
        check_page(0, max(len(version_ids), *map(len, wanted.values()), 1))
        with self.database.reading() as session:
            items = OverviewRepository(session).items_of_versions(version_ids, wanted)
        return {
            version_id: MLModelVersionSummary.model_construct(**parts)
            for version_id, parts in parts_of_versions(version_ids, items).items()
        }

    def get_model_ids(self, names: Sequence[str]) -> dict[str, int]:
        """Ids of the models with these names, for up to 1,000, by name.

        Those that don't exist or lie in the trash are left out.

        Raises:
            RuleViolationError: too many names.
        """
        check_batch(len(names))
        known = [name for name in names if is_storable(name)]
        with self.database.reading() as session:
            return dict(OverviewRepository(session).model_ids(known))

    def get_version_ids(self, labels: Sequence[tuple[str, int]]) -> dict[str, int]:
        """Ids of the versions with these names and numbers, for up to 1,000, by `name/number`.

        Those that don't exist or lie in the trash are left out.

        Raises:
            RuleViolationError: too many versions.
        """
        check_batch(len(labels))
        with self.database.reading() as session:
            rows = OverviewRepository(session).versions_by_label(_known(labels))
        return {f"{row.model_name}/{row.number}": row.id for row in rows}

    def get_whereabouts(self, things: Collection[Thing]) -> dict[Thing, Thing | None]:
        """What became of these models and versions, for up to 1,000: `("version", id)` and so on.

        None for what can be seen; for what can't, the thing that lies in the trash: itself or its
        model. What was purged is left out.

        Raises:
            RuleViolationError: too many things.
        """
        check_batch(len(things))
        ids = {
            kind: [row_id for of_kind, row_id in things if of_kind == kind]
            for kind in ("model", "version")
        }
        with self.database.reading() as session:
            repository = OverviewRepository(session)
            rows = repository.whereabouts(ids["model"], ids["version"])
        return {(kind, row_id): trash_entry((kind, row_id), *rest) for kind, row_id, *rest in rows}

    def get_compared(self, labels: Sequence[tuple[str, int]]) -> list[ComparedVersion]:
        """The versions with these names and numbers, for up to 20, in the order asked for.

        Those that don't exist or lie in the trash are left out. Of metrics, parameters and tags
        there are those with the first names, on average 1,000 of each kind for a version.

        Raises:
            RuleViolationError: too many versions.
        """
        check_comparable(len(labels))
        with self.database.snapshot() as session:
            repository = OverviewRepository(session)
            rows = repository.versions_by_label(_known(labels))
            ids = [row.id for row in rows]
            items = repository.all_items_of_versions(ids, PAGE_SIZE_LIMIT * len(ids))
        parts = parts_of_versions(ids, items)
        found = {
            (row.model_name, row.number): ComparedVersion.model_construct(
                version=MLModelVersionRead.model_validate(row),
                primary_metric=row.primary_metric,
                primary_metric_goal=row.primary_metric_goal and Goal(row.primary_metric_goal),
                **parts[row.id],
            )
            for row in rows
        }
        return [found[pair] for pair in labels if pair in found]

    def get_trend(self, model_name: str, metric: str) -> MLModelTrend:
        """A metric over the model's versions, and where its aliases pointed meanwhile.

        Raises:
            NotFoundError: there is no such model, or it lies in the trash.
        """
        with self.database.snapshot() as session:
            repository = OverviewRepository(session)
            row = None
            if is_storable(model_name):
                row = repository.model_by_name(model_name, METRICS_SHOWN)
            if row is None:
                raise NotFoundError("model", model_name)
            points: Sequence[Any] = []
            if is_storable(metric):
                points = repository.trend(row.id, metric, PAGE_SIZE_LIMIT)
            assignments = repository.assignments_of_model(row.id, PAGE_SIZE_LIMIT)
        return MLModelTrend.model_construct(
            model=MLModelRead.model_validate(row),
            metric=metric,
            points=[TrendPoint.model_construct(**point._asdict()) for point in points],
            assignments=[MLModelAliasRead.model_validate(one) for one in assignments],
        )

    def get_item_names(self, version_ids: Collection[int]) -> MLModelVersionItemNames:
        """What these versions have, for up to 1,000 versions: at most 100 names of each kind.

        Raises:
            RuleViolationError: too many versions.
        """
        check_page(0, max(len(version_ids), 1))
        names: dict[str, list[str]] = {kind: [] for kind in _KINDS}
        with self.database.reading() as session:
            for kind, name in OverviewRepository(session).names_of_versions(version_ids):
                names[kind].append(name)
        return MLModelVersionItemNames(**names)

    def get_version(self, model_name: str, number: int) -> MLModelVersionOverview:
        """The version of this model with this number, and what belongs to it.

        Raises:
            NotFoundError: there is none, or it or its model lies in the trash.
        """
        row = None
        with self.database.snapshot() as session:
            repository = OverviewRepository(session)
            if is_storable(model_name) and 0 < number <= MAX_ID:
                row = repository.version_by_number(model_name, number)
            if row is None:
                raise NotFoundError("version", f"{model_name}/{number}")
            items = repository.all_items_of_versions([row.id], PAGE_SIZE_LIMIT + 1)
            aliases = repository.aliases_of_model(row.model_id)
            previous, following = repository.neighbours(row.model_id, row.number)
            events = repository.events_of_version(row.id, EVENTS_SHOWN)
        parts = parts_of_versions([row.id], items)[row.id]
        limited: dict[str, Any] = {
            kind: dict(sorted(parts[kind].items())[:PAGE_SIZE_LIMIT]) for kind in _KINDS
        }
        return MLModelVersionOverview.model_construct(
            version=MLModelVersionRead.model_validate(row),
            **limited,
            cut=frozenset(kind for kind in _KINDS if len(parts[kind]) > PAGE_SIZE_LIMIT),
            model_aliases=[MLModelAliasCurrent.model_validate(alias) for alias in aliases],
            previous=previous,
            next=following,
            events=[AuditEventRead.model_validate(event) for event in events],
        )


def _known(labels: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those that a version could have."""
    return [pair for pair in labels if is_storable(pair[0]) and 0 < pair[1] <= MAX_ID]
