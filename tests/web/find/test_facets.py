"""The values by which a list can be filtered, and values in its rows that filter it."""

import re

import pytest
from django.test import Client

from mldb.schemas import (
    MLExperimentCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
)
from mldb.values.enums import Device
from registry_app.core.registry import Registry
from tests.web.page import rows, seen, text
from tests.web.statements import statements

PART = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def versions(registry: Registry) -> None:
    """Two versions that differ in everything."""
    registry.models.create(MLModelCreate(name="churn"))
    for device, tags in ((Device.CPU, {"team": "risk"}), (Device.CUDA, {"deprecated": ""})):
        registry.versions.create(
            MLModelVersionCreate(
                model_name="churn", source="s3://b", device=device, tags=tags, metrics={"auc": 0.5}
            )
        )
    registry.aliases.move(MLModelAliasMove(model_name="churn", name="champion", version=1))


def links(client: Client, url: str) -> dict[str, str]:
    """URLs by what the links of the facets say."""
    found = re.findall(
        r'<a class="facet-(?:value|other)"[^>]*href="([^"]*)"([^>]*)>(.*?)</a>',
        text(client.get(url)),
    )
    return {
        (re.search(r'aria-label="([^"]*)"', more) or re.match(r"([^<]*)", words))[1]: target  # type: ignore[index]  # one of both matches
        for target, more, words in found
    }


def test_each_value_is_a_link_to_its_rows(viewer: Client) -> None:
    found = links(viewer, "/find/facets?list=versions&q=churn&size=50")

    assert found["team: risk"] == "/versions?q=churn+tag.team:risk&size=50"
    assert found["All but deprecated"] == "/versions?q=churn+-tag:deprecated&size=50"
    assert found["auc"] == "/versions?q=churn+sort:-metric.auc&size=50"
    assert rows(viewer.get(found["team: risk"])) == ["churn/1"]
    assert rows(viewer.get(found["All but deprecated"])) == ["churn/1"]
    assert rows(viewer.get(found["cuda"])) == ["churn/2"]


def test_a_selected_value_is_taken_out_again(viewer: Client) -> None:
    page = viewer.get("/find/facets?list=versions&q=device:cpu -tag:deprecated")

    assert 'href="/versions?q=-tag:deprecated" aria-current="true"' in text(page)
    assert "not tag: deprecated" in seen(page)


def test_a_list_of_one_model_or_experiment_stays_that(viewer: Client, registry: Registry) -> None:
    experiment = registry.experiments.create(MLExperimentCreate(name="study"))
    registry.runs.create(MLRunCreate(experiment="study"))
    of_model = links(viewer, "/find/facets?list=versions&model=churn")
    of_runs = links(viewer, f"/find/facets?list=runs&experiment={experiment.id}")

    assert of_model["cpu"] == "/models/churn?q=device:cpu"
    assert of_runs["running"] == f"/experiments/{experiment.id}?q=status:running"
    assert "study" not in of_runs


def test_beside_a_list_only_the_facets_are_sent(viewer: Client) -> None:
    part = text(viewer.get("/find/facets?list=versions", headers=PART))

    assert "<html" not in part
    assert "facet-value" in part
    assert "<h1>Filters</h1>" in text(viewer.get("/find/facets?list=versions"))


def test_a_query_that_cannot_be_read_is_said(viewer: Client) -> None:
    page = viewer.get("/find/facets", {"list": "versions", "q": "status:"})

    assert page.status_code == 200
    assert "A value is missing here." in seen(page)


@pytest.mark.parametrize("list_type", ["", "nix", "events", "experiments"])
def test_other_lists_have_no_facets(viewer: Client, list_type: str) -> None:
    assert viewer.get("/find/facets", {"list": list_type}).status_code == 404


def test_hostile_values_are_texts(viewer: Client, registry: Registry) -> None:
    value = '<script>alert(1)</script> "\u202e'
    registry.versions.create(
        MLModelVersionCreate(model_name="churn", source="s3://b", tags={"<b>": value})
    )
    page = viewer.get("/find/facets?list=versions")

    assert "<script>alert" not in page.content.decode()
    target = links(viewer, "/find/facets?list=versions")
    assert any(rows(viewer.get(url)) == ["churn/3"] for url in target.values())


def test_the_number_of_statements_is_fixed(viewer: Client) -> None:
    with statements() as asked:
        viewer.get("/find/facets?list=versions")

    assert len(asked) == 2, "\n".join(asked)


def test_values_in_rows_filter_the_list(viewer: Client) -> None:
    columns = "&".join(f"col={name}" for name in ("tag.team", "status", "device", "by", "aliases"))
    page = text(viewer.get(f"/versions?q=churn&{columns}"))

    for term in ("status:ready", "device:cuda", "by:alice", "alias:champion", "tag.team:risk"):
        assert f'href="?q=churn+{term}&col=' in page, term


def test_a_value_that_filters_already_is_no_link(viewer: Client) -> None:
    page = text(viewer.get("/versions?q=status:ready&col=status"))

    assert 'class="filter"' not in page


def test_the_filters_are_a_link_on_lists_that_have_them(viewer: Client) -> None:
    assert 'data-facets href="/find/facets?list=versions&q=churn"' in text(
        viewer.get("/versions?q=churn")
    )
    assert "data-facets" not in text(viewer.get("/history"))


@pytest.mark.parametrize(("query", "expected"), [("stat", True), ("nosuch", False), ("x:", True)])
def test_an_unfinished_term_is_marked(viewer: Client, query: str, expected: bool) -> None:  # noqa: FBT001  # pytest's parameters
    assert ("data-unfinished" in text(viewer.get("/versions", {"q": query}))) is expected


def test_a_mistake_is_none_while_it_is_typed(viewer: Client) -> None:
    part = {"HX-Request": "true", "HX-Target": "results"}
    typed = viewer.get("/versions?q=status:", headers=part | {"X-Typing": "true"})

    assert typed.status_code == 200
    assert 'id="mistake"' in text(typed)
    assert viewer.get("/versions?q=status:", headers=part).status_code == 400
