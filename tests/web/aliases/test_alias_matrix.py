"""Where aliases point, and where they pointed at a time in the past."""

import json
from datetime import datetime

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
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
    assert "Aliases as of 20" in seen(response)
    assert "No alias pointed anywhere then" in text(viewer.get("/aliases?at=2020"))
    assert rows(viewer.get("/aliases?at=2999-01-01")) == ["fraud", "spam"]


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
    assert len(seen_statements) <= 6


def test_an_empty_registry_says_how_to_start(viewer: Client) -> None:
    assert "No alias points to a version yet" in text(viewer.get("/aliases"))


@pytest.mark.parametrize(("count", "has_others"), [(12, False), (13, True)])
def test_others_have_a_column_only_if_there_are_others(
    viewer: Client, registry: Registry, count: int, *, has_others: bool
) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    for number in range(count):
        move(registry, "fraud", f"a{number:02}", 1)
    page = text(viewer.get("/aliases"))

    assert page.count('class="metric-name"') == 12
    assert ('<th scope="col">Others</th>' in page) == has_others
    assert ("a12 → " in seen(viewer.get("/aliases"))) == has_others
