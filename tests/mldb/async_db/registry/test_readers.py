"""Readers: models, versions and aliases together with their items."""

import pytest

from mldb.async_db import (
    AuditEventService,
    ItemNameReader,
    MLMetricService,
    MLModelAliasService,
    MLModelReader,
    MLModelService,
    MLModelTagService,
    MLModelVersionReader,
    MLModelVersionService,
    TrashStateReader,
)
from mldb.async_db.services.registry.readers.item_names import NAMES_LIMIT
from mldb.async_db.services.registry.readers.versions import EVENTS_SHOWN
from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    MLMetricBatch,
    MLModelAliasMove,
    MLModelCreate,
    MLModelListed,
    MLModelRead,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from mldb.values.enums import Goal
from mldb.values.limits import PAGE_SIZE_LIMIT


@pytest.fixture
def model_reader(models: MLModelService) -> MLModelReader:
    return MLModelReader(models.database)


@pytest.fixture
def version_reader(models: MLModelService) -> MLModelVersionReader:
    return MLModelVersionReader(models.database)


@pytest.fixture
def item_names(models: MLModelService) -> ItemNameReader:
    return ItemNameReader(models.database)


@pytest.fixture
def trash_states(models: MLModelService) -> TrashStateReader:
    return TrashStateReader(models.database)


@pytest.fixture
async def ranked(
    models: MLModelService,
    versions: MLModelVersionService,
    aliases: MLModelAliasService,
    model_tags: MLModelTagService,
) -> MLModelRead:
    """A model with three versions, the second of them the champion, and tags."""
    model = await models.create(
        MLModelCreate(name="net", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    for auc in (0.7, 0.9, 0.8):
        await versions.create(
            MLModelVersionCreate(
                model_name="net",
                source="s3://bucket",
                metrics={"auc": auc, "acc": 0.5, "f1": 0.1},
                params={"depth": "3"},
                tags={"team": "risk"},
            )
        )
    for name, number in (("shadow", 3), ("champion", 2)):
        await aliases.move(MLModelAliasMove(model_name="net", name=name, version=number))
    await model_tags.create(MLModelTagCreate(model_id=model.id, key="b", value="2"))
    await model_tags.create(MLModelTagCreate(model_id=model.id, key="a", value=""))
    return model


async def test_a_summary_shows_the_champion(
    models: MLModelService,
    ranked: MLModelRead,
    model: MLModelRead,
    versions: MLModelVersionService,
) -> None:
    champion = await versions.get_by_number("net", 2)
    empty, full = (await models.search("")).rows

    assert full == MLModelListed(
        **vars(await models.get(ranked.id)),
        latest_number=3,
        shown_version_id=champion.id,
        aliases={"champion": 2, "shadow": 3},
        tags={"a": "", "b": "2"},
        metric_value=0.9,
        active_at=full.active_at,
        active_by="alice",
    )
    assert full.active_at > full.updated_at
    assert empty == MLModelListed(
        **vars(model),
        latest_number=None,
        shown_version_id=None,
        aliases={},
        tags={},
        metric_value=None,
        active_at=model.updated_at,
        active_by="alice",
    )
    assert list(full.aliases) == ["champion", "shadow"]
    assert list(full.tags) == ["a", "b"]


async def test_without_a_champion_a_summary_shows_the_latest_version_outside_the_trash(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    await models.create(
        MLModelCreate(name="net", primary_metric="auc", primary_metric_goal=Goal.MINIMIZE)
    )
    created = [
        await versions.create(
            MLModelVersionCreate(model_name="net", source="s3://bucket", metrics={"auc": auc})
        )
        for auc in (0.7, 0.9, 0.8)
    ]
    await versions.delete(created[2].id)

    (listed,) = (await models.search("")).rows

    assert (listed.latest_number, listed.metric_value) == (2, 0.9)


async def test_a_model_comes_with_its_tags_aliases_and_metric_names(
    model_reader: MLModelReader, ranked: MLModelRead, models: MLModelService
) -> None:
    found = await model_reader.get_overview("net")

    assert found.model == await model_reader.get("net")
    assert found.model.tags == {"a": "", "b": "2"}
    assert found.model.aliases == {"champion": 2, "shadow": 3}
    assert dict(found.model) == dict(found.model) | dict(await models.get(ranked.id))
    assert [alias.name for alias in found.aliases] == ["champion", "shadow"]
    assert found.metric_names == ["auc", "acc", "f1"]


async def test_a_model_comes_with_nothing_of_another(
    model_reader: MLModelReader, ranked: MLModelRead, model: MLModelRead
) -> None:
    found = await model_reader.get_overview("fraud")

    assert (found.model.tags, found.aliases, found.metric_names) == ({}, [], ["auc"])


async def test_a_version_comes_with_its_items_aliases_and_neighbours(
    version_reader: MLModelVersionReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    found = await version_reader.get_overview("net", 2)

    version = found.version
    assert version == await version_reader.get("net", 2)
    assert dict(version) == dict(version) | dict(await versions.get_by_number("net", 2))
    assert version.metrics == {"auc": 0.9, "acc": 0.5, "f1": 0.1}
    assert list(version.metrics) == ["acc", "auc", "f1"]
    assert (version.params, version.tags) == ({"depth": "3"}, {"team": "risk"})
    assert (version.aliases, version.cut) == (["champion"], [])
    assert [alias.name for alias in found.aliases] == ["champion"]
    assert [alias.name for alias in found.model_aliases] == ["champion", "shadow"]
    assert (found.previous, found.next) == (1, 3)


async def test_a_version_comes_with_its_latest_events(
    version_reader: MLModelVersionReader,
    ranked: MLModelRead,
    metrics: MLMetricService,
    audit: AuditEventService,
) -> None:
    version = (await version_reader.get_overview("net", 1)).version
    for value in range(EVENTS_SHOWN + 1):
        await metrics.record(MLMetricBatch(version_id=version.id, metrics={"auc": value}))
    found = await version_reader.get_overview("net", 1)

    assert len(found.events) == EVENTS_SHOWN
    assert found.events == await audit.get_of_entity("version", version.id, limit=EVENTS_SHOWN)


async def test_neighbours_skip_versions_in_the_trash(
    version_reader: MLModelVersionReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    await versions.delete((await versions.get_by_number("net", 1)).id)
    found = await version_reader.get_overview("net", 2)

    assert (found.previous, found.next) == (None, 3)


async def test_item_types_that_are_cut_are_listed(
    version_reader: MLModelVersionReader, ranked: MLModelRead, metrics: MLMetricService
) -> None:
    version = (await version_reader.get_overview("net", 1)).version
    many = {f"m{number:04}": 1.0 for number in range(PAGE_SIZE_LIMIT)}
    await metrics.record(MLMetricBatch(version_id=version.id, metrics=many))
    found = await version_reader.get("net", 1)

    assert len(found.metrics) == PAGE_SIZE_LIMIT
    assert found.cut == ["metrics"]


async def test_summaries_have_the_requested_items(
    version_reader: MLModelVersionReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    newest, champion, oldest = [v.id for v in await versions.get_of_model(ranked.id)]
    found = await version_reader.get_summaries(
        [newest, champion, oldest], metrics=["auc", "none"], params=["depth"], tags=["team"]
    )

    assert [found[row].metrics for row in (newest, champion, oldest)] == [
        {"auc": 0.8},
        {"auc": 0.9},
        {"auc": 0.7},
    ]
    assert (found[champion].params, found[champion].tags) == ({"depth": "3"}, {"team": "risk"})
    assert (found[champion].aliases, found[oldest].aliases) == (["champion"], [])


async def test_without_names_only_aliases_are_read(
    version_reader: MLModelVersionReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    champion = await versions.get_by_number("net", 2)
    found = await version_reader.get_summaries([champion.id])

    assert found[champion.id].model_dump() == {
        "aliases": ["champion"],
        "metrics": {},
        "params": {},
        "tags": {},
    }
    assert await version_reader.get_summaries([]) == {}


async def test_compared_versions_come_with_everything_in_the_order_asked_for(
    version_reader: MLModelVersionReader,
    ranked: MLModelRead,
    model: MLModelRead,
    versions: MLModelVersionService,
) -> None:
    for name in ("fraud", "fraud", "net"):
        await versions.create(MLModelVersionCreate(model_name=name, source="s3://bucket"))
    await versions.delete((await versions.get_by_number("net", 4)).id)
    asked = [("fraud", 1), ("net", 2), ("net", 4), ("net", 2**70), ("\x00", 1), ("net", 1)]
    fraud, champion, first = await version_reader.get_compared(asked)

    assert [one.label for one in (fraud, champion, first)] == ["fraud/1", "net/2", "net/1"]
    assert champion.version == await versions.get_by_number("net", 2)
    assert (champion.primary_metric, champion.primary_metric_goal) == ("auc", Goal.MAXIMIZE)
    assert (champion.aliases, champion.tags) == (["champion"], {"team": "risk"})
    assert champion.metrics == {"acc": 0.5, "auc": 0.9, "f1": 0.1}
    assert (fraud.metrics, fraud.params, first.params) == ({}, {}, {"depth": "3"})


async def test_too_many_versions_are_not_compared(version_reader: MLModelVersionReader) -> None:
    assert await version_reader.get_compared([]) == []
    with pytest.raises(RuleViolationError, match="at most 20"):
        await version_reader.get_compared([("net", number) for number in range(1, 22)])


async def test_trash_states_of_live_trashed_and_purged_entities(
    models: MLModelService,
    versions: MLModelVersionService,
    ranked: MLModelRead,
    trash_states: TrashStateReader,
) -> None:
    trashed = await versions.get_by_number("net", 1)
    live = await versions.get_by_number("net", 2)
    gone = await models.create(MLModelCreate(name="gone"))
    with_model = await models.create(MLModelCreate(name="old"))
    of_old = await versions.create(MLModelVersionCreate(model_name="old", source="s3://bucket"))
    await versions.delete(trashed.id)
    for model in (gone, with_model):
        await models.delete(model.id)
    await models.purge(gone.id, "gone")

    found = await trash_states.get(
        {
            *(("model", row.id) for row in (ranked, gone, with_model)),
            *(("version", row.id) for row in (trashed, live, of_old)),
        }
    )

    assert found == {
        ("model", ranked.id): None,
        ("version", live.id): None,
        ("version", trashed.id): ("version", trashed.id),
        ("model", with_model.id): ("model", with_model.id),
        ("version", of_old.id): ("model", with_model.id),
    }
    assert await trash_states.get([]) == {}
    with pytest.raises(RuleViolationError):
        await trash_states.get([("model", number) for number in range(1_001)])


async def test_item_names_of_versions(
    item_names: ItemNameReader, ranked: MLModelRead, versions: MLModelVersionService
) -> None:
    ids = [version.id for version in await versions.get_of_model(ranked.id)]
    names = await item_names.get_of_versions(ids)

    assert names.model_dump() == {
        "metrics": ["acc", "auc", "f1"],
        "params": ["depth"],
        "tags": ["team"],
        "cut": frozenset(),
    }
    assert (await item_names.get_of_versions([])).metrics == []


@pytest.mark.parametrize(
    ("name", "number"), [("net", 9), ("none", 1), ("net", 0), ("net", 2**70), ("\x00", 1)]
)
async def test_a_missing_version_is_not_found(
    version_reader: MLModelVersionReader, ranked: MLModelRead, name: str, number: int
) -> None:
    with pytest.raises(NotFoundError):
        await version_reader.get_overview(name, number)


async def test_a_model_in_the_trash_is_not_found(
    model_reader: MLModelReader, models: MLModelService, model: MLModelRead
) -> None:
    await models.delete(model.id)

    for name in ("fraud", "\x00"):
        with pytest.raises(NotFoundError):
            await model_reader.get_overview(name)


class TestNames:
    """The names that columns and trends can be selected from."""

    async def test_metrics_of_older_versions_are_known(
        self, model_reader: MLModelReader, ranked: MLModelRead, versions: MLModelVersionService
    ) -> None:
        new = MLModelVersionCreate(model_name="net", source="s3://b/4", metrics={"zeta": 1})
        await versions.create(new)
        found = await model_reader.get_overview("net")

        assert found.metric_names == ["auc", "acc", "f1", "zeta"]

    async def test_there_are_as_many_as_were_recorded(
        self, model_reader: MLModelReader, model: MLModelRead, versions: MLModelVersionService
    ) -> None:
        metrics = {f"m{number:02}": 0.5 for number in range(40)}
        new = MLModelVersionCreate(model_name=model.name, source="s3://b/1", metrics=metrics)
        await versions.create(new)
        found = await model_reader.get_overview(model.name)

        assert found.metric_names == ["auc", *metrics]

    async def test_names_of_a_model_are_those_of_its_live_versions(
        self, item_names: ItemNameReader, ranked: MLModelRead, versions: MLModelVersionService
    ) -> None:
        new = MLModelVersionCreate(
            model_name="net", source="s3://b/4", metrics={"m": 1}, params={"p": "1"}, tags={"t": ""}
        )
        trashed = await versions.create(new)
        before = await item_names.get_of_model(ranked.id)
        everywhere = await item_names.get_of_all()
        await versions.delete(trashed.id)
        after = await item_names.get_of_model(ranked.id)
        of_metrics = await item_names.get_of_model(ranked.id, ["metrics"])

        assert (before.metrics, before.params) == (["acc", "auc", "f1", "m"], ["depth", "p"])
        assert (before.tags, before.cut) == (["t", "team"], frozenset())
        assert everywhere == before
        assert (after.metrics, after.params, after.tags) == (
            ["acc", "auc", "f1"],
            ["depth"],
            ["team"],
        )
        assert await item_names.get_of_all() == after
        assert (of_metrics.metrics, of_metrics.params) == (after.metrics, [])

    async def test_more_names_than_are_offered_are_said_to_be_more(
        self, item_names: ItemNameReader, model: MLModelRead, versions: MLModelVersionService
    ) -> None:
        metrics = {f"m{number:04}": 0.5 for number in range(NAMES_LIMIT + 1)}
        version = await versions.create(
            MLModelVersionCreate(model_name=model.name, source="s3://b/1", metrics=metrics)
        )
        for found in (
            await item_names.get_of_model(model.id),
            await item_names.get_of_all(),
            await item_names.get_of_versions([version.id]),
        ):
            assert (len(found.metrics), found.cut) == (NAMES_LIMIT, frozenset({"metrics"}))


class TestBest:
    """A model has one best value, wherever it is in a list."""

    @pytest.mark.parametrize(
        ("goal", "values", "number"),
        [
            (Goal.MAXIMIZE, (0.7, 0.9, 0.8), 2),
            (Goal.MINIMIZE, (0.7, 0.9, 0.8), 1),
            (Goal.MAXIMIZE, (0.9, 0.9, 0.8), 2),
            (Goal.MINIMIZE, (-0.5, 0.9, -0.5), 3),
            (Goal.MAXIMIZE, (-1e300, -0.0, 0.0), 3),
        ],
    )
    async def test_it_is_the_best_by_the_goal_and_of_equal_ones_the_newest(
        self,
        model_reader: MLModelReader,
        models: MLModelService,
        versions: MLModelVersionService,
        goal: Goal,
        values: tuple[float, ...],
        number: int,
    ) -> None:
        await models.create(MLModelCreate(name="m", primary_metric="auc", primary_metric_goal=goal))
        for value in values:
            metrics = {"auc": value, "f1": 1e300}
            new = MLModelVersionCreate(model_name="m", source="s3://b/1", metrics=metrics)
            await versions.create(new)
        best_value = (await model_reader.get_overview("m")).best_value
        trend = await model_reader.get_trend("m", "auc")

        assert best_value == values[number - 1]
        assert trend.best is not None
        assert (trend.best.number, trend.best.value) == (number, values[number - 1])
        assert (await model_reader.get_trend("m", "f1")).best is None

    async def test_versions_in_the_trash_and_of_other_models_do_not_count(
        self,
        model_reader: MLModelReader,
        ranked: MLModelRead,
        version: object,
        versions: MLModelVersionService,
    ) -> None:
        new = MLModelVersionCreate(model_name="net", source="s3://b/4", metrics={"auc": 0.99})
        await versions.delete((await versions.create(new)).id)
        assert (await model_reader.get_overview("net")).best_value == 0.9

    async def test_without_a_goal_or_a_value_there_is_none(
        self, model_reader: MLModelReader, models: MLModelService, model: MLModelRead
    ) -> None:
        await models.create(MLModelCreate(name="unranked"))

        assert (await model_reader.get_overview("unranked")).best_value is None
        assert (await model_reader.get_overview(model.name)).best_value is None

    async def test_the_best_of_a_search(
        self, ranked: MLModelRead, versions: MLModelVersionService
    ) -> None:
        found = [
            await versions.get_best("auc", goal, text, model_name="net")
            for goal, text in (
                (Goal.MAXIMIZE, ""),
                (Goal.MAXIMIZE, "metric.auc<0.9"),
                (Goal.MINIMIZE, "sort:-number"),
                (Goal.MAXIMIZE, "number>99"),
            )
        ]

        assert [best and best.number for best in found] == [2, 3, 1, None]
        assert await versions.get_best("nix", Goal.MAXIMIZE) is None
        await versions.delete((await versions.get_by_number("net", 1)).id)
        trashed = await versions.get_best(
            "auc", Goal.MINIMIZE, "is:trashed or number>0", model_name="net"
        )
        assert trashed is not None
        assert trashed.number == 3


async def test_a_long_trend_is_read_in_parts(
    model_reader: MLModelReader, model: MLModelRead, versions: MLModelVersionService
) -> None:
    for part in (PAGE_SIZE_LIMIT, 5):
        await versions.create_many(
            [
                MLModelVersionCreate(
                    model_name=model.name, source="s3://b/1", metrics={"auc": -float(number)}
                )
                for number in range(part)
            ]
        )
    newest = await model_reader.get_trend(model.name, "auc")
    older = await model_reader.get_trend(model.name, "auc", before=newest.points[0].number)

    assert (len(newest.points), newest.has_older) == (PAGE_SIZE_LIMIT, True)
    assert (len(older.points), older.has_older) == (5, False)
    assert older.points[-1].number + 1 == newest.points[0].number
    assert newest.best == older.best
    assert newest.best is not None
    assert newest.best.number == PAGE_SIZE_LIMIT + 1
