# Generated from tests/mldb/async_db/registry/test_search.py by `make twins`.
"""Lists that are searched: pages in both directions, what stays when others write, counts."""

from datetime import UTC, datetime, timedelta

import pytest

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
from mldb.sync_db import (
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionParamService,
    MLModelVersionService,
)
from mldb.sync_db.services.registry import search as search_service
from mldb.values.enums import Device
from mldb.values.limits import MAX_ID, PAGE_SIZE_LIMIT

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def add(models: MLModelService, *names: str) -> None:
    for name in names:
        models.create(MLModelCreate(name=name))


def register(
    versions: MLModelVersionService, model_name: str = "fraud", **values: object
) -> MLModelVersionRead:
    columns = {"model_name": model_name, "source": "s3://bucket/model", **values}
    return versions.create(MLModelVersionCreate.model_validate(columns))


def names(page: SearchPage[MLModelListed]) -> list[str]:
    return [row.name for row in page.rows]


def numbers(page: SearchPage[MLModelVersionRead]) -> list[int]:
    return [row.number for row in page.rows]


def test_pages_go_forward_and_back(models: MLModelService) -> None:
    add(models, *"dbeac")

    first = models.search(limit=2)
    second = models.search(limit=2, cursor=first.next_cursor)
    third = models.search(limit=2, cursor=second.next_cursor)

    assert [names(page) for page in (first, second, third)] == [["a", "b"], ["c", "d"], ["e"]]
    assert (first.previous_cursor, third.next_cursor) == (None, None)
    assert names(models.search(limit=2, cursor=third.previous_cursor)) == ["c", "d"]
    assert models.search(limit=2, cursor=second.previous_cursor) == first
    assert models.search(limit=2, cursor=START) == first


def test_the_last_page_is_full(models: MLModelService) -> None:
    add(models, *"abcde")

    last = models.search(limit=2, cursor=END)
    before = models.search(limit=2, cursor=last.previous_cursor)
    first = models.search(limit=2, cursor=before.previous_cursor)

    assert [names(page) for page in (first, before, last)] == [["a"], ["b", "c"], ["d", "e"]]
    assert (last.next_cursor, first.previous_cursor) == (None, None)
    assert names(models.search(limit=2, cursor=first.next_cursor)) == ["b", "c"]


def test_an_empty_list_has_no_other_pages(models: MLModelService) -> None:
    assert models.search() == SearchPage([], None, None)
    assert models.search(cursor=END) == SearchPage([], None, None)
    assert models.count() == Count(0, is_more=False)


def test_pages_stay_when_rows_are_added(models: MLModelService) -> None:
    add(models, "b", "d", "f")
    first = models.search(limit=2)

    add(models, "a", "c", "e")
    second = models.search(limit=2, cursor=first.next_cursor)

    assert names(second) == ["e", "f"]
    assert names(models.search(limit=9, cursor=second.previous_cursor)) == list("abcd")


def test_pages_stay_when_the_row_beside_them_goes(models: MLModelService) -> None:
    add(models, *"abcd")
    first = models.search(limit=2)

    models.delete((models.get_by_name("b")).id)
    second = models.search(limit=2, cursor=first.next_cursor)

    assert names(second) == ["c", "d"]


def test_a_page_whose_rows_are_gone_leads_back(models: MLModelService) -> None:
    add(models, *"abc")
    first = models.search(limit=2)

    models.delete((models.get_by_name("c")).id)
    gone = models.search(limit=2, cursor=first.next_cursor)

    assert (gone.rows, gone.next_cursor, gone.previous_cursor) == ([], None, END)
    for name in "ab":
        models.delete((models.get_by_name(name)).id)
    assert (models.search(cursor=END)).rows == []


def test_a_page_before_the_first_leads_to_it(models: MLModelService) -> None:
    add(models, *"abc")
    last = models.search(limit=2, cursor=END)

    models.delete((models.get_by_name("a")).id)
    gone = models.search(limit=2, cursor=last.previous_cursor)

    assert (gone.rows, gone.previous_cursor, gone.next_cursor) == ([], None, START)


def test_equal_values_are_told_apart_by_id(
    model: MLModelRead, versions: MLModelVersionService
) -> None:
    for value in (0.5, 0.5, None, 0.5, None, 0.9):
        register(versions, metrics={} if value is None else {"auc": value})
    expected = {"sort:-metric.auc": [6, 4, 2, 1, 5, 3], "sort:metric.auc": [1, 2, 4, 6, 5, 3]}

    for text, order in expected.items():
        found, cursor = [], None
        for _ in order:
            page = versions.search(text, limit=1, cursor=cursor)
            found += numbers(page)
            cursor = page.next_cursor
        assert (found, cursor) == (order, None)


def test_versions_without_the_metric_come_last_in_every_direction(
    model: MLModelRead, versions: MLModelVersionService
) -> None:
    for value in (None, 0.1, None, 0.3):
        register(versions, metrics={} if value is None else {"auc": value})

    last = versions.search("sort:metric.auc", limit=3, cursor=END)
    first = versions.search("sort:metric.auc", limit=3, cursor=last.previous_cursor)

    assert (numbers(first), numbers(last)) == ([2], [4, 3, 1])
    required = versions.search("metric.auc>0 sort:metric.auc")
    assert numbers(required) == [2, 4]


def test_a_bounded_metric_that_is_sorted_by_is_paged(
    model: MLModelRead, versions: MLModelVersionService
) -> None:
    for value in (0.1, 0.9, 0.95, 0.2, 0.99):
        register(versions, metrics={"auc": value, "loss": 1 - value})
    text = "metric.auc>0.15 metric.auc<=0.95 metric.loss<0.9 sort:-metric.auc"

    first = versions.search(text, limit=2)
    last = versions.search(text, limit=2, cursor=END)

    assert (numbers(first), numbers(last)) == ([3, 2], [2, 4])
    assert numbers(versions.search(text, limit=2, cursor=first.next_cursor)) == [4]


def test_versions_are_listed_the_newest_first(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    add(models, "fraud", "churn")
    for name in ("fraud", "churn", "fraud"):
        register(versions, name)

    everywhere = versions.search()

    assert [(row.model_name, row.number) for row in everywhere.rows] == [
        ("fraud", 2),
        ("churn", 1),
        ("fraud", 1),
    ]
    assert numbers(versions.search(model_name="fraud")) == [2, 1]
    assert numbers(versions.search("model:churn")) == [1]
    for nobody in ("nobody", "Fraud", "a\x00", "\ud800"):
        assert (versions.search(model_name=nobody)).rows == []
        assert versions.count(model_name=nobody) == Count(0, is_more=False)


def test_what_lies_in_the_trash_is_found_when_asked_for(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    add(models, "fraud", "gone")
    first = register(versions)
    register(versions)
    register(versions, "gone")
    versions.delete(first.id)
    models.delete((models.get_by_name("gone")).id)

    assert names(models.search()) == ["fraud"]
    assert names(models.search("is:trashed")) == ["gone"]
    assert names(models.search("is:trashed or name:*")) == ["fraud", "gone"]
    trashed = versions.search("is:trashed sort:name")
    assert [(row.model_name, row.number) for row in trashed.rows] == [("fraud", 1), ("gone", 1)]
    assert numbers(versions.search("-is:trashed")) == [2]
    assert versions.count("is:trashed") == Count(2, is_more=False)
    # A model is not found by what only a version in the trash has.
    assert names(models.search("has:version")) == ["fraud"]


def test_versions_are_found_as_they_were(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    add(models, "fraud", "old")
    first, second, third = [register(versions) for _ in range(3)]
    of_old = register(versions, "old")
    versions.delete(first.id)
    trashed_at = (versions.get_from_trash(first.id)).updated_at
    models.delete((models.get_by_name("old")).id)

    def then(at: datetime, text: str = "") -> list[int]:
        found = numbers(versions.search(text, model_name="fraud", at=at))
        assert versions.count(text, model_name="fraud", at=at) == Count(len(found), is_more=False)
        return found

    tick = timedelta(microseconds=1)
    assert then(first.created_at - tick) == []
    assert then(first.created_at) == [1]
    assert then(second.created_at) == [2, 1]
    assert then(third.created_at) == [3, 2, 1]
    assert then(trashed_at) == [3, 2]
    assert then(trashed_at, "is:trashed") == [1]
    assert then(third.created_at, "number<3 sort:number") == [1, 2]
    # Its model was outside the trash then.
    everywhere = versions.search(at=of_old.created_at)
    assert everywhere.rows[0].model_name == "old"
    assert numbers(versions.search("model:old")) == []


def test_a_page_of_the_past_belongs_to_its_time(
    model: MLModelRead, versions: MLModelVersionService
) -> None:
    for _ in range(3):
        last = register(versions)
    first = versions.search(at=last.created_at, limit=2)

    second = versions.search(at=last.created_at, limit=2, cursor=first.next_cursor)

    assert (numbers(first), numbers(second)) == ([3, 2], [1])
    assert [len(page) for page in versions.search_all(at=last.created_at)] == [3]
    with pytest.raises(RuleViolationError, match="belongs to another search"):
        versions.search(limit=2, cursor=first.next_cursor)
    with pytest.raises(RuleViolationError):
        versions.search(at=datetime(2026, 3, 1))  # noqa: DTZ001  # the point


def test_what_belongs_to_a_thing_finds_it(
    models: MLModelService,
    versions: MLModelVersionService,
    aliases: MLModelAliasService,
    model_tags: MLModelTagService,
) -> None:
    add(models, "churn", "fraud")
    fraud = models.get_by_name("fraud")
    register(versions, params={"depth": "7"}, metrics={"auc": 0.9}, device=Device.CUDA)
    register(versions, params={"depth": "12"}, metrics={"auc": 0.8}, tags={"team": "Risk"})
    model_tags.create(MLModelTagCreate(model_id=fraud.id, key="team", value="risk"))
    for number in (1, 2):
        aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=number))

    for text in ("alias:champion", "has:alias", "tag.team:RISK", "tag:team", "metric.auc>0.85"):
        assert names(models.search(text)) == ["fraud"], text
        assert names(models.search(f"not {text}")) == ["churn"], text
    assert names(models.search("param.depth>10 metric.auc>0.85")) == ["fraud"]
    # Numbers are compared as numbers, and the alias has moved on.
    assert numbers(versions.search("param.depth<8")) == [1]
    assert numbers(versions.search("param.depth>8")) == [2]
    assert numbers(versions.search("alias:champion tag.team:risk")) == [2]
    assert numbers(versions.search("-alias:champion device:cuda has:metric")) == [1]


def test_a_changed_parameter_is_found_by_its_new_number(
    version: MLModelVersionRead,
    versions: MLModelVersionService,
    params: MLModelVersionParamService,
) -> None:
    depth = params.get_by_name(version.id, "depth")
    data = MLModelVersionParamUpdate(value="12", row_version=depth.row_version)
    params.update(depth.id, data)

    assert numbers(versions.search("param.depth:12.0")) == [1]
    assert numbers(versions.search("param.depth<12")) == []


def test_wildcards_of_sql_are_characters(models: MLModelService) -> None:
    add(models, "a%b", "a_b", "axb", "a\\b", "A%B")

    assert names(models.search("a%b")) == ["A%B", "a%b"]
    assert names(models.search("name:a_b")) == ["a_b"]
    assert names(models.search("name:*_*")) == ["a_b"]
    assert names(models.search("name:a\\b")) == ["a\\b"]
    assert names(models.search("'; DROP")) == []


def test_a_count_ends_at_its_limit(models: MLModelService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_service, "COUNT_LIMIT", 2)
    add(models, "a", "ab")

    exact = models.count("a")
    add(models, "abc")
    capped = models.count("a")

    assert (str(exact), exact) == ("2", Count(2, is_more=False))
    assert (str(capped), capped) == ("more than 2", Count(2, is_more=True))


@pytest.mark.parametrize("limit", [2, 100])
def test_all_are_counted_but_for_the_trash(
    models: MLModelService,
    versions: MLModelVersionService,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
) -> None:
    """Small tables are counted as a whole, large ones row by row; nobody sees a difference."""
    monkeypatch.setattr(search_service, "COUNT_LIMIT", limit)
    add(models, "fraud", "churn", "net", "old", "older")
    # Of the last two one is in the trash by itself and with its model, too.
    owners = ("fraud", "churn", "net", "old", "old")
    registered = [register(versions, name) for name in owners]
    for trashed in (registered[0], registered[4]):
        versions.delete(trashed.id)
    for name in ("old", "older"):
        models.delete((models.get_by_name(name)).id)

    for text in ("", "sort:-created"):
        assert models.count(text) == Count(min(3, limit), is_more=limit < 3), text
    for text in ("", "sort:-created", "sort:metric.auc"):
        assert versions.count(text) == Count(2, is_more=False), text
        assert versions.count(text, at=LONG_AGO) == Count(0, is_more=False), text
        assert versions.count(text, model_name="churn") == Count(1, is_more=False), text


@pytest.mark.parametrize("limit", [2, 100])
def test_what_is_purged_is_not_counted(
    models: MLModelService,
    versions: MLModelVersionService,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
) -> None:
    """Their ids are not given out again: the newest id says less and less of how many there are."""
    monkeypatch.setattr(search_service, "COUNT_LIMIT", limit)
    add(models, "old", "fraud", "older")
    owners = ("old", "fraud", "older", "fraud", "fraud", "fraud")
    registered = [register(versions, name) for name in owners]
    for purged in registered[3:]:
        versions.delete(purged.id)
        versions.purge(purged.id, f"{purged.model_name}/{purged.number}")
    for name in ("old", "older"):
        purged_id = (models.get_by_name(name)).id
        models.delete(purged_id)
        models.purge(purged_id, name)

    for text in ("", "sort:-created"):
        assert models.count(text) == Count(1, is_more=False), text
    for text in ("", "sort:-created", "sort:metric.auc"):
        assert versions.count(text) == Count(1, is_more=False), text


@pytest.mark.parametrize("limit", [2, 100])
def test_what_a_query_does_not_find_is_not_counted(
    models: MLModelService,
    versions: MLModelVersionService,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
) -> None:
    monkeypatch.setattr(search_service, "COUNT_LIMIT", limit)
    add(models, "fraud", "churn", "net")
    for name in ("fraud", "fraud", "churn"):
        register(versions, name)

    for text in ("fraud", "name:fraud sort:-created", "versions>1"):
        assert models.count(text) == Count(1, is_more=False), text
    for text in ("churn", "number>1", "number>1 sort:metric.auc"):
        assert versions.count(text) == Count(1, is_more=False), text
    for service in (models, versions):
        assert service.count("is:trashed") == Count(0, is_more=False)


def test_an_empty_registry_is_counted(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    assert models.count("") == Count(0, is_more=False)
    assert versions.count("") == Count(0, is_more=False)


def test_everything_is_read_page_by_page(
    models: MLModelService, versions: MLModelVersionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_service, "PAGE_SIZE_LIMIT", 2)
    add(models, "fraud", "churn", "net")
    for _ in range(3):
        register(versions)

    pages = [[row.name for row in page] for page in models.search_all()]
    found = [row.number for page in versions.search_all("number>1") for row in page]

    assert pages == [["churn", "fraud"], ["net"]]
    assert found == [3, 2]
    assert [len(page) for page in versions.search_all(model_name="churn")] == [0]


def test_a_cursor_is_of_one_search(
    model: MLModelRead, models: MLModelService, versions: MLModelVersionService
) -> None:
    add(models, "a", "b")
    register(versions)
    register(versions)
    of_models = (models.search(limit=1)).next_cursor
    of_versions = (versions.search(limit=1)).next_cursor

    for text in ("a", "sort:-name", "is:trashed"):
        with pytest.raises(RuleViolationError, match="belongs to another search"):
            models.search(text, cursor=of_models)
    for wrong in (of_models, "x", "9" * 5_000):
        with pytest.raises(RuleViolationError, match="belongs to another search"):
            versions.search(cursor=wrong)
    with pytest.raises(RuleViolationError, match="belongs to another search"):
        versions.search(model_name="fraud", cursor=of_versions)
    # Written differently, it is the same search.
    same = models.search(" (name:*)", limit=1)
    assert names(models.search("NAME=*", limit=1, cursor=same.next_cursor)) == ["b"]


def test_a_mistake_is_told_by_every_way_to_search(
    models: MLModelService, versions: MLModelVersionService
) -> None:
    for service in (models, versions):
        with pytest.raises(QuerySyntaxError):
            service.search("nmae:x")
        with pytest.raises(QuerySyntaxError):
            service.count("(")
        with pytest.raises(QuerySyntaxError):
            _ = [len(page) for page in service.search_all("sort:x")]


@pytest.mark.parametrize("limit", [0, -1, PAGE_SIZE_LIMIT + 1])
def test_a_page_has_a_bound(models: MLModelService, limit: int) -> None:
    with pytest.raises(RuleViolationError):
        models.search(limit=limit)


def test_numbers_of_any_size_can_be_asked_for(
    version: MLModelVersionRead, models: MLModelService, versions: MLModelVersionService
) -> None:
    assert numbers(versions.search(f"number<{MAX_ID}")) == [1]
    assert names(models.search(f"versions:{MAX_ID}")) == []
    assert numbers(versions.search("metric.auc<1e308 -metric.auc>1e-320 or number:1")) == [1]
    assert numbers(versions.search("created>0002 created<9998")) == [1]


def test_a_query_of_many_terms_runs(
    version: MLModelVersionRead, models: MLModelService, versions: MLModelVersionService
) -> None:
    terms = [f"metric.m{number}>0 or tag.t:a*b" for number in range(TERMS_LIMIT // 2)]
    deep = "-(" * 18 + "metric.auc>0" + ")" * 18

    assert numbers(versions.search(f"not ({' or '.join(terms)})")) == [1]
    assert numbers(versions.search(deep)) == [1]
    assert names(models.search(f"not ({' or '.join(terms)})")) == ["fraud"]


def test_metrics_of_other_names_do_not_count(
    version: MLModelVersionRead, versions: MLModelVersionService, metrics: MLMetricService
) -> None:
    assert numbers(versions.search("metric.AUC>0")) == []
    assert numbers(versions.search('metric."auc">0')) == [1]
    assert numbers(versions.search("metric.auc>0.9")) == []
    assert numbers(versions.search("metric.auc>=0.9")) == [1]
