"""The reader of models, and the rows of the list of models."""

import pytest

from mldb.async_db import (
    MLModelReader,
    MLModelService,
    MLModelVersionService,
)
from mldb.errors import NotFoundError
from mldb.schemas import (
    MLModelCreate,
    MLModelListed,
    MLModelRead,
    MLModelVersionCreate,
)
from mldb.values.enums import Goal
from mldb.values.limits import PAGE_SIZE_LIMIT


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


async def test_a_model_in_the_trash_is_not_found(
    model_reader: MLModelReader, models: MLModelService, model: MLModelRead
) -> None:
    await models.delete(model.id)

    for name in ("fraud", "\x00"):
        with pytest.raises(NotFoundError):
            await model_reader.get_overview(name)


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
