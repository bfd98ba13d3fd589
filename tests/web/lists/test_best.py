"""The star stands beside the best version of a model, on whatever page of the list that is."""

import csv
import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from tests.web.page import pages, seen, text

BEST = "(best)"
OF_FOUND = "(best of those found)"


@pytest.fixture(autouse=True)
def _models(registry: Registry) -> None:
    """60 versions, the 10th of them the best; another model is better, and so was one in trash."""
    for name in ("fraud", "other"):
        registry.models.create(
            MLModelCreate(name=name, primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
        )
    values = [0.95 if number == 10 else number / 100 for number in range(1, 61)]
    registry.versions.create_many([version("fraud", auc) for auc in [*values, 0.99]])
    registry.versions.create(version("other", 0.999))
    registry.versions.delete(registry.versions.get_by_number("fraud", 61).id)


def version(name: str, auc: float) -> MLModelVersionCreate:
    metrics = {"auc": auc, "loss": 1 - auc}
    return MLModelVersionCreate(model_name=name, source="s3://b/1", metrics=metrics)


def test_it_stands_on_one_page_of_the_list_only(viewer: Client) -> None:
    first = viewer.get("/models/fraud")
    second = viewer.get(pages(first)["Next"])
    third = viewer.get(pages(second)["Next"])

    assert [seen(page).count(BEST) for page in (first, second, third)] == [0, 0, 1]
    assert "0.950000 (best)" in seen(third)
    assert [text(page).count("number best") for page in (first, second, third)] == [0, 0, 1]


def test_a_search_has_a_best_of_all_that_it_finds(viewer: Client) -> None:
    first = viewer.get("/models/fraud?q=metric.auc<0.6+sort:number")
    last = viewer.get("/models/fraud?q=metric.auc<0.6+sort:number&cursor=end")

    assert OF_FOUND not in seen(first)
    assert f"0.59000 {OF_FOUND}" in seen(last)
    assert "★ best of those found" in seen(last)
    assert BEST not in seen(last)


def test_a_search_that_finds_the_best_of_the_model_says_so(viewer: Client) -> None:
    found = seen(viewer.get("/models/fraud?q=number:10"))

    assert "0.95000 (best)" in found
    assert "best of those found" not in found


def test_an_order_is_no_search(viewer: Client) -> None:
    found = seen(viewer.get("/models/fraud?q=sort:-metric.auc"))

    assert "0.95000 (best)" in found
    assert found.count(BEST) == 1


def test_what_lies_in_the_trash_is_not_the_best_of_a_search(viewer: Client) -> None:
    found = seen(viewer.get("/models/fraud?q=is:trashed+or+number:3&col=metric.auc"))

    assert "0.99000" in found
    assert f"0.030000 {OF_FOUND}" in found
    assert "0.99000 (" not in found


def test_a_model_in_the_past_has_the_best_of_then(viewer: Client) -> None:
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    found = seen(viewer.get(f"/models/fraud?at={at}&size=100"))

    assert "0.950000 (best of those that existed then)" in found


def test_files_say_it_as_well(viewer: Client) -> None:
    rows = json.loads(text(viewer.get("/models/fraud?format=json")))
    lines = list(csv.DictReader(text(viewer.get("/models/fraud?format=csv")).splitlines()))
    of_trend = json.loads(text(viewer.get("/models/fraud/trend?format=json")))

    assert [row["number"] for row in rows if row["best"]] == [10]
    assert [line["number"] for line in lines if line["best"] == "best"] == ["10"]
    assert [row["number"] for row in of_trend if row["best"]] == [10]


def test_other_metrics_and_lists_have_no_star(viewer: Client) -> None:
    assert BEST not in seen(viewer.get("/models/fraud?col=metric.loss"))
    assert BEST not in seen(viewer.get("/versions?q=model:fraud&col=metric.auc"))
    assert BEST not in seen(viewer.get("/models/fraud/trend?metric=loss"))


def test_the_trend_has_the_same_star(viewer: Client) -> None:
    found = seen(viewer.get("/models/fraud/trend"))

    assert "0.95000 (best)" in found
    assert found.count(BEST) == 1
    assert "Best is 0.95000 (version 10)" in found
