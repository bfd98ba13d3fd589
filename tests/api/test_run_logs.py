"""What runs log."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from registry_app.api.urls import urlpatterns
from registry_app.core.registry import AsyncRegistry
from tests.api.responses import content, events, location, problem
from tests.api.test_runs import MISSING, started

TIME_MS = 1_772_366_400_000
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def run(editor: httpx.AsyncClient) -> str:
    """URL of a run."""
    return await started(editor, params={"lr": "0.1"})


def point(value: Any, step: Any = 1, time_ms: Any = TIME_MS, name: Any = "loss") -> dict[str, Any]:
    return {"name": name, "value": value, "step": step, "time_ms": time_ms}


async def history(client: httpx.AsyncClient, run: str, metric: str = "loss") -> list[Any]:
    page = content(await client.get(f"{run}/history", params={"metric": metric}))
    return [list(one.values()) for one in page["items"]]


async def test_a_log_is_stored_once(editor: httpx.AsyncClient, run: str) -> None:
    body = {
        "metrics": [point(0.5), point(0.25, 2), point(0.5)],
        "params": {"depth": 3},
        "tags": {"team": "risk"},
    }
    first = await editor.post(f"{run}/log", json=body)
    again = await editor.post(f"{run}/log", json=body)

    assert content(first) == {"points": 2, "params": 1, "tags": 1}
    assert content(again) == {"points": 0, "params": 0, "tags": 0}
    assert await history(editor, run) == [[1, TIME_MS, 0.5], [2, TIME_MS, 0.25]]


async def test_nothing_is_audited_while_it_runs(
    editor: httpx.AsyncClient, run: str, registry: AsyncRegistry
) -> None:
    before = await events(registry)
    content(await editor.post(f"{run}/log", json={"metrics": [point(0.5)]}))
    running = await events(registry)
    await editor.post(f"{run}/end", json={})
    content(await editor.post(f"{run}/log", json={"metrics": [point(0.25, 2)]}))

    assert running == before
    assert len(await events(registry)) == len(before) + 2


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
async def test_numbers_that_json_lacks_come_and_go_as_text(
    editor: httpx.AsyncClient, run: str, text: str
) -> None:
    content(await editor.post(f"{run}/log", json={"metrics": [point(text)]}))
    # As json.dumps of Python writes them.
    literal = json.dumps({"metrics": [point(float(text), 2)]})
    content(await editor.post(f"{run}/log", content=literal, headers=JSON))
    (series,) = content(await editor.get(f"{run}/metrics"))["items"]

    assert await history(editor, run) == [[1, TIME_MS, text], [2, TIME_MS, text]]
    assert series["last"]["value"] == text


@pytest.mark.parametrize("value", [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0, 2**53, 10**30])
async def test_numbers_keep_all_digits(editor: httpx.AsyncClient, run: str, value: float) -> None:
    content(await editor.post(f"{run}/log", json={"metrics": [point(value)]}))

    assert repr(await history(editor, run)) == repr([[1, TIME_MS, float(value)]])


@pytest.mark.parametrize("step", [2**63 - 1, -(2**63)])
async def test_steps_have_64_bits(editor: httpx.AsyncClient, run: str, step: int) -> None:
    content(await editor.post(f"{run}/log", json={"metrics": [point(0.5, step)]}))

    assert await history(editor, run) == [[step, TIME_MS, 0.5]]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (point("nan"), "/metrics/3/value"),
        (point("0.5"), "/metrics/3/value"),
        (point(None), "/metrics/3/value"),
        (point(value=True), "/metrics/3/value"),
        (point(10**400), "/metrics/3/value"),
        (point(0.5, 2**63), "/metrics/3/step"),
        (point(0.5, -(2**63) - 1), "/metrics/3/step"),
        (point(0.5, "1"), "/metrics/3/step"),
        (point(0.5, 1.5), "/metrics/3/step"),
        (point(0.5, 1, 1_772_366_400), "/metrics/3/time_ms"),
        (point(0.5, 1, TIME_MS * 1_000), "/metrics/3/time_ms"),
        (point(0.5, name="a\x07b"), "/metrics/3/name"),
        (point(0.5, name=""), "/metrics/3/name"),
        (point(0.5) | {"timestamp": 3}, "/metrics/3/timestamp"),
        ([0.5], "/metrics/3"),
    ],
)
async def test_a_wrong_point_is_located_and_nothing_stored(
    editor: httpx.AsyncClient, run: str, wrong: Any, pointer: str
) -> None:
    points = [point(0.5, step) for step in range(3)]
    response = await editor.post(
        f"{run}/log", json={"metrics": [*points, wrong], "tags": {"team": "risk"}}
    )

    assert location(response, 422) == pointer
    assert content(await editor.get(f"{run}/metrics"))["items"] == []


async def test_10_001_points_are_too_many(editor: httpx.AsyncClient, run: str) -> None:
    points = [point(0.5, step) for step in range(10_001)]
    refused = await editor.post(f"{run}/log", json={"metrics": points})
    taken = await editor.post(f"{run}/log", json={"metrics": points[1:]})

    assert location(refused, 422) == "/metrics"
    assert content(taken)["points"] == 10_000


@pytest.mark.parametrize("name", ["lr", "a.b/c~d"])
async def test_a_parameter_keeps_its_value(editor: httpx.AsyncClient, run: str, name: str) -> None:
    content(await editor.post(f"{run}/log", json={"params": {name: "0.1"}}))
    again = await editor.post(
        f"{run}/log", json={"params": {"new": 1, name: "0.2"}, "metrics": [point(0.5)]}
    )

    assert location(again, 422) == f"/params/{name.replace('~', '~0').replace('/', '~1')}"
    assert "0.1" in problem(again, 422)["detail"]
    assert content(await editor.get(f"{run}/metrics"))["items"] == []


async def test_a_run_in_the_trash_logs_nothing(editor: httpx.AsyncClient, run: str) -> None:
    row_id = content(await editor.get(run))["id"]
    await editor.delete(run)
    refused = await editor.post(f"{run}/log", json={"metrics": [point(0.5)]})
    await editor.post(f"/trash/runs/{row_id}/restore")

    assert "in the trash" in problem(refused, 422)["detail"]
    assert content(await editor.get(f"{run}/metrics"))["items"] == []


async def test_clients_at_the_same_time_get_what_is_theirs(
    editor: httpx.AsyncClient, run: str
) -> None:
    bodies: list[dict[str, Any]] = [{"metrics": [point(0.5, step)]} for step in range(20)]
    bodies[7] = {"params": {"lr": "9"}}
    responses = await asyncio.gather(*(editor.post(f"{run}/log", json=body) for body in bodies))

    refused = responses.pop(7)
    assert location(refused, 422) == "/params/lr"
    assert [content(one)["points"] for one in responses] == [1] * 19
    assert len(await history(editor, run)) == 19


async def test_logs_of_several_runs_don_t_take_each_other_down(
    editor: httpx.AsyncClient, run: str
) -> None:
    other = await started(editor)
    logs: list[dict[str, Any]] = [
        {"run": run[6:], "params": {"lr": "9"}},
        {"run": other[6:], "metrics": [point("NaN")], "tags": {"team": "risk"}},
        {"run": MISSING, "metrics": [point(0.5)]},
        {"run": run[6:], "metrics": [point(0.5)]},
    ]
    outcomes = content(await editor.post("/runs/log", json={"logs": logs}))["outcomes"]

    assert [one["run"] for one in outcomes] == [log["run"] for log in logs]
    assert [one["receipt"] and one["receipt"]["points"] for one in outcomes] == [None, 1, None, 1]
    assert "'lr'" in outcomes[0]["refusal"]
    assert MISSING in outcomes[2]["refusal"]
    assert await history(editor, run) == [[1, TIME_MS, 0.5]]
    assert await history(editor, other) == [[1, TIME_MS, "NaN"]]


@pytest.mark.parametrize(
    ("logs", "pointer"),
    [
        ([], "/logs"),
        ([{"run": MISSING}] * 101, "/logs"),
        ([{"run": "x"}], "/logs/0/run"),
        ([{}], "/logs/0/run"),
        ([{"run": MISSING, "metrics": [point("x")]}], "/logs/0/metrics/0/value"),
        ([{"run": MISSING, "metrics": [point(0.5)] * 5_001}] * 2, ""),
    ],
)
async def test_wrong_logs_of_several_runs_are_located(
    editor: httpx.AsyncClient, logs: list[Any], pointer: str
) -> None:
    response = await editor.post("/runs/log", json={"logs": logs})

    assert problem(response, 422)["errors"][0]["pointer"] == pointer


def test_url_of_logs_is_looked_at_first() -> None:
    """Django tries one URL after the other; runs log far more often than anything else happens."""
    assert str(urlpatterns[0].pattern) == "runs/<str:public_id>/log"
