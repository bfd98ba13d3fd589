"""Runs side by side."""

import json
from typing import Any

import pytest
from django.test import Client

from mldb.schemas import MLRunCreate, MLRunRead
from registry_app.core.registry import Registry
from registry_app.web.kit import comparison
from registry_app.web.run_compare import curves as module
from tests.web.kit.test_queries import AT_MOST
from tests.web.page import seen, text
from tests.web.run.conftest import log
from tests.web.statements import statements


def content(response: Any) -> str:
    """The file that was sent piece by piece."""
    return b"".join(response).decode()


@pytest.fixture
def runs(registry: Registry) -> list[MLRunRead]:
    """Two runs of the same name and a third one without metrics."""
    made = [
        registry.runs.create(MLRunCreate(name=name, params=params, source="train.py"))
        for name, params in (
            ("twin", {"lr": "0.1", "depth": "3"}),
            ("twin", {"lr": "0.01", "depth": "3"}),
            ("empty", {}),
        )
    ]
    log(registry, made[0], {"loss": [2.0, 0.5], "val/auc": [0.5, float("nan")]})
    log(registry, made[1], {"loss": [3.0, 0.25, 0.75], "val/auc": [float("nan")]})
    return made


def path(runs: list[MLRunRead], query: str = "") -> str:
    return f"/runs/compare?{'&'.join(f'run={run.public_id}' for run in runs)}{query}"


def test_values_stand_side_by_side(viewer: Client, runs: list[MLRunRead]) -> None:
    page = seen(viewer.get(path(runs[:2])))

    assert "Compare 2 runs" in page
    assert "loss 0.50000 0.75000 +0.25000 (+50.0%)" in page
    assert "val/auc NaN NaN" in page
    assert "lr 0.1 0.01" in page
    # The names are the same, so that the ids tell them apart.
    assert f"twin ({runs[0].public_id[:6]}) running base" in page


def test_only_differences_are_shown_if_wanted(viewer: Client, runs: list[MLRunRead]) -> None:
    page = seen(viewer.get(path(runs[:2], "&differing=1")))

    assert "lr 0.1 0.01" in page
    for alike in ("depth", "val/auc", "train.py"):
        assert alike not in page


def test_a_long_comparison_has_pages_and_a_filter(
    viewer: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "ROWS_SHOWN", 2)
    params = {f"p{number}": "x" for number in range(5)}
    runs = [
        registry.runs.create(MLRunCreate(name=name, params=params | {"p4": name}))
        for name in ("one", "two")
    ]
    first, last = viewer.get(path(runs)), viewer.get(path(runs, "&param_page=3"))
    filtered = viewer.get(path(runs, "&names=P4&param_page=3"))
    differing = viewer.get(path(runs, "&differing=1&param_page=3"))
    nothing = viewer.get(path(runs, "&names=zzz"))
    lines = content(viewer.get(path(runs, "&param_page=2&names=p4&format=csv"))).splitlines()

    assert "Parameters 2 of 5 parameters are shown: 1 to 2. Next p0 x x p1 x x Run" in seen(first)
    assert "&param_page=2" in text(first)
    assert "Parameters 1 of 5 parameters are shown: 5 to 5. Previous p4" in seen(last)
    assert "Parameters p4 one two" in seen(filtered)
    assert "Parameters p4 one two" in seen(differing)
    assert "No row has “zzz” in its name." in seen(nothing)
    assert [line for line in lines if line.startswith("param,")] == [
        *(f"param,p{number},x,x" for number in range(4)),
        "param,p4,one,two",
    ]


def test_another_run_is_the_base(viewer: Client, runs: list[MLRunRead]) -> None:
    page = viewer.get(path(runs[:2], f"&base={runs[1].public_id}&stat=min"))

    assert "loss 0.50000 +0.25000 (+100.0%) 0.25000" in seen(page)
    assert "Metrics by last , least , largest value" in seen(page)
    assert f"base={runs[0].public_id}" in text(page)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("nix", "“nix” names no run."),
        ("0" * 32, f"There is no run {'0' * 32}, or it is in the trash."),
        ("0000", "No run, or more than one, has an id that begins with “0000”."),
    ],
)
def test_what_names_no_run_is_told_in_a_sentence(
    viewer: Client, runs: list[MLRunRead], wrong: str, sentence: str
) -> None:
    alone = viewer.get(f"/runs/compare?run={wrong}")
    beside = viewer.get(path(runs[:2], f"&run={wrong}"))

    assert alone.status_code == 404
    assert sentence in seen(alone)
    assert beside.status_code == 200
    assert sentence in seen(beside)
    assert "Compare 2 runs" in seen(beside)


def test_a_run_is_named_by_its_beginning_or_url(viewer: Client, runs: list[MLRunRead]) -> None:
    first, second = runs[0].public_id, runs[1].public_id
    page = viewer.get("/runs/compare", {"run": [first[:12], f"https://x/runs/{second}/charts"]})

    assert "Compare 2 runs" in seen(page)


def test_more_than_twenty_are_too_many(viewer: Client, registry: Registry) -> None:
    many = [registry.runs.create(MLRunCreate()) for _ in range(21)]
    page = seen(viewer.get(path(many)))

    assert "At most 20 runs fit: these are the first." in page
    assert "Compare 20 runs" in page


def test_one_run_or_none_is_told_what_to_do(viewer: Client, runs: list[MLRunRead]) -> None:
    assert "Add a second run" in seen(viewer.get(path(runs[:1])))
    assert "Tick runs in the list of runs" in seen(viewer.get("/runs/compare"))


def test_curves_lie_over_each_other(
    viewer: Client, runs: list[MLRunRead], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = viewer.get(path(runs, "&view=charts"))
    monkeypatch.setattr(module, "CHARTS_SHOWN", 1)
    filtered = viewer.get(path(runs, "&view=charts&metrics=AUC"))

    assert "2 metrics" in seen(page)
    assert text(page).count('class="chart-box is-small"') == 2
    assert "loss: 2 curves" in text(page)
    assert "1 metric with “AUC” in the name" in seen(filtered)


def test_one_metric_of_all_runs_is_large(viewer: Client, runs: list[MLRunRead]) -> None:
    page = viewer.get(path(runs, "&view=chart&metric=loss"))
    nothing = viewer.get(path(runs, "&view=chart&metric=nix"))

    assert "loss: 2 curves" in seen(page)
    assert "1 of the runs has no metric of this name." in seen(page)
    assert "None of these runs has the metric “nix”." in seen(nothing)


def test_a_chart_of_several_runs_is_a_file(viewer: Client, runs: list[MLRunRead]) -> None:
    chart = path(runs, "&view=chart&metric=loss&format=")
    points = json.loads(viewer.get(f"{chart}chart").content)
    lines = content(viewer.get(f"{chart}csv")).splitlines()

    assert [curve["run"] for curve in points["curves"]] == [run.public_id for run in runs[:2]]
    assert lines[0] == "run,step,time_ms,value"
    assert lines[1] == f"{runs[0].public_id},0,1772366400000,2.0"
    assert len(lines) == 6
    assert content(viewer.get(f"{chart}svg")).startswith("<svg xmlns=")
    assert viewer.get(f"{chart}png").status_code == 404


def test_values_are_a_file(viewer: Client, runs: list[MLRunRead]) -> None:
    lines = content(viewer.get(path(runs[:2], "&format=csv"))).splitlines()

    assert "metric,loss,0.5,0.75" in lines
    assert "param,lr,0.1,0.01" in lines


def test_values_are_drawn_against_each_other(viewer: Client, runs: list[MLRunRead]) -> None:
    page = viewer.get(path(runs, "&view=relations"))
    other = viewer.get(path(runs, "&view=relations&up=metric.loss&across=param.lr&xlog=1&stat=min"))
    some = viewer.get(path(runs, "&view=relations&axis=param.lr&axis=metric.loss&axis=nix"))

    assert "loss against depth: 2 of 3 runs." in seen(page)
    assert "loss against lr: 2 of 3 runs." in seen(other)
    assert "lr, loss of 3 runs." in seen(some)


def test_runs_without_metrics_have_nothing_to_draw(
    viewer: Client, registry: Registry, runs: list[MLRunRead]
) -> None:
    alone = [runs[2], registry.runs.create(MLRunCreate())]

    assert "These runs have no metrics to draw." in seen(viewer.get(path(alone, "&view=relations")))
    assert "These runs have no metrics." in seen(viewer.get(path(alone, "&view=charts")))


@pytest.mark.parametrize("view", ["", "charts", "chart", "relations"])
def test_the_number_of_statements_is_limited(viewer: Client, registry: Registry, view: str) -> None:
    many = [registry.runs.create(MLRunCreate(params={"lr": str(number)})) for number in range(20)]
    for run in many:
        log(registry, run, {f"m{number}": [1.0] * 600 for number in range(3)})
    with statements() as asked:
        page = viewer.get(path(many, f"&view={view}"))

    assert page.status_code == 200
    assert len(asked) <= AT_MOST, "\n".join(asked)
