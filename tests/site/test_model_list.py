"""The list of models."""

import pytest
from django.test import Client

from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from mldb.types import Goal
from registry_app.registry import Registry
from tests.site.page import text


def add(registry: Registry, *names: str) -> None:
    for name in names:
        registry.models.create(MLModelCreate(name=name))


def test_it_lists_models_by_name(viewer: Client, registry: Registry) -> None:
    add(registry, "spam", "fraud")
    page = text(viewer.get("/models"))

    assert page.index(">fraud<") < page.index(">spam<")


def test_a_row_shows_latest_version_champion_metric_and_tags(
    viewer: Client, registry: Registry
) -> None:
    model = registry.models.create(
        MLModelCreate(name="fraud", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="team", value="risk"))
    for auc in (0.75, 0.5):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": auc})
        )
    newest = text(viewer.get("/models"))
    registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))
    page = text(viewer.get("/models"))

    assert "0.50000" in newest
    assert "0.75000" in page
    assert "0.50000" not in page
    for shown in ("champion → 1", "team: risk", '<a href="/models/fraud/2">2</a>', "auc"):
        assert shown in page


def test_a_search_finds_part_of_a_name_and_says_when_nothing_does(
    viewer: Client, registry: Registry
) -> None:
    add(registry, "fraud", "100%_sure")

    assert ">fraud<" in text(viewer.get("/models?q=RAU"))
    assert ">fraud<" not in text(viewer.get("/models?q=%25_"))
    assert ">100%_sure<" in text(viewer.get("/models?q=%25_"))
    assert "No model's name contains “nix”" in text(viewer.get("/models?q=nix"))


def test_typing_in_the_search_fetches_the_table_alone(viewer: Client, registry: Registry) -> None:
    add(registry, "fraud")
    response = viewer.get("/models?q=fra", headers={"HX-Request": "true", "HX-Target": "models"})

    assert ">fraud<" in text(response)
    assert "<html" not in text(response)


@pytest.mark.parametrize("query", ["<script>", "' OR 1=1 --", "%00", "%ED%A0%80", "x" * 3_000])
def test_any_search_text_gets_an_answer(viewer: Client, registry: Registry, query: str) -> None:
    add(registry, "fraud")
    response = viewer.get(f"/models?q={query}")

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_pages_follow_each_other_and_keep_the_search(viewer: Client, registry: Registry) -> None:
    add(registry, *(f"model-{number:02}" for number in range(26)))
    first = text(viewer.get("/models?q=model&size=25"))
    second = text(viewer.get("/models?q=model&size=25&page=2"))

    assert 'href="?q=model&size=25&page=2"' in first
    assert "model-25" not in first
    assert "model-25" in second
    assert 'rel="prev" href="?q=model&size=25"' in second


def test_a_page_behind_the_last_says_so(viewer: Client, registry: Registry) -> None:
    add(registry, "fraud")

    assert "There is no such page" in text(viewer.get("/models?page=7"))


@pytest.mark.parametrize(
    ("role", "hint"),
    [("viewer", "An editor can register"), ("editor", "Register the first model")],
)
def test_an_empty_registry_says_how_to_start(
    request: pytest.FixtureRequest, role: str, hint: str
) -> None:
    client: Client = request.getfixturevalue(role)

    assert hint in text(client.get("/models"))


def test_only_who_may_register_is_offered_it(viewer: Client, registry: Registry) -> None:
    add(registry, "fraud")

    assert "/new-model" not in text(viewer.get("/models"))


def test_models_in_the_trash_are_not_listed(viewer: Client, registry: Registry) -> None:
    model = registry.models.create(MLModelCreate(name="fraud"))
    registry.models.delete(model.id)

    assert ">fraud<" not in text(viewer.get("/models"))
    assert ">fraud<" not in text(viewer.get("/models?q=fraud"))
