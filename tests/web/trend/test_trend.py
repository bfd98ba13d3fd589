"""The page of a metric over the versions of a model."""

import json

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from tests.web.page import rows, seen, text
from tests.web.statements import statements


@pytest.fixture(autouse=True)
def _versions(registry: Registry) -> None:
    """Four versions with two metrics, one without any; the champion moved from 1 to 2."""
    registry.models.create(
        MLModelCreate(name="fraud", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    for metrics in ({"auc": 0.5}, {"auc": 0.75}, {}, {"auc": 0.875, "loss": 0.25}):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics=metrics)
        )
    for number in (1, 2):
        registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=number))


def test_it_shows_chart_table_and_sentence(viewer: Client) -> None:
    response = viewer.get("/models/fraud/trend")
    page = text(response)

    assert rows(response) == ["4", "2", "1"]
    assert "auc rose from 0.50000 (version 1) to 0.87500 (version 4)" in seen(response)
    assert "0.12500 away from the champion, 0.75000 (version 2)." in seen(response)
    assert page.count("<title>Version ") == 3
    assert '<text class="alias"' in page
    assert 'class="was-in-use"' in page
    assert "0.87500 (best)" in seen(response)
    assert "to champion ▲ +0.125 (better)" in seen(response)


@pytest.mark.parametrize(("number", "side"), [(1, "rightwards"), (4, "leftwards")])
def test_an_alias_at_the_edge_is_written_into_the_chart(
    viewer: Client, registry: Registry, number: int, side: str
) -> None:
    registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=number))

    assert f'<text class="alias {side}"' in text(viewer.get("/models/fraud/trend"))


def test_another_metric_can_be_chosen(viewer: Client) -> None:
    response = viewer.get("/models/fraud/trend?metric=loss")

    assert "loss is 0.25000 (version 4)." in seen(response)
    assert "<option selected>loss</option>" in text(response)
    assert "to champion" not in seen(response)


@pytest.mark.parametrize("metric", ["nix", "<script>", "%00", "x" * 3_000])
def test_a_metric_that_nobody_has_is_told(viewer: Client, metric: str) -> None:
    response = viewer.get(f"/models/fraud/trend?metric={metric}")

    assert response.status_code == 200
    assert "No version of this model has the metric" in seen(response)
    assert "<script>" not in response.content.decode().replace("<script src", "")


def test_a_model_without_metrics_says_so(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="spam"))

    assert "No version of this model has a metric yet" in seen(viewer.get("/models/spam/trend"))
    assert viewer.get("/models/nix/trend").status_code == 404


def test_it_is_a_file_too(viewer: Client) -> None:
    found = json.loads(text(viewer.get("/models/fraud/trend?format=json")))

    assert [(one["number"], one["metric.auc"]) for one in found] == [
        (1, 0.5),
        (2, 0.75),
        (4, 0.875),
    ]


def test_it_takes_the_same_few_statements_for_any_number_of_versions(
    viewer: Client, registry: Registry
) -> None:
    with statements() as of_three:
        viewer.get("/models/fraud/trend")
    for _ in range(9):
        registry.versions.create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": 0.1})
        )
    with statements() as of_twelve:
        viewer.get("/models/fraud/trend")

    assert len(of_three) == len(of_twelve) <= 8


def test_several_metrics_have_charts_of_their_own(viewer: Client) -> None:
    response = viewer.get("/models/fraud/trend?metric=auc&metric=loss&metric=&metric=nix")
    page = text(response)

    assert page.count('class="curves is-wide trend-curve"') == 2
    assert "loss is 0.25000 (version 4)." in seen(response)
    assert "No version of this model has the metric “nix”." in seen(response)


def test_by_date_the_reigns_of_champions_are_bands(viewer: Client) -> None:
    page = text(viewer.get("/models/fraud/trend?x=date"))

    assert page.count('<g class="reign') == 2
    assert page.count("is-current") == 1
    assert "<title>Champion: version 2, from 20" in page


def test_a_metric_is_drawn_against_a_parameter_or_another_metric(
    viewer: Client, registry: Registry
) -> None:
    for depth in ("3", "5"):
        registry.versions.create(
            MLModelVersionCreate(
                model_name="fraud",
                source="s3://b/1",
                metrics={"auc": 0.5, "loss": 0.1},
                params={"depth": depth},
            )
        )

    by_param = seen(viewer.get("/models/fraud/trend?x=param.depth"))
    by_metric = seen(viewer.get("/models/fraud/trend?x=metric.loss"))

    assert "auc against depth: 2 of 6 versions." in by_param
    assert "4 versions are not shown" in by_param
    assert "auc against loss: 3 of 6 versions." in by_metric


@pytest.mark.parametrize("x", ["<script>", "param.", "param.<b>", "metric.nix", "x" * 3_000])
def test_any_axis_may_be_asked_for(viewer: Client, x: str) -> None:
    response = viewer.get("/models/fraud/trend", {"x": x})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()
    assert "<b>" not in response.content.decode()
