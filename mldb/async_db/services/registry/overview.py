"""What belongs together, read in one snapshot."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from mldb.async_db.repositories.registry.overview import OverviewRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.registry.missing import no_model, no_version
from mldb.rules.batch import check_batch
from mldb.rules.comparison import check_comparable
from mldb.rules.overview import (
    EVENTS_SHOWN,
    NAMES_LIMIT,
    NEWEST_VERSIONS,
    Thing,
    Whereabouts,
    by_name,
    item_lists,
    parts_of_versions,
    ranked_first,
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
from mldb.search.advice import Advice
from mldb.search.fields import ListType
from mldb.search.name_advice import advice_on_names
from mldb.search.parser import parse
from mldb.values.enums import Goal
from mldb.values.limits import MAX_ID, PAGE_SIZE_LIMIT
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable

_KINDS: Final = ("metrics", "params", "tags")


class OverviewService(Service):
    """A few statements for a whole page, whatever the number of its rows."""

    async def get_model(self, name: str) -> MLModelOverview:
        """The model of this name, and what belongs to it.

        Raises:
            NotFoundError: there is none, or it lies in the trash.
        """
        async with self.database.snapshot() as session:
            repository = OverviewRepository(session)
            row = None
            if is_storable(name):
                row = await repository.model_by_name(name, NEWEST_VERSIONS, NAMES_LIMIT)
            if row is None:
                raise await no_model(session, name)
            aliases = await repository.aliases_of_model(row.id)
        return MLModelOverview.model_construct(
            model=MLModelRead.model_validate(row),
            tags=by_name(row.tags),
            aliases=[MLModelAliasCurrent.model_validate(alias) for alias in aliases],
            metric_names=ranked_first(row.primary_metric, sorted(row.metric_names or {})),
            best_value=row.best_value,
        )

    async def get_version_summaries(
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
        async with self.database.reading() as session:
            items = await OverviewRepository(session).items_of_versions(version_ids, wanted)
        return {
            version_id: MLModelVersionSummary.model_construct(**parts)
            for version_id, parts in parts_of_versions(version_ids, items).items()
        }

    async def get_model_ids(self, names: Sequence[str]) -> dict[str, int]:
        """Ids of the models with these names, for up to 1,000, by name.

        Those that don't exist or lie in the trash are left out.

        Raises:
            RuleViolationError: too many names.
        """
        check_batch(len(names))
        known = [spelling(name) for name in names if is_storable(name)]
        async with self.database.reading() as session:
            return dict(await OverviewRepository(session).model_ids(known))

    async def get_version_ids(self, labels: Sequence[tuple[str, int]]) -> dict[str, int]:
        """Ids of the versions with these names and numbers, for up to 1,000, by `name/number`.

        Those that don't exist or lie in the trash are left out.

        Raises:
            RuleViolationError: too many versions.
        """
        check_batch(len(labels))
        async with self.database.reading() as session:
            rows = await OverviewRepository(session).versions_by_label(_known(labels))
        return {f"{row.model_name}/{row.number}": row.id for row in rows}

    async def get_whereabouts(self, things: Collection[Thing]) -> Whereabouts:
        """What became of these models and versions, for up to 1,000: `("version", id)` and so on.

        None for what can be seen; for what can't, the thing that lies in the trash: itself or its
        model. What was purged is left out. `labels` tells what each is called now.

        Raises:
            RuleViolationError: too many things.
        """
        check_batch(len(things))
        ids = {
            kind: [row_id for of_kind, row_id in things if of_kind == kind]
            for kind in ("model", "version")
        }
        async with self.database.reading() as session:
            repository = OverviewRepository(session)
            rows = await repository.whereabouts(ids["model"], ids["version"])
        found = Whereabouts()
        for kind, row_id, label, *rest in rows:
            found[kind, row_id] = trash_entry((kind, row_id), *rest)
            found.labels[kind, row_id] = label
        return found

    async def get_compared(self, labels: Sequence[tuple[str, int]]) -> list[ComparedVersion]:
        """The versions with these names and numbers, for up to 20, in the order asked for.

        Those that don't exist or lie in the trash are left out. Of metrics, parameters and tags
        there are those with the first names, on average 1,000 of each kind for a version.

        Raises:
            RuleViolationError: too many versions.
        """
        check_comparable(len(labels))
        async with self.database.snapshot() as session:
            repository = OverviewRepository(session)
            rows = await repository.versions_by_label(_known(labels))
            ids = [row.id for row in rows]
            items = await repository.all_items_of_versions(ids, PAGE_SIZE_LIMIT * len(ids))
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
        asked = [(spelling(name), number) for name, number in labels]
        return [found[pair] for pair in asked if pair in found]

    async def get_trend(
        self, model_name: str, metric: str, *, before: int | None = None
    ) -> MLModelTrend:
        """A metric over the model's versions, and where its aliases pointed meanwhile.

        Of more than 1,000 versions the newest, or the newest with a number below `before`.

        Raises:
            NotFoundError: there is no such model, or it lies in the trash.
        """
        async with self.database.snapshot() as session:
            repository = OverviewRepository(session)
            row = None
            if is_storable(model_name):
                row = await repository.model_by_name(model_name, 0, 0)
            if row is None:
                raise await no_model(session, model_name)
            points: Sequence[Any] = []
            if is_storable(metric):
                below = MAX_ID if before is None else max(min(before, MAX_ID), 0)
                points = await repository.trend(row.id, metric, below, PAGE_SIZE_LIMIT + 1)
            assignments = await repository.assignments_of_model(row.id, PAGE_SIZE_LIMIT)
        return MLModelTrend.model_construct(
            model=MLModelRead.model_validate(row),
            metric=metric,
            points=[
                TrendPoint.model_construct(**point._asdict())
                for point in points[:PAGE_SIZE_LIMIT][::-1]
            ],
            has_older=len(points) > PAGE_SIZE_LIMIT,
            best=_best(row, metric),
            assignments=[MLModelAliasRead.model_validate(one) for one in assignments],
        )

    async def get_item_names(self, version_ids: Collection[int]) -> MLModelVersionItemNames:
        """What these versions have, for up to 1,000 versions: at most 1,000 names of each kind.

        Raises:
            RuleViolationError: too many versions.
        """
        check_page(0, max(len(version_ids), 1))
        async with self.database.reading() as session:
            return _names(await OverviewRepository(session).names_of_versions(version_ids))

    async def get_item_names_of_model(
        self, model_id: int, kinds: Collection[str] = _KINDS
    ) -> MLModelVersionItemNames:
        """What any version of the model outside the trash has: at most 1,000 names of each kind."""
        wanted = [kind for kind in _KINDS if kind in kinds]
        if not wanted or not 0 < model_id <= MAX_ID:
            return _names([])
        async with self.database.reading() as session:
            repository = OverviewRepository(session)
            return _names(await repository.names_of_model(model_id, wanted, NAMES_LIMIT + 1))

    async def get_all_item_names(self) -> MLModelVersionItemNames:
        """What any version outside the trash has: at most 1,000 names of each kind."""
        async with self.database.reading() as session:
            return _names(await OverviewRepository(session).names_of_all(NAMES_LIMIT + 1))

    async def get_advice(
        self, text: str, kind: ListType, *, model_name: str | None = None
    ) -> list[Advice]:
        """Why a search of models or versions, which can be read, finds nothing, as far as known.

        Which metrics, parameters, tags and aliases in it nobody has, and what was probably meant.
        """
        query = parse(text, kind)
        async with self.database.snapshot() as session:
            repository = OverviewRepository(session)
            ids = [] if model_name is None else await repository.model_ids([model_name])
            found = (
                await repository.names_of_model(ids[0].id, _KINDS, NAMES_LIMIT + 1)
                if ids
                else await repository.names_of_all(NAMES_LIMIT + 1)
            )
            names = item_lists(found)
            names["aliases"] = list(await repository.alias_names(NAMES_LIMIT + 1))
        if kind is ListType.MODELS:
            # Tags of models are others than those of versions.
            names.pop("tags")
        # Of what isn't known whole nothing can be said.
        whole = {one: those for one, those in names.items() if len(those) <= NAMES_LIMIT}
        whose = "version of this model" if ids else "version"
        return list(advice_on_names(text, query, kind, whole, whose))

    async def get_version(self, model_name: str, number: int) -> MLModelVersionOverview:
        """The version of this model with this number, and what belongs to it.

        Raises:
            NotFoundError: there is none, or it or its model lies in the trash.
        """
        row = None
        async with self.database.snapshot() as session:
            repository = OverviewRepository(session)
            if is_storable(model_name) and 0 < number <= MAX_ID:
                row = await repository.version_by_number(model_name, number)
            if row is None:
                raise await no_version(session, model_name, number)
            items = await repository.all_items_of_versions([row.id], PAGE_SIZE_LIMIT + 1)
            aliases = await repository.aliases_of_model(row.model_id)
            previous, following = await repository.neighbours(row.model_id, row.number)
            events = await repository.events_of_version(row.id, EVENTS_SHOWN)
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


def _names(found: Sequence[tuple[str, str]]) -> MLModelVersionItemNames:
    names = item_lists(found)
    cut = frozenset(kind for kind, of_kind in names.items() if len(of_kind) > NAMES_LIMIT)
    limited: dict[str, Any] = {kind: of_kind[:NAMES_LIMIT] for kind, of_kind in names.items()}
    return MLModelVersionItemNames(**limited, cut=cut)


def _best(row: Any, metric: str) -> TrendPoint | None:
    if row.best_id is None or row.primary_metric != metric:
        return None
    return TrendPoint.model_construct(
        number=row.best_number, value=row.best_value, created_at=row.best_created_at
    )


def _known(labels: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those that a version could have."""
    return [
        (spelling(name), number)
        for name, number in labels
        if is_storable(name) and 0 < number <= MAX_ID
    ]
