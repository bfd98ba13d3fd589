"""Charts of a run."""

import json
from typing import Any

import pytest
from django.test import Client

from mldb.schemas import MLRunRead
from registry_app.core.registry import Registry
from registry_app.web.run import charts as module
from tests.web.page import seen, text
from tests.web.run.conftest import log


def content(response: Any) -> str:
    """The file that was sent piece by piece."""
    return b"".join(response).decode()


def test_every_metric_has_a_small_chart(viewer: Client, run: MLRunRead) -> None:
    page = viewer.get(f"/runs/{run.public_id}/charts?x=time&smooth=0.5")

    assert "4 metrics" in seen(page)
    assert text(page).count('class="chart-box is-small"') == 4
    assert "train/%3Closs%3E&x=time&smooth=0.5" in text(page)
    assert 'data-smooth="0.5"' in text(page)


def test_charts_come_in_pages(
    viewer: Client, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHARTS_SHOWN", 3)
    page = viewer.get(f"/runs/{run.public_id}/charts")
    following = viewer.get(f"/runs/{run.public_id}/charts?after=train/norm")

    assert "3 of 4 on this page, by name." in seen(page)
    assert "?after=train/norm" in text(page)
    assert text(following).count('class="chart-box is-small"') == 1
    assert "First page" in seen(following)


def test_charts_are_filtered(viewer: Client, run: MLRunRead) -> None:
    some = viewer.get(f"/runs/{run.public_id}/charts?metrics=TRAIN")
    nothing = viewer.get(f"/runs/{run.public_id}/charts?metrics=nix")

    assert "3 metrics with “TRAIN” in the name" in seen(some)
    assert "No metric has “nix” in its name." in seen(nothing)


def test_a_look_for_changes_draws_nothing(viewer: Client, run: MLRunRead) -> None:
    page = viewer.get(f"/runs/{run.public_id}/charts", HTTP_X_LIVE="true")

    assert "chart-box" not in text(page)
    assert "4 metrics" in seen(page)


def test_one_metric_is_large_with_its_points(viewer: Client, run: MLRunRead) -> None:
    page = viewer.get(f"/runs/{run.public_id}/chart", {"metric": "train/<loss>"})

    assert "train/<loss>: 3 points, from 2 (step 0) to 0.75000 (step 2)" in seen(page)
    assert "Last 0.75000 step 2 Min 0.50000 step 1 Max 2 step 0 First 2 step 0" in seen(page)
    assert "1 0.50000 2026-03-01 12:00:01.000" in seen(page)
    assert "These are all points." in seen(page)
    assert "← lr train/norm →" in seen(page)


def test_points_come_in_pages(viewer: Client, registry: Registry, run: MLRunRead) -> None:
    log(registry, run, {"long": [float(step) for step in range(25)]})
    page = viewer.get(f"/runs/{run.public_id}/chart?metric=long")
    cursor = text(page).partition("cursor=")[2].partition('"')[0]
    last = viewer.get(f"/runs/{run.public_id}/chart?metric=long&cursor={cursor}")
    wrong = viewer.get(f"/runs/{run.public_id}/chart?metric=long&cursor=nonsense")

    assert "Next points" in seen(page)
    assert "24 24" in seen(last)
    assert "These are the last points." in seen(last)
    assert wrong.status_code == 400
    assert "From the first point" in seen(wrong)


@pytest.mark.parametrize("query", ["", "?metric=nix", "?metric=nix&format=csv", "?metric=%00"])
def test_a_metric_that_it_has_not_is_not_found(viewer: Client, run: MLRunRead, query: str) -> None:
    page = viewer.get(f"/runs/{run.public_id}/chart{query}")

    assert page.status_code == 404
    assert "There is no metric" in text(page)


def test_the_chart_fetches_its_points(viewer: Client, run: MLRunRead) -> None:
    path = f"/runs/{run.public_id}/chart?metric=train/norm&format=chart"
    every = json.loads(viewer.get(path).content)
    some = json.loads(viewer.get(f"{path}&low=1&high=1&buckets=9").content)

    assert every["title"] == "train/norm"
    assert len(every["curves"][0]["buckets"]) == 3
    assert [bucket[2:5] for bucket in some["curves"][0]["buckets"]] == [
        [1, 1_772_366_401_000, "Infinity"]
    ]


def test_a_history_is_a_file_with_all_points(
    viewer: Client, registry: Registry, run: MLRunRead
) -> None:
    log(registry, run, {"long": [step / 4 for step in range(10_000)]})
    path = f"/runs/{run.public_id}/chart?metric="
    lines = content(viewer.get(f"{path}long&format=csv")).splitlines()
    rows = content(viewer.get(f"{path}train/norm&format=jsonl")).splitlines()

    assert lines[0] == "step,time_ms,value"
    assert lines[-1] == "9999,1772376399000,2499.75"
    assert len(lines) == 10_001
    assert [json.loads(row)["value"] for row in rows] == [1.0, "Infinity", "NaN"]


def test_a_chart_is_a_picture(viewer: Client, run: MLRunRead) -> None:
    path = f"/runs/{run.public_id}/chart?metric=lr"
    picture = viewer.get(f"{path}&format=svg&y=log")

    assert picture["Content-Type"].startswith("image/svg+xml")
    assert 'filename="one_only-lr.svg"' in picture["Content-Disposition"]
    assert content(picture).startswith("<svg xmlns=")
    assert viewer.get(f"{path}&format=png").status_code == 404


@pytest.mark.parametrize("page", ["charts", "chart?metric=lr", "status", "register", "tags/new"])
def test_a_missing_run_is_told_in_words(editor: Client, page: str) -> None:
    response = editor.get(f"/runs/{'f' * 32}/{page}")

    assert response.status_code == 404
    assert "It may be in the trash" in text(response)
