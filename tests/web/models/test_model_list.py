"""The list of models."""

import re

import pytest
from django.test import Client

from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from tests.web.page import pages, rows, seen, text


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
    assert "0.50000</span></td>" not in page
    for shown in ("champion\xa0→\xa01", "team: risk", '<a href="/models/fraud/2">2</a>', "auc"):
        assert shown in page


def test_a_row_shows_what_the_latest_version_would_change(
    viewer: Client, registry: Registry
) -> None:
    for name, goal in (("fraud", Goal.MAXIMIZE), ("spam", Goal.MINIMIZE)):
        registry.models.create(
            MLModelCreate(name=name, primary_metric="auc", primary_metric_goal=goal)
        )
        for auc in (0.5, 0.75):
            registry.versions.create(
                MLModelVersionCreate(model_name=name, source="s3://b/1", metrics={"auc": auc})
            )
        registry.aliases.move(MLModelAliasMove(model_name=name, name="champion", version=1))
    page = seen(viewer.get("/models?col=change&col=trend"))

    assert page.count("▲ +0.250 (better)") == page.count("▲ +0.250 (worse)") == 1
    assert 'aria-label="auc from 0.50000 (version 1)' in text(viewer.get("/models?col=trend"))


def test_a_file_has_the_newest_values(viewer: Client, registry: Registry) -> None:
    registry.models.create(
        MLModelCreate(name="fraud", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    for auc in (0.5, 0.75):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": auc})
        )
    add(registry, "plain")
    response = viewer.get("/models?format=csv&col=change&col=trend")

    assert text(response).splitlines() == ["name,change,trend", 'fraud,,"0.5, 0.75"', "plain,,"]


def test_a_search_finds_part_of_a_name_and_says_when_nothing_does(
    viewer: Client, registry: Registry
) -> None:
    add(registry, "fraud", "100%_sure")

    assert ">fraud<" in text(viewer.get("/models?q=RAU"))
    assert ">fraud<" not in text(viewer.get("/models?q=%25_"))
    assert ">100%_sure<" in text(viewer.get("/models?q=%25_"))
    assert "No model is found by “nix”" in text(viewer.get("/models?q=nix"))


def test_typing_in_the_search_fetches_the_table_alone(viewer: Client, registry: Registry) -> None:
    add(registry, "fraud")
    response = viewer.get("/models?q=fra", headers={"HX-Request": "true", "HX-Target": "results"})

    assert ">fraud<" in text(response)
    assert "<html" not in text(response)


@pytest.mark.parametrize("query", ["<script>", "' OR 1=1 --", "%00", "(", "x" * 3_000])
def test_what_cannot_be_read_is_explained_where_it_was_typed(
    viewer: Client, registry: Registry, query: str
) -> None:
    add(registry, "fraud")
    response = viewer.get(f"/models?q={query}")

    assert response.status_code == 400
    assert 'role="alert"' in text(response)
    assert 'aria-describedby="mistake"' in text(response)
    assert "<script>" not in response.content.decode()


def test_a_very_long_query_is_answered(viewer: Client, registry: Registry) -> None:
    add(registry, "fraud")
    searched = viewer.get(f"/models?q={'x' * 60_000}")
    kept = viewer.get(f"/models?note={'x' * 60_000}&size=50")

    assert searched.status_code == 400
    assert "This search has 60,000 characters" in text(searched)
    assert rows(kept) == ["fraud"]
    assert f'href="?note={"x" * 60_000}&size=100"' in text(kept)


def test_text_that_was_sent_as_it_is_is_searched_for_on_all_pages(
    viewer: Client, registry: Registry
) -> None:
    """Some programs don't quote an address."""
    names = [f"é-{number:02}" for number in range(30)]
    add(registry, *names, *(f"Ã©-{number:02}" for number in range(30)))
    raw = "q=é&size=25".encode().decode("latin-1")
    first = viewer.get("/models", QUERY_STRING=raw)

    assert rows(first) == names[:25]
    assert rows(viewer.get(pages(first)["Next"])) == names[25:]


def test_a_mistake_is_marked_and_what_was_typed_is_kept(viewer: Client) -> None:
    page = text(viewer.get("/models?q=fraud metrics.auc>1&col=tags"))

    assert "fraud <mark>m</mark>etrics.auc>1" in page
    assert "Did you mean metric.auc" in page
    assert 'value="fraud metrics.auc>1"' in page
    assert '<input type="hidden" name="col" value="tags">' in page


def test_pages_follow_each_other_and_keep_the_search(viewer: Client, registry: Registry) -> None:
    names = [f"model-{number:02}" for number in range(60)]
    add(registry, *names)
    first = viewer.get("/models?q=model&size=25")
    second = viewer.get(pages(first)["Next"])
    third = viewer.get(pages(second)["Next"])

    assert [rows(page) for page in (first, second, third)] == [names[:25], names[25:50], names[50:]]
    assert rows(viewer.get(pages(third)["Previous"])) == names[25:50]
    assert rows(viewer.get(pages(first)["Last"])) == names[35:]
    assert pages(second)["First"] == "/models?q=model&size=25"
    assert [sorted(pages(page)) for page in (first, third)] == [
        ["Last", "Next"],
        ["First", "Previous"],
    ]
    assert "60 models" in text(second)


def test_a_page_stays_where_it_is_when_models_come_and_go(
    viewer: Client, registry: Registry
) -> None:
    names = [f"model-{number:02}" for number in range(30)]
    add(registry, *names)
    first = viewer.get("/models?size=25")
    add(registry, "a-new-one")

    assert rows(viewer.get(pages(first)["Next"])) == names[25:]


def test_a_place_of_another_search_leads_to_the_first_page(
    viewer: Client, registry: Registry
) -> None:
    add(registry, *(f"model-{number:02}" for number in range(30)))
    address = pages(viewer.get("/models?size=25"))["Next"]
    response = viewer.get(f"{address}&q=model")

    assert response.status_code == 400
    assert "belongs to another search" in text(response)
    assert '<a href="?size=25&q=model">Go to the first page</a>' in text(response)


def test_a_head_sorts_and_turns_the_order_round(viewer: Client, registry: Registry) -> None:
    add(registry, "a", "b")
    page = text(viewer.get("/models?q=-c or d&cursor=start"))
    turned = text(viewer.get("/models?q=sort:name"))

    assert 'href="?q=%28-c+or+d%29+sort:name">Name' in page
    assert '<th scope="col" aria-sort="ascending"><a href="?q=sort:-name">Name' in turned
    assert rows(viewer.get("/models?q=sort:-name")) == ["b", "a"]


def test_columns_are_chosen_in_the_address(viewer: Client, registry: Registry) -> None:
    add(registry, "fraud")
    registry.versions.create(
        MLModelVersionCreate(
            model_name="fraud", source="s3://b/1", metrics={"auc": 0.75}, params={"depth": "3"}
        )
    )
    page = text(viewer.get("/models?col=metric.auc&col=param.depth&col=nix&choose=columns"))

    assert re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]*)<', page) == [
        "Name",
        "auc",
        "depth",
    ]
    assert "0.75000" in page
    assert "There is no column nix" in page
    assert 'value="metric.auc" checked>' in page
    assert 'value="tags">' in page


def test_models_in_the_trash_are_found_when_asked_for(viewer: Client, registry: Registry) -> None:
    model = registry.models.create(MLModelCreate(name="fraud"))
    registry.models.delete(model.id)
    page = text(viewer.get("/models?q=is:trashed"))

    assert ">fraud</span>" in page
    assert "/models/fraud" not in page


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
