"""Lists that are searched: pages in both directions, what stays when others write, counts."""

from datetime import UTC, datetime, timedelta

import pytest

from mldb.async_db import (
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionParamService,
    MLModelVersionService,
)
from mldb.async_db.services.registry import search as search_service
from mldb.errors import QuerySyntaxError, RuleViolationError
from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelListed,
    MLModelRead,
    MLModelTagCreate,
    MLModelVersionCreate,
    MLModelVersionParamUpdate,
    MLModelVersionRead,
)
from mldb.schemas.registry.search import Count, SearchPage
from mldb.search.cursor import END, START
from mldb.search.parser import TERMS_LIMIT
from mldb.values.enums import Device
from mldb.values.limits import MAX_ID, PAGE_SIZE_LIMIT

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def add(models: MLModelService, *names: str) -> None:
    for name in names:
        await models.create(MLModelCreate(name=name))


async def register(
    versions: MLModelVersionService, model_name: str = "fraud", **values: object
) -> MLModelVersionRead:
    columns = {"model_name": model_name, "source": "s3://bucket/model", **values}
    return await versions.create(MLModelVersionCreate.model_validate(columns))


def names(page: SearchPage[MLModelListed]) -> list[str]:
    return [row.name for row in page.rows]


def numbers(page: SearchPage[MLModelVersionRead]) -> list[int]:
    return [row.number for row in page.rows]


async def test_pages_go_forward_and_back(models: MLModelService) -> None:
    await add(models, *"dbeac")

    first = await models.search(limit=2)
    second = await models.search(limit=2, cursor=first.next_cursor)
    third = await models.search(limit=2, cursor=second.next_cursor)

    assert [names(page) for page in (first, second, third)] == [["a", "b"], ["c", "d"], ["e"]]
    assert (first.previous_cursor, third.next_cursor) == (None, None)
    assert names(await models.search(limit=2, cursor=third.previous_cursor)) == ["c", "d"]
    assert await models.search(limit=2, cursor=second.previous_cursor) == first
    assert await models.search(limit=2, cursor=START) == first


async def test_the_last_page_is_full(models: MLModelService) -> None:
    await add(models, *"abcde")

    last = await models.search(limit=2, cursor=END)
    before = await models.search(limit=2, cursor=last.previous_cursor)
    first = await models.search(limit=2, cursor=before.previous_cursor)

    assert [names(page) for page in (first, before, last)] == [["a"], ["b", "c"], ["d", "e"]]
    assert (last.next_cursor, first.previous_cursor) == (None, None)
    assert names(await models.search(limit=2, cursor=first.next_cursor)) == ["b", "c"]


async def test_an_empty_list_has_no_other_pages(models: MLModelService) -> None:
    assert await models.search() == SearchPage([], None, None)
    assert await models.search(cursor=END) == SearchPage([], None, None)
    assert await models.count() == Count(0, is_more=False)


async def test_pages_stay_when_rows_are_added(models: MLModelService) -> None:
    await add(models, "b", "d", "f")
    first = await models.search(limit=2)

    await add(models, "a", "c", "e")
    second = await models.search(limit=2, cursor=first.next_cursor)

    assert names(second) == ["e", "f"]
    assert names(await models.search(limit=9, cursor=second.previous_cursor)) == list("abcd")


async def test_pages_stay_when_the_row_beside_them_goes(models: MLModelService) -> None:
    await add(models, *"abcd")
    first = await models.search(limit=2)

    await models.delete((await models.get_by_name("b")).id)
    second = await models.search(limit=2, cursor=first.next_cursor)

    assert names(second) == ["c", "d"]


async def test_a_page_whose_rows_are_gone_leads_back(models: MLModelService) -> None:
    await add(models, *"abc")
    first = await models.search(limit=2)

    await models.delete((await models.get_by_name("c")).id)
    gone = await models.search(limit=2, cursor=first.next_cursor)

    assert (gone.rows, gone.next_cursor, gone.previous_cursor) == ([], None, END)
    for name in "ab":
        await models.delete((await models.get_by_name(name)).id)
    assert (await models.search(cursor=END)).rows == []


async def test_a_page_before_the_first_leads_to_it(models: MLModelService) -> None:
    await add(models, *"abc")
    last = await models.search(limit=2, cursor=END)

    await models.delete((await models.get_by_name("a")).id)
    gone = await models.search(limit=2, cursor=last.previous_cursor)

    assert (gone.rows, gone.previous_cursor, gone.next_cursor) == ([], None, START)


async def test_equal_values_are_told_apart_by_id(
    model: MLModelRead, versions: MLModelVersionService
) -> None:
    for value in (0.5, 0.5, None, 0.5, None, 0.9):
        await register(versions, metrics={} if value is None else {"auc": value})
    expected = {"sort:-metric.auc": [6, 4, 2, 1, 5, 3], "sort:metric.auc": [1, 2, 4, 6, 5, 3]}

    for text, order in expected.items():
        found, cursor = [], None
        for _ in order:
            page = await versions.search(text, limit=1, cursor=cursor)
            found += numbers(page)
            cursor = page.next_cursor
        assert (found, cursor) == (order, None)


async def test_versions_without_the_metric_come_last_in_every_direction(
    model: MLModelRead, versions: MLModelVersionService
) -> None:
    for value in (None, 0.1, None, 0.3):
        await register(versions, metrics={} if value is None else {"auc": value})

    last = await versions.search("sort:metric.auc", limit=3, cursor=END)
    first = await versions.search("sort:metric.auc", limit=3, cursor=last.previous_cursor)

    assert (numbers(first), numbers(last)) == ([2], [4, 3, 1])
    required = await versions.search("metric.auc>0 sort:metric.auc")
    assert numbers(required) == [2, 4]


async def test_a_bounded_metric_that_is_sorted_by_is_paged(
    model: MLModelRead, versions: MLModelVersionService
) -> None:
    for value in (0.1, 0.9, 0.95, 0.2, 0.99):
        await register(versions, metrics={"auc": value, "loss": 1 - value})
    text = "metric.auc>0.15 metric.auc<=0.95 metric.loss<0.9 sort:-metric.auc"

    first = await versions.search(text, limit=2)
    last = await versions.search(text, limit=2, cursor=END)

    assert (numbers(first), numbers(last)) == ([3, 2], [2, 4])
    assert numbers(await versions.search(text, limit=2, cursor=first.next_cursor)) == [4]


async def test_versions_are_listed_the_newest_first(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    await add(models, "fraud", "churn")
    for name in ("fraud", "churn", "fraud"):
        await register(versions, name)

    everywhere = await versions.search()

    assert [(row.model_name, row.number) for row in everywhere.rows] == [
        ("fraud", 2),
        ("churn", 1),
        ("fraud", 1),
    ]
    assert numbers(await versions.search(model_name="fraud")) == [2, 1]
    assert numbers(await versions.search("model:churn")) == [1]
    for nobody in ("nobody", "Fraud", "a\x00", "\ud800"):
        assert (await versions.search(model_name=nobody)).rows == []
        assert await versions.count(model_name=nobody) == Count(0, is_more=False)


async def test_what_lies_in_the_trash_is_found_when_asked_for(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    await add(models, "fraud", "gone")
    first = await register(versions)
    await register(versions)
    await register(versions, "gone")
    await versions.delete(first.id)
    await models.delete((await models.get_by_name("gone")).id)

    assert names(await models.search()) == ["fraud"]
    assert names(await models.search("is:trashed")) == ["gone"]
    assert names(await models.search("is:trashed or name:*")) == ["fraud", "gone"]
    trashed = await versions.search("is:trashed sort:name")
    assert [(row.model_name, row.number) for row in trashed.rows] == [("fraud", 1), ("gone", 1)]
    assert numbers(await versions.search("-is:trashed")) == [2]
    assert await versions.count("is:trashed") == Count(2, is_more=False)
    # A model is not found by what only a version in the trash has.
    assert names(await models.search("has:version")) == ["fraud"]


async def test_versions_are_found_as_they_were(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    await add(models, "fraud", "old")
    first, second, third = [await register(versions) for _ in range(3)]
    of_old = await register(versions, "old")
    await versions.delete(first.id)
    trashed_at = (await versions.get_from_trash(first.id)).updated_at
    await models.delete((await models.get_by_name("old")).id)

    async def then(at: datetime, text: str = "") -> list[int]:
        found = numbers(await versions.search(text, model_name="fraud", at=at))
        assert await versions.count(text, model_name="fraud", at=at) == Count(
            len(found), is_more=False
        )
        return found

    tick = timedelta(microseconds=1)
    assert await then(first.created_at - tick) == []
    assert await then(first.created_at) == [1]
    assert await then(second.created_at) == [2, 1]
    assert await then(third.created_at) == [3, 2, 1]
    assert await then(trashed_at) == [3, 2]
    assert await then(trashed_at, "is:trashed") == [1]
    assert await then(third.created_at, "number<3 sort:number") == [1, 2]
    # Its model was outside the trash then.
    everywhere = await versions.search(at=of_old.created_at)
    assert everywhere.rows[0].model_name == "old"
    assert numbers(await versions.search("model:old")) == []


async def test_a_page_of_the_past_belongs_to_its_time(
    model: MLModelRead, versions: MLModelVersionService
) -> None:
    for _ in range(3):
        last = await register(versions)
    first = await versions.search(at=last.created_at, limit=2)

    second = await versions.search(at=last.created_at, limit=2, cursor=first.next_cursor)

    assert (numbers(first), numbers(second)) == ([3, 2], [1])
    assert [len(page) async for page in versions.search_all(at=last.created_at)] == [3]
    with pytest.raises(RuleViolationError, match="belongs to another search"):
        await versions.search(limit=2, cursor=first.next_cursor)
    with pytest.raises(RuleViolationError):
        await versions.search(at=datetime(2026, 3, 1))  # noqa: DTZ001  # the point


async def test_what_belongs_to_a_thing_finds_it(
    models: MLModelService,
    versions: MLModelVersionService,
    aliases: MLModelAliasService,
    model_tags: MLModelTagService,
) -> None:
    await add(models, "churn", "fraud")
    fraud = await models.get_by_name("fraud")
    await register(versions, params={"depth": "7"}, metrics={"auc": 0.9}, device=Device.CUDA)
    await register(versions, params={"depth": "12"}, metrics={"auc": 0.8}, tags={"team": "Risk"})
    await model_tags.create(MLModelTagCreate(model_id=fraud.id, key="team", value="risk"))
    for number in (1, 2):
        await aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=number))

    for text in ("alias:champion", "has:alias", "tag.team:RISK", "tag:team", "metric.auc>0.85"):
        assert names(await models.search(text)) == ["fraud"], text
        assert names(await models.search(f"not {text}")) == ["churn"], text
    assert names(await models.search("param.depth>10 metric.auc>0.85")) == ["fraud"]
    # Numbers are compared as numbers, and the alias has moved on.
    assert numbers(await versions.search("param.depth<8")) == [1]
    assert numbers(await versions.search("param.depth>8")) == [2]
    assert numbers(await versions.search("alias:champion tag.team:risk")) == [2]
    assert numbers(await versions.search("-alias:champion device:cuda has:metric")) == [1]


async def test_a_changed_parameter_is_found_by_its_new_number(
    version: MLModelVersionRead,
    versions: MLModelVersionService,
    params: MLModelVersionParamService,
) -> None:
    depth = await params.get_by_name(version.id, "depth")
    data = MLModelVersionParamUpdate(value="12", row_version=depth.row_version)
    await params.update(depth.id, data)

    assert numbers(await versions.search("param.depth:12.0")) == [1]
    assert numbers(await versions.search("param.depth<12")) == []


async def test_wildcards_of_sql_are_characters(models: MLModelService) -> None:
    await add(models, "a%b", "a_b", "axb", "a\\b", "A%B")

    assert names(await models.search("a%b")) == ["A%B", "a%b"]
    assert names(await models.search("name:a_b")) == ["a_b"]
    assert names(await models.search("name:*_*")) == ["a_b"]
    assert names(await models.search("name:a\\b")) == ["a\\b"]
    assert names(await models.search("'; DROP")) == []


async def test_a_count_ends_at_its_limit(
    models: MLModelService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_service, "COUNT_LIMIT", 2)
    await add(models, "a", "ab")

    exact = await models.count("a")
    await add(models, "abc")
    capped = await models.count("a")

    assert (str(exact), exact) == ("2", Count(2, is_more=False))
    assert (str(capped), capped) == ("more than 2", Count(2, is_more=True))


@pytest.mark.parametrize("limit", [2, 100])
async def test_all_are_counted_but_for_the_trash(
    models: MLModelService,
    versions: MLModelVersionService,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
) -> None:
    """Small tables are counted as a whole, large ones row by row; nobody sees a difference."""
    monkeypatch.setattr(search_service, "COUNT_LIMIT", limit)
    await add(models, "fraud", "churn", "net", "old", "older")
    # Of the last two one is in the trash by itself and with its model, too.
    owners = ("fraud", "churn", "net", "old", "old")
    registered = [await register(versions, name) for name in owners]
    for trashed in (registered[0], registered[4]):
        await versions.delete(trashed.id)
    for name in ("old", "older"):
        await models.delete((await models.get_by_name(name)).id)

    for text in ("", "sort:-created"):
        assert await models.count(text) == Count(min(3, limit), is_more=limit < 3), text
    for text in ("", "sort:-created", "sort:metric.auc"):
        assert await versions.count(text) == Count(2, is_more=False), text
        assert await versions.count(text, at=LONG_AGO) == Count(0, is_more=False), text
        assert await versions.count(text, model_name="churn") == Count(1, is_more=False), text


@pytest.mark.parametrize("limit", [2, 100])
async def test_what_is_purged_is_not_counted(
    models: MLModelService,
    versions: MLModelVersionService,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
) -> None:
    """Their ids are not given out again: the newest id says less and less of how many there are."""
    monkeypatch.setattr(search_service, "COUNT_LIMIT", limit)
    await add(models, "old", "fraud", "older")
    owners = ("old", "fraud", "older", "fraud", "fraud", "fraud")
    registered = [await register(versions, name) for name in owners]
    for purged in registered[3:]:
        await versions.delete(purged.id)
        await versions.purge(purged.id, f"{purged.model_name}/{purged.number}")
    for name in ("old", "older"):
        purged_id = (await models.get_by_name(name)).id
        await models.delete(purged_id)
        await models.purge(purged_id, name)

    for text in ("", "sort:-created"):
        assert await models.count(text) == Count(1, is_more=False), text
    for text in ("", "sort:-created", "sort:metric.auc"):
        assert await versions.count(text) == Count(1, is_more=False), text


@pytest.mark.parametrize("limit", [2, 100])
async def test_what_a_query_does_not_find_is_not_counted(
    models: MLModelService,
    versions: MLModelVersionService,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
) -> None:
    monkeypatch.setattr(search_service, "COUNT_LIMIT", limit)
    await add(models, "fraud", "churn", "net")
    for name in ("fraud", "fraud", "churn"):
        await register(versions, name)

    for text in ("fraud", "name:fraud sort:-created", "versions>1"):
        assert await models.count(text) == Count(1, is_more=False), text
    for text in ("churn", "number>1", "number>1 sort:metric.auc"):
        assert await versions.count(text) == Count(1, is_more=False), text
    for service in (models, versions):
        assert await service.count("is:trashed") == Count(0, is_more=False)


async def test_an_empty_registry_is_counted(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    assert await models.count("") == Count(0, is_more=False)
    assert await versions.count("") == Count(0, is_more=False)


async def test_everything_is_read_page_by_page(
    models: MLModelService, versions: MLModelVersionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_service, "PAGE_SIZE_LIMIT", 2)
    await add(models, "fraud", "churn", "net")
    for _ in range(3):
        await register(versions)

    pages = [[row.name for row in page] async for page in models.search_all()]
    found = [row.number async for page in versions.search_all("number>1") for row in page]

    assert pages == [["churn", "fraud"], ["net"]]
    assert found == [3, 2]
    assert [len(page) async for page in versions.search_all(model_name="churn")] == [0]


async def test_a_cursor_is_of_one_search(
    model: MLModelRead, models: MLModelService, versions: MLModelVersionService
) -> None:
    await add(models, "a", "b")
    await register(versions)
    await register(versions)
    of_models = (await models.search(limit=1)).next_cursor
    of_versions = (await versions.search(limit=1)).next_cursor

    for text in ("a", "sort:-name", "is:trashed"):
        with pytest.raises(RuleViolationError, match="belongs to another search"):
            await models.search(text, cursor=of_models)
    for wrong in (of_models, "x", "9" * 5_000):
        with pytest.raises(RuleViolationError, match="belongs to another search"):
            await versions.search(cursor=wrong)
    with pytest.raises(RuleViolationError, match="belongs to another search"):
        await versions.search(model_name="fraud", cursor=of_versions)
    # Written differently, it is the same search.
    same = await models.search(" (name:*)", limit=1)
    assert names(await models.search("NAME=*", limit=1, cursor=same.next_cursor)) == ["b"]


async def test_a_mistake_is_told_by_every_way_to_search(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    for service in (models, versions):
        with pytest.raises(QuerySyntaxError):
            await service.search("nmae:x")
        with pytest.raises(QuerySyntaxError):
            await service.count("(")
        with pytest.raises(QuerySyntaxError):
            _ = [len(page) async for page in service.search_all("sort:x")]


@pytest.mark.parametrize("limit", [0, -1, PAGE_SIZE_LIMIT + 1])
async def test_a_page_has_a_bound(models: MLModelService, limit: int) -> None:
    with pytest.raises(RuleViolationError):
        await models.search(limit=limit)


async def test_numbers_of_any_size_can_be_asked_for(
    version: MLModelVersionRead, models: MLModelService, versions: MLModelVersionService
) -> None:
    assert numbers(await versions.search(f"number<{MAX_ID}")) == [1]
    assert names(await models.search(f"versions:{MAX_ID}")) == []
    assert numbers(await versions.search("metric.auc<1e308 -metric.auc>1e-320 or number:1")) == [1]
    assert numbers(await versions.search("created>0002 created<9998")) == [1]


async def test_a_query_of_many_terms_runs(
    version: MLModelVersionRead, models: MLModelService, versions: MLModelVersionService
) -> None:
    terms = [f"metric.m{number}>0 or tag.t:a*b" for number in range(TERMS_LIMIT // 2)]
    deep = "-(" * 18 + "metric.auc>0" + ")" * 18

    assert numbers(await versions.search(f"not ({' or '.join(terms)})")) == [1]
    assert numbers(await versions.search(deep)) == [1]
    assert names(await models.search(f"not ({' or '.join(terms)})")) == ["fraud"]


async def test_metrics_of_other_names_do_not_count(
    version: MLModelVersionRead, versions: MLModelVersionService, metrics: MLMetricService
) -> None:
    assert numbers(await versions.search("metric.AUC>0")) == []
    assert numbers(await versions.search('metric."auc">0')) == [1]
    assert numbers(await versions.search("metric.auc>0.9")) == []
    assert numbers(await versions.search("metric.auc>=0.9")) == [1]
