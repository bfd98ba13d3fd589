"""A run's page."""

import json
from typing import Any

import pytest
from django.test import Client

from mldb.schemas import (
    LoggedModelRead,
    LoggedPoint,
    MLRunCreate,
    MLRunRead,
    RegisterFromRun,
    RunLog,
)
from mldb.values.enums import RunStatus
from registry_app.core.registry import Registry
from registry_app.web.presentation.values import NO_VALUE
from registry_app.web.run import overview
from registry_app.web.run import views as module
from tests.web.kit.test_queries import AT_MOST
from tests.web.page import seen, text
from tests.web.run.conftest import log
from tests.web.statements import statements


def content(response: Any) -> str:
    """The file that was sent piece by piece."""
    return b"".join(response).decode()


def test_it_shows_what_it_is_and_where_it_comes_from(
    viewer: Client, registry: Registry, run: MLRunRead
) -> None:
    page = viewer.get(f"/runs/{run.public_id}")

    assert "one & only running" in seen(page)
    assert "Started just now by alice" in seen(page)
    assert "Source train.py Commit 9c2f1e7a3b" in seen(page)
    assert 'href="/experiments/0">Default</a>' in text(page)
    assert "Why</h3>" in text(page)
    assert "trips training ab12" in seen(page)
    assert "/edit" not in text(page)
    assert f"/runs/{run.public_id}/register" not in text(page)


def test_it_shows_metrics_with_their_extremes(viewer: Client, run: MLRunRead) -> None:
    page = seen(viewer.get(f"/runs/{run.public_id}"))

    assert "lr 0.010000 step 1 0.010000 step 1 0.10000 step 0 2" in page
    assert "train 3 train/ <loss> 0.75000 step 2 0.50000 step 1 2 step 0 3" in page
    assert "train/ norm NaN step 2 1 step 0 ∞ step 1 3 1 NaN" in page
    assert f"train/ void NaN step 0 {NO_VALUE} {NO_VALUE} 1 1 NaN" in page


def test_metrics_are_filtered_by_a_part_of_their_name(viewer: Client, run: MLRunRead) -> None:
    page = seen(viewer.get(f"/runs/{run.public_id}?metrics=NORM"))
    nothing = seen(viewer.get(f"/runs/{run.public_id}?metrics=nothing"))

    assert "train/ norm" in page
    assert "<loss>" not in page
    assert "1 of 4 metrics." in page
    assert "None of 4 metrics has “nothing” in its name." in nothing


def test_more_metrics_are_a_link_away(
    viewer: Client, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "METRICS_SHOWN", 2)
    page = viewer.get(f"/runs/{run.public_id}")
    following = viewer.get(f"/runs/{run.public_id}?after=train/<loss>")

    assert "2 of 4 metrics by name." in seen(page)
    assert "?after=train/%3Closs%3E" in text(page)
    assert "train/ norm" not in seen(page)
    assert "train/ norm" in seen(following)
    assert "The first ones" in seen(following)


def test_parameters_are_folded_and_filtered(viewer: Client, run: MLRunRead) -> None:
    page = text(viewer.get(f"/runs/{run.public_id}"))
    some = seen(viewer.get(f"/runs/{run.public_id}?params=LR"))

    assert f'<summary><span class="lines">{"x" * 80}…' in page
    assert "lr_start 0.1" in some
    assert "depth 3" not in some
    assert "1 with “LR” in the name." in some
    assert "No parameter has “nix”" in seen(viewer.get(f"/runs/{run.public_id}?params=nix"))


def test_parameters_that_are_not_shown_are_a_link_away(
    viewer: Client, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "PARAMS_SHOWN", 1)
    page = viewer.get(f"/runs/{run.public_id}")
    every = seen(viewer.get(f"/runs/{run.public_id}?all=params"))

    assert "These are the first 1 of 3 by name. Show 3" in seen(page)
    assert "lr_start 0.1" not in seen(page)
    assert "lr_start 0.1" in every


def test_a_filter_finds_parameters_behind_the_first_thousand(
    viewer: Client, registry: Registry, run: MLRunRead
) -> None:
    params = {f"p{number:04}": "1" for number in range(1_000)}
    registry.run_logs.log_batch(run.public_id, RunLog(params=params))
    page = seen(viewer.get(f"/runs/{run.public_id}?all=params"))

    assert "These are the first 1000 by name; the filter finds the others." in page
    assert "p0999" not in page
    assert "p0999 1" in seen(viewer.get(f"/runs/{run.public_id}?params=P0999"))


def test_what_belongs_to_it_is_linked(
    editor: Client, registry: Registry, run: MLRunRead, saved: LoggedModelRead
) -> None:
    child = registry.runs.create(MLRunCreate(parent=run.public_id, name="part"))
    registry.runs.end(child.public_id, RunStatus.FAILED)
    versions = registry.versions
    versions.register_from_run(run.public_id, RegisterFromRun(model_name="stay"))
    page = editor.get(f"/runs/{run.public_id}")
    part = editor.get(f"/runs/{child.public_id}")

    assert 'href="/models/stay/1">stay/1</a>' in text(page)
    assert f"/runs/{run.public_id}/register?model={saved.public_id}" in text(page)
    assert "part failed" in seen(page)
    assert f"?q=parent:{run.public_id}" in text(page)
    assert f'href="/runs/{run.public_id}">one & only</a>' in text(part)
    assert ", ended just now" in seen(part)


def test_it_follows_its_own_stream(viewer: Client, registry: Registry, run: MLRunRead) -> None:
    page = text(viewer.get(f"/runs/{run.public_id}"))

    assert f'data-live="/live?run={run.public_id}"' in page
    assert f'data-state="{registry.run_reader.state(run.public_id)}"' in page


@pytest.mark.parametrize("count", [1, 60])
def test_the_number_of_statements_is_limited(
    viewer: Client, registry: Registry, run: MLRunRead, saved: LoggedModelRead, count: int
) -> None:
    part = registry.runs.create(MLRunCreate(parent=run.public_id))
    for number in range(count):
        registry.runs.create(MLRunCreate(parent=part.public_id))
        points = [LoggedPoint(name=f"m{number}", value=1, step=step) for step in range(600)]
        registry.run_logs.log_batch(part.public_id, RunLog(metrics=points))
    inputs = registry.run_reader.detail(run.public_id).inputs
    assert inputs
    for public_id in (run.public_id, part.public_id):
        for page in ("", "/charts", "/chart?metric=m0" if public_id != run.public_id else ""):
            with statements() as asked:
                response = viewer.get(f"/runs/{public_id}{page}")

            assert response.status_code == 200
            assert len(asked) <= AT_MOST, "\n".join(asked)


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_all_values_are_a_file(
    viewer: Client, registry: Registry, run: MLRunRead, file_format: str
) -> None:
    log(registry, run, {f"m{number:04}": [1.0] for number in range(1_001)})
    page = viewer.get(f"/runs/{run.public_id}?format={file_format}")
    file = content(page)

    assert "one_only-values" in page["Content-Disposition"]
    if file_format == "csv":
        lines = file.splitlines()
        assert lines[0] == ",".join(module._COLUMNS)
        assert "metric,train/norm,NaN,2,1.0,0,Infinity,1,3" in lines
        assert "param,depth,3,,,,,," in lines
    else:
        rows = json.loads(file)
        assert len(rows) == 4 + 1_001 + 3 + 1
        assert rows[-1]["kind"] == "tag"
