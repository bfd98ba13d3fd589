"""Metrics of runs and their histories."""

import json
from typing import Any

import httpx
import pytest

from mldb.async_db import HistoryService
from tests.api.responses import content, location, problem
from tests.api.test_lists import followed
from tests.api.test_run_logs import TIME_MS, point
from tests.api.test_runs import MISSING, started

LINES = {"Accept": "application/x-ndjson"}
CSV = {"Accept": "text/csv"}


async def logged(client: httpx.AsyncClient, points: list[dict[str, Any]]) -> str:
    """URL of a run that logged these points."""
    run = await started(client)
    content(await client.post(f"{run}/log", json={"metrics": points}))
    return run


async def test_metrics_have_their_statistics(editor: httpx.AsyncClient) -> None:
    values = [0.5, "NaN", 0.25, "Infinity"]
    run = await logged(editor, [point(value, step) for step, value in enumerate(values)])
    (series,) = content(await editor.get(f"{run}/metrics"))["items"]

    assert (series["name"], series["count"], series["nan_count"]) == ("loss", 4, 1)
    assert series["first"] == {"step": 0, "time_ms": TIME_MS, "value": 0.5}
    assert series["last"]["value"] == series["max"]["value"] == "Infinity"
    assert series["min"] == {"step": 2, "time_ms": TIME_MS, "value": 0.25}


async def test_metrics_that_are_only_nan_have_no_extremes(editor: httpx.AsyncClient) -> None:
    run = await logged(editor, [point("NaN")])
    (series,) = content(await editor.get(f"{run}/metrics"))["items"]

    assert (series["last"]["value"], series["min"], series["max"]) == ("NaN", None, None)


async def test_metrics_are_found_by_a_part_of_their_names(editor: httpx.AsyncClient) -> None:
    names = ["train/loss", "val/LOSS", "auc", "100%", "a_b"]
    run = await logged(editor, [point(0.5, name=name) for name in names])

    async def found(text: str) -> list[str]:
        page = content(await editor.get(f"{run}/metrics", params={"contains": text}))
        return [series["name"] for series in page["items"]]

    assert await found("loss") == ["train/loss", "val/LOSS"]
    assert await found("%") == ["100%"]
    assert await found("_") == ["a_b"]
    assert await found("\x00") == []


async def test_metrics_come_in_pages(editor: httpx.AsyncClient) -> None:
    names = [f"metric {number}&?" for number in range(7)]
    run = await logged(editor, [point(0.5, name=name) for name in names])

    found = await followed(editor, f"{run}/metrics?limit=3")
    assert [series["name"] for series in found] == names


@pytest.mark.parametrize("limit", [1, 7, 10_000])
async def test_pages_hold_every_point_once(editor: httpx.AsyncClient, limit: int) -> None:
    # Several at one position, beyond the ends of chunks.
    points = [point(value / 2, step, TIME_MS + step) for step in range(20) for value in range(3)]
    run = await logged(editor, points)
    found = await followed(editor, f"{run}/history?metric=loss&limit={limit}")

    assert [(one["step"], one["value"]) for one in found] == [
        (one["step"], one["value"]) for one in points
    ]


async def test_a_history_comes_whole_as_lines_and_as_csv(
    editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mldb.async_db.services.tracking.history._PAGE_OF_STREAM", 7)
    values = [0.1 + 0.2, "NaN", -0.0, "-Infinity", 1e300] * 5
    run = await logged(editor, [point(value, step) for step, value in enumerate(values)])
    lines = await editor.get(f"{run}/history?metric=loss", headers=LINES)
    csv = await editor.get(f"{run}/history?metric=loss", headers=CSV)

    assert lines.headers["Content-Type"] == "application/x-ndjson"
    assert repr([json.loads(line)["value"] for line in lines.text.splitlines()]) == repr(values)
    assert csv.headers["Content-Type"] == "text/csv"
    head, *rows = csv.text.splitlines()
    assert head == "step,time_ms,value"
    assert rows[:2] == [f"0,{TIME_MS},0.30000000000000004", f"1,{TIME_MS},NaN"]
    assert len(rows) == len(values)


async def test_a_stream_reads_a_part_at_a_time(
    editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mldb.async_db.services.tracking.history._PAGE_OF_STREAM", 100)
    run = await logged(editor, [point(0.5, step) for step in range(1_000)])
    sizes: list[int] = []
    pages = HistoryService.pages

    async def counted(self: Any, *given: Any) -> Any:
        page = await pages(self, *given)
        sizes.append(len(page.points))
        return page

    monkeypatch.setattr(HistoryService, "pages", counted)
    response = await editor.get(f"{run}/history?metric=loss", headers=LINES)

    assert len(response.text.splitlines()) == sum(sizes) == 1_000
    assert max(sizes) == 100


@pytest.mark.parametrize("headers", [{}, LINES, CSV])
async def test_an_unknown_metric_is_a_problem(
    editor: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    run = await logged(editor, [point(0.5)])

    for metric in ("nix", "", "a\x00b"):
        response = await editor.get(f"{run}/history", params={"metric": metric}, headers=headers)
        problem(response, 404)
    assert location(await editor.get(f"{run}/history", headers=headers), 422) == "metric"


@pytest.mark.parametrize("cursor", ["", "x", "1_2", f"{2**63}_0_0"])
async def test_another_cursor_is_refused(editor: httpx.AsyncClient, cursor: str) -> None:
    run = await logged(editor, [point(0.5)])
    response = await editor.get(f"{run}/history", params={"metric": "loss", "cursor": cursor})

    assert location(response, 422) == "cursor"


async def test_a_run_in_the_trash_shows_no_history(editor: httpx.AsyncClient) -> None:
    run = await logged(editor, [point(0.5)])
    await editor.delete(run)

    problem(await editor.get(f"{run}/metrics"), 404)
    problem(await editor.get(f"{run}/history?metric=loss"), 404)
    sampled = await editor.get(f"/sampled-histories?run={run[6:]}&metric=loss")
    assert content(sampled) == {"histories": [], "missing": [run[6:]]}


async def test_samples_keep_every_spike(editor: httpx.AsyncClient) -> None:
    points = [point(0.5, step) for step in range(1_000)]
    points[500]["value"] = 99.0
    points[501]["value"] = "NaN"
    first = await logged(editor, points)
    second = await logged(editor, [point(1.0, name="auc")])
    query: dict[str, Any] = {
        "run": [first[6:], second[6:], MISSING],
        "metric": ["auc", "loss"],
        "buckets": 10,
    }
    sampled = content(await editor.get("/sampled-histories", params=query))

    assert [(one["run"], one["metric"]) for one in sampled["histories"]] == [
        (first[6:], "loss"),
        (second[6:], "auc"),
    ]
    assert sampled["missing"] == [MISSING]
    buckets = sampled["histories"][0]["buckets"]
    assert len(buckets) <= 10
    assert sum(bucket["count"] for bucket in buckets) == 1_000
    assert sum(bucket["nan_count"] for bucket in buckets) == 1
    spike = {"step": 500, "time_ms": TIME_MS, "value": 99.0}
    assert max(buckets, key=lambda bucket: bucket["max"]["value"])["max"] == spike


async def test_samples_of_some_steps(editor: httpx.AsyncClient) -> None:
    run = await logged(editor, [point(0.5, step) for step in range(100)])
    query: dict[str, Any] = {"run": run[6:], "metric": "loss", "low": 10, "high": 19}
    (history,) = content(await editor.get("/sampled-histories", params=query))["histories"]

    assert history["buckets"][0]["first"]["step"] == 10
    assert history["buckets"][-1]["last"]["step"] == 19


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"metric": "loss"}, "run"),
        ({"run": "x", "metric": "loss"}, "run"),
        ({"run": MISSING}, "metric"),
        ({"run": MISSING, "metric": "loss", "buckets": 10_001}, "buckets"),
        ({"run": [MISSING] * 11, "metric": "loss", "buckets": 10_000}, "buckets"),
        ({"run": [MISSING] * 101, "metric": "loss"}, "run"),
        ({"run": MISSING, "metric": "loss", "low": 2**63}, "low"),
    ],
)
async def test_samples_are_limited(
    editor: httpx.AsyncClient, query: dict[str, Any], parameter: str
) -> None:
    assert location(await editor.get("/sampled-histories", params=query), 422) == parameter
