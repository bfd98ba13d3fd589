"""Versions side by side, and trends."""

import httpx
import pytest

from tests.api.responses import content, location, problem

NAME = "späm & eggs"


@pytest.fixture(autouse=True)
async def _versions(editor: httpx.AsyncClient) -> None:
    ranked = {"primary_metric": "auc", "primary_metric_goal": "maximize"}
    content(await editor.post("/models", json={"name": NAME} | ranked), 201)
    for number in (1, 2, 3):
        version = {"source": "s3://b/x", "metrics": {"auc": number / 10}, "tags": {"n": "x"}}
        content(await editor.post(f"/models/{NAME}/versions", json=version), 201)
    content(await editor.put(f"/models/{NAME}/aliases/champion", json={"version": 2}))


async def test_versions_are_compared_in_the_order_asked_for(viewer: httpx.AsyncClient) -> None:
    labels = [f"{NAME}/3", "nix/1", f"{NAME}/1", f"{NAME}/9"]
    compared = content(await viewer.get("/compare", params={"v": labels}))

    assert [one["version"]["number"] for one in compared["versions"]] == [3, 1]
    assert [one["metrics"] for one in compared["versions"]] == [{"auc": 0.3}, {"auc": 0.1}]
    assert compared["versions"][0]["primary_metric_goal"] == "maximize"
    assert compared["missing"] == ["nix/1", f"{NAME}/9"]


@pytest.mark.parametrize(
    "query", ["", "v=fraud", "v=fraud/x", "v=/1", "v=", "&".join(f"v=a/{n}" for n in range(1, 22))]
)
async def test_labels_that_are_none_are_refused(viewer: httpx.AsyncClient, query: str) -> None:
    assert location(await viewer.get(f"/compare?{query}"), 422) == "v"


async def test_a_trend_has_values_and_aliases(viewer: httpx.AsyncClient) -> None:
    trend = content(await viewer.get(f"/models/{NAME}/trend?metric=auc"))

    assert [point["value"] for point in trend["points"]] == [0.1, 0.2, 0.3]
    assert "champion" in str(trend)


async def test_a_trend_needs_model_and_metric(viewer: httpx.AsyncClient) -> None:
    problem(await viewer.get("/models/nix/trend?metric=auc"), 404)
    assert location(await viewer.get(f"/models/{NAME}/trend"), 422) == "metric"
    assert location(await viewer.get(f"/models/{NAME}/trend?metric={'x' * 256}"), 422) == "metric"


async def test_a_metric_that_nothing_has_makes_an_empty_trend(viewer: httpx.AsyncClient) -> None:
    for metric in ("nix", "%00"):
        trend = content(await viewer.get(f"/models/{NAME}/trend?metric={metric}"))
        assert all(point.get("value") is None for point in trend["points"])
