"""Columns and trends can show any metric, parameter or tag that a version has."""

import re

import pytest
from django.test import Client

from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from tests.web.page import seen, text


@pytest.fixture(autouse=True)
def _model(registry: Registry) -> None:
    """An old version with 40 metrics, a parameter and a tag; a new one with one metric."""
    registry.models.create(MLModelCreate(name="fraud"))
    metrics = {f"m{number:02}": 0.5 for number in range(40)}
    old = MLModelVersionCreate(
        model_name="fraud", source="s3://b", metrics=metrics, params={"depth": "3"}, tags={"t": ""}
    )
    registry.versions.create(old)
    new = MLModelVersionCreate(model_name="fraud", source="s3://b", metrics={"zz": 0.5})
    registry.versions.create_many([new] * 30)


def columns(page: str) -> list[str]:
    return re.findall(
        r'name="col" value="((?:metric|param|tag)[.][^"]*)">', page.partition("column-groups")[2]
    )


def test_the_page_of_a_model_shows_eight_and_says_how_many_there_are(viewer: Client) -> None:
    page = viewer.get("/models/fraud")

    assert re.findall(r"metric-name[^>]*><a[^>]*>(\w+)<", text(page)) == [
        f"m{number:02}" for number in range(8)
    ]
    assert "8 of 41 metrics" in seen(page)


@pytest.mark.parametrize("address", ["/models/fraud", "/versions"])
def test_all_names_can_be_chosen_as_columns(viewer: Client, address: str) -> None:
    page = text(viewer.get(f"{address}?choose=columns&col=metric.zz"))

    assert columns(page) == [
        *(f"metric.m{number:02}" for number in range(40)),
        "param.depth",
        "tag.t",
    ]
    assert "Metrics to add: 40" in page
    assert re.search(r'value="metric.zz" checked', page)


def test_the_list_of_models_offers_what_any_version_has(viewer: Client) -> None:
    page = text(viewer.get("/models?choose=columns"))

    assert len(columns(page)) == 42


def test_more_columns_than_fit_are_said_to_be_left_out(viewer: Client) -> None:
    query = "&".join(f"col=metric.m{number:02}" for number in range(40))
    page = seen(viewer.get(f"/models/fraud?{query}"))

    assert "At most 30 columns fit: these are the first, 10 are left out." in page


def test_the_trend_offers_every_metric(viewer: Client) -> None:
    page = text(viewer.get("/models/fraud/trend?metric=m39"))

    metrics = page.partition('name="metric"')[2].partition("</select>")[0]
    assert re.findall(r"<option[^>]*>(\w+)</option>", metrics) == [
        *(f"m{number:02}" for number in range(40)),
        "zz",
    ]
    assert "m39 is 0.50000 (version 1)." in page


def test_a_trend_of_what_nobody_recorded_offers_what_was(
    viewer: Client, registry: Registry
) -> None:
    registry.models.create(
        MLModelCreate(name="spam", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    metrics = {"f1": 0.5, "loss": 0.1}
    registry.versions.create(
        MLModelVersionCreate(model_name="spam", source="s3://b", metrics=metrics)
    )
    page = viewer.get("/models/spam/trend")

    assert "No version of this model has the metric “auc”. Recorded are f1 , loss ." in seen(page)
    assert '<a href="?metric=f1">f1</a>' in text(page)


def test_a_long_trend_leads_to_its_older_part_and_is_a_whole_file(
    viewer: Client, registry: Registry
) -> None:
    registry.models.create(MLModelCreate(name="long"))
    new = MLModelVersionCreate(model_name="long", source="s3://b", metrics={"auc": 0.5})
    for count in (1_000, 2):
        registry.versions.create_many([new] * count)
    newest = viewer.get("/models/long/trend")
    older = viewer.get("/models/long/trend?before=3")
    lines = text(viewer.get("/models/long/trend?format=csv")).splitlines()

    assert "1,000 versions with auc: 3 to 1002" in seen(newest)
    assert '<a href="?before=3">Older ones</a>' in text(newest)
    assert "2 versions with auc: 1 to 2" in seen(older)
    assert [line.split(",")[0] for line in lines[1:]] == [str(one) for one in range(1, 1_003)]
