"""Where aliases point, and where they pointed at a time in the past."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from mldb.schemas import (
    MLMetricCreate,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelUpdate,
    MLModelVersionCreate,
)
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from tests.web.page import rows, seen, text
from tests.web.statements import statements

SENTENCE = "Write a date or a time in UTC: 2026-03-01"


@pytest.fixture
def first_moved(registry: Registry) -> str:
    """When `champion` of fraud pointed to version 1; it points to 2 now, by bob."""
    for name in ("fraud", "spam"):
        registry.models.create(MLModelCreate(name=name))
        for _ in range(2):
            registry.versions.create(MLModelVersionCreate(model_name=name, source="s3://b/1"))
    first = move(registry, "fraud", "champion", 1)
    move(Registry("bob"), "fraud", "champion", 2)
    move(registry, "spam", "shadow", 1)
    return first.replace(tzinfo=None).isoformat()


def move(registry: Registry, model: str, alias: str, version: int) -> datetime:
    """Point an alias somewhere; since when."""
    data = MLModelAliasMove(model_name=model, name=alias, version=version)
    return registry.aliases.move(data, reason="Better").started_at


def test_models_stand_against_aliases(viewer: Client, first_moved: str) -> None:
    response = viewer.get("/aliases")

    assert rows(response) == ["fraud", "spam"]
    assert 'href="/models/fraud/2">2</a>' in text(response)
    assert 'href="/models/spam/1">1</a>' in text(response)


def test_it_shows_what_was_where(viewer: Client, first_moved: str) -> None:
    response = viewer.get(f"/aliases?at={first_moved}")

    assert rows(response) == ["fraud"]
    assert 'href="/models/fraud/1">1</a>' in text(response)
    assert "This is the past: 20" in seen(response)
    assert "Names and values are those of today." in seen(response)
    assert "No alias pointed anywhere then" in text(viewer.get("/aliases?at=2020"))


def test_the_past_has_ages_of_its_time_and_the_end_of_each_assignment(
    viewer: Client, first_moved: str
) -> None:
    page = seen(viewer.get(f"/aliases?at={first_moved}"))

    assert "less than a minute then" in page
    assert re.search(r"then \S+ \S+ UTC alice Better", page)
    assert "ago" not in page.partition("Reason")[2]


def test_a_period_that_is_not_over_is_now(viewer: Client, first_moved: str) -> None:
    month = f"{datetime.now(UTC):%Y-%m}"
    response = viewer.get(f"/aliases?at={month}")

    assert rows(response) == ["fraud", "spam"]
    assert f"{month} is not over yet: this is the state now." in seen(response)


@pytest.mark.parametrize("path", ["/aliases", "/models/fraud/aliases", "/models/fraud"])
def test_the_future_is_refused_and_what_was_typed_is_kept(
    viewer: Client, first_moved: str, path: str
) -> None:
    response = viewer.get(path, {"at": "2999-01-01"})

    assert response.status_code == 400
    assert "That is in the future" in seen(response)
    assert 'value="2999-01-01"' in text(response)
    assert "fraud" in rows(response) or path != "/aliases"


def test_days_that_are_asked_for_most_often_keep_the_search(
    viewer: Client, first_moved: str
) -> None:
    yesterday = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"

    assert f'href="/aliases?q=fraud&at={yesterday}">Yesterday</a>' in text(
        viewer.get("/aliases?q=fraud")
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=PAM", ["spam"]),
        ("q=shado", ["spam"]),
        ("alias=CHAMPION", ["fraud"]),
        ("q=fraud&alias=shadow", []),
        ("q=<script>", []),
        ("q=%25", []),
    ],
)
def test_it_is_searched_by_model_and_alias(
    viewer: Client, first_moved: str, query: str, expected: list[str]
) -> None:
    response = viewer.get(f"/aliases?{query}")
    as_file = json.loads(text(viewer.get(f"/aliases?{query}&format=json")))

    assert rows(response) == expected
    assert [one["model"] for one in as_file] == expected
    assert "<script>" not in response.content.decode()


def test_aliases_are_offered_with_their_numbers(viewer: Client, first_moved: str) -> None:
    page = viewer.get("/aliases")

    assert "champion 1 shadow 1 2 aliases of 2 models in use" in seen(page)
    assert 'href="?alias=shadow"' in text(page)


def test_it_tells_values_and_how_many_versions_are_newer(
    viewer: Client, registry: Registry
) -> None:
    registry.models.create(
        MLModelCreate(name="net", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    for auc in (0.5, 0.75, 0.625):
        version = MLModelVersionCreate(model_name="net", source="s3://b/1", metrics={"auc": auc})
        registry.versions.create(version)
    move(registry, "net", "champion", 1)
    move(registry, "net", "beta", 3)
    page = seen(viewer.get("/aliases"))

    assert "net auc champion 1 0.50000 2 behind ▲ +0.125 (better)" in page
    assert "net beta 3 0.62500 newest" in page


def test_a_model_shows_what_was_where_and_leads_back_there(
    editor: Client, viewer: Client, first_moved: str
) -> None:
    address = f"/models/fraud/aliases?at={first_moved}"
    page = text(editor.get(address))

    assert 'href="/models/fraud/aliases/move?alias=champion&version=1"' in page
    assert "by alice: Better" in seen(editor.get(address))
    assert "point it there again" not in text(viewer.get(address))
    assert "No alias of this model pointed anywhere" in text(
        viewer.get("/models/fraud/aliases?at=2020")
    )


@pytest.mark.parametrize("path", ["/aliases", "/models/fraud/aliases"])
@pytest.mark.parametrize("at", ["yesterday", "2026-13-01", "<script>", "0000", "9" * 50])
def test_what_is_no_date_is_told_at_the_field(
    viewer: Client, first_moved: str, path: str, at: str
) -> None:
    response = viewer.get(path, {"at": at})

    assert response.status_code == 400
    assert SENTENCE in text(response)
    assert f'value="{at}"' in text(response)
    assert "<script>" not in response.content.decode()


def test_it_is_a_file_with_a_row_for_each_assignment(viewer: Client, first_moved: str) -> None:
    found = json.loads(text(viewer.get("/aliases?format=json")))

    assert [(one["model"], one["alias"], one["version"], one["by"]) for one in found] == [
        ("fraud", "champion", 2, "bob"),
        ("spam", "shadow", 1, "alice"),
    ]
    assert text(viewer.get("/aliases?at=2020&format=csv")) == "model,alias,version,since,by,why\n"


def test_it_comes_in_pages(viewer: Client, registry: Registry) -> None:
    for number in range(26):
        name = f"m{number:02}"
        registry.models.create(MLModelCreate(name=name))
        registry.versions.create(MLModelVersionCreate(model_name=name, source="s3://b/1"))
        move(registry, name, "champion", 1)
    with statements() as seen_statements:
        first = viewer.get("/aliases")
    second = viewer.get("/aliases?after=m24")

    assert len(rows(first)) == 25
    assert 'rel="next" href="?after=m24"' in text(first)
    assert rows(second) == ["m25"]
    assert '<a class="btn btn-sm" href="?">First</a>' in text(second)
    assert len(seen_statements) <= 10


def test_an_empty_registry_says_how_to_start(viewer: Client) -> None:
    assert "No alias points to a version yet" in text(viewer.get("/aliases"))


class TestCompare:
    def test_what_moved_since_a_week_ago(self, viewer: Client, first_moved: str) -> None:
        page = seen(viewer.get("/aliases/compare"))

        assert "fraud champion nowhere 2 new" in page
        assert "spam shadow nowhere 1 new" in page
        assert "bob Better" in page

    def test_a_change_with_its_values(
        self, viewer: Client, registry: Registry, first_moved: str
    ) -> None:
        model = registry.models.get_by_name("fraud")
        changed = MLModelUpdate(
            row_version=model.row_version, primary_metric="auc", primary_metric_goal=Goal.MINIMIZE
        )
        registry.models.update(model.id, changed)
        for number, value in ((1, 0.5), (2, 0.75)):
            version_id = registry.versions.get_by_number("fraud", number).id
            metric = MLMetricCreate(version_id=version_id, name="auc", value=value)
            registry.metrics.create(metric)
        page = seen(viewer.get("/aliases/compare", {"from": first_moved}))

        assert "fraud auc champion 1 0.50000 2 0.75000 ▲ +0.250 (worse)" in page

    def test_what_was_removed(self, viewer: Client, registry: Registry, first_moved: str) -> None:
        reference = MLModelAliasRef(model_name="fraud", name="champion")
        registry.aliases.remove(reference, reason="Retired <b>")
        page = seen(viewer.get("/aliases/compare", {"from": first_moved}))

        assert "fraud champion 1 nowhere removed" in page
        assert "alice Retired <b>" in page

    def test_nothing_moved(self, viewer: Client, first_moved: str) -> None:
        assert "Every alias points where it pointed" in seen(
            viewer.get("/aliases/compare?from=2019&to=2020")
        )

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("from=x", SENTENCE),
            ("to=<script>", SENTENCE),
            ("from=2999", "in the future"),
            ("from=2020&to=2020", "before the second one"),
            ("from=2020-02&to=2020-01", "before the second one"),
        ],
    )
    def test_days_that_make_no_sense_are_refused(
        self, viewer: Client, first_moved: str, query: str, message: str
    ) -> None:
        response = viewer.get(f"/aliases/compare?{query}")

        assert response.status_code == 400
        assert message in seen(response)
        assert "<script>" not in response.content.decode()

    def test_it_comes_in_pages(self, viewer: Client, registry: Registry) -> None:
        for number in range(26):
            name = f"m{number:02}"
            registry.models.create(MLModelCreate(name=name))
            registry.versions.create(MLModelVersionCreate(model_name=name, source="s3://b/1"))
            move(registry, name, "champion", 1)
        with statements() as seen_statements:
            first = viewer.get("/aliases/compare")

        assert len(rows(first)) == 25
        assert 'rel="next" href="?after=m24"' in text(first)
        assert rows(viewer.get("/aliases/compare?after=m24")) == ["m25"]
        assert len(seen_statements) <= 7
