"""The lists of runs: of all experiments, and of one."""

import csv
import io
import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from mldb.schemas import LoggedPoint, MLExperimentCreate, MLRunCreate, MLRunRead, RunLog
from mldb.sync_db.services.tracking.readers import lists
from mldb.values.enums import RunStatus
from registry_app.core.registry import Registry
from tests.web.page import hidden, pages, rows, seen, text


def add(registry: Registry, name: str, **more: Any) -> MLRunRead:
    """A run; each one starts after the one before."""
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=len(registry.runs.get_all()))
    return registry.runs.create(MLRunCreate(name=name, started_at=at, **more))


def log(registry: Registry, run: MLRunRead, **metrics: list[float]) -> None:
    points = [
        LoggedPoint(name=name, value=value, step=step)
        for name, values in metrics.items()
        for step, value in enumerate(values)
    ]
    registry.run_logs.log_batch(run.public_id, RunLog(metrics=points))


def heads(response: HttpResponseBase) -> list[str]:
    """The headings of the table."""
    table = text(response).partition("<thead>")[2].partition("</thead>")[0]
    found = re.findall("<th.*?</th>", table, re.DOTALL)
    # The first one is of the boxes.
    return [re.sub("<[^>]*>", "", head) for head in found[1:]]


def file_of(client: Client, url: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text(client.get(url)))))


@pytest.fixture
def churn(registry: Registry) -> int:
    return registry.experiments.create(MLExperimentCreate(name="churn")).id


class TestRows:
    def test_an_empty_list_says_how_one_begins(self, viewer: Client, churn: int) -> None:
        assert "Nothing has run yet" in text(viewer.get("/runs"))
        assert "with the lines below" in text(viewer.get(f"/experiments/{churn}"))

    def test_a_row_says_what_a_run_is(self, viewer: Client, registry: Registry, churn: int) -> None:
        run = add(registry, "one", experiment="churn", git_commit="9c2f1e7a3b5d", source="train.py")
        registry.runs.end(run.public_id, ended_at=run.started_at + timedelta(minutes=90))
        page = viewer.get(f"/experiments/{churn}")
        row = seen(page).partition(" one ")[2]

        assert heads(page) == ["Run", "Status", "Started", "Duration", "Who", "Commit", "Source"]
        assert re.match(r"finished .* ago 1 h 30 min alice 9c2f1e7a train.py", row)
        assert f'<a class="row-link" dir="auto" href="/runs/{run.public_id}">one</a>' in text(page)

    def test_the_list_of_all_names_the_experiment(
        self, viewer: Client, registry: Registry, churn: int
    ) -> None:
        add(registry, "elsewhere")
        add(registry, "one", experiment="churn")
        page = viewer.get("/runs")

        assert rows(page) == ["one", "elsewhere"]
        assert heads(page)[1] == "Experiment"
        assert f'href="/experiments/{churn}">churn</a>' in text(page)
        assert rows(viewer.get(f"/experiments/{churn}")) == ["one"]

    @pytest.mark.parametrize("status", RunStatus)
    def test_a_status_is_a_word_with_an_icon(
        self, viewer: Client, registry: Registry, status: RunStatus
    ) -> None:
        begins = RunStatus.SCHEDULED if status is RunStatus.SCHEDULED else RunStatus.RUNNING
        run = add(registry, "one", status=begins)
        if status.is_ended:
            registry.runs.end(run.public_id, status)
        page = text(viewer.get("/runs"))

        assert f'<span class="run-status is-{status}"><svg ' in page
        assert f"</svg>{status}</span>" in page
        assert ("data-live-every" in page) == (status is RunStatus.RUNNING)

    def test_trashed_ones_are_found_and_lead_to_their_return(
        self, editor: Client, registry: Registry
    ) -> None:
        run = add(registry, "one")
        registry.runs.delete(run.id)
        page = text(editor.get("/runs?q=is:trashed"))

        assert f'href="/trash/runs/{run.id}/restore">in the trash' in page
        assert 'class="row-link"' not in page


class TestColumns:
    def test_metrics_parameters_and_tags_can_be_columns(
        self, viewer: Client, registry: Registry
    ) -> None:
        run = add(registry, "one", params={"lr": "0.1"}, tags={"team": "risk"})
        log(registry, run, loss=[3.0, 1.0, 2.0], auc=[0.5, math.nan])
        url = "/runs?col=metric.loss&col=min.loss&col=max.loss&col=param.lr&col=tag.team"
        page = viewer.get(f"{url}&col=metric.auc&curve=-")

        assert heads(page)[1:] == ["loss", "min loss", "max loss", "lr", "team", "auc"]
        assert re.search(r"one loss 2 loss 1 loss 3 0\.1 risk auc NaN ", seen(page))
        assert file_of(viewer, f"{url}&format=csv")[1] == [
            *(run.public_id, "one", "2.0", "1.0", "3.0", "0.1", "risk")
        ]

    def test_json_has_a_text_for_what_is_no_number(
        self, viewer: Client, registry: Registry
    ) -> None:
        run = add(registry, "one")
        log(registry, run, loss=[math.nan], up=[math.inf], down=[-math.inf])
        url = "/runs?format=json&col=id&col=metric.loss&col=metric.up&col=metric.down"
        (row,) = json.loads(text(viewer.get(url)))

        assert row == {
            "name": "one",
            "id": run.public_id,
            "metric.loss": "NaN",
            "metric.up": "Infinity",
            "metric.down": "-Infinity",
        }

    def test_the_first_metrics_and_those_of_the_query_are_shown(
        self, viewer: Client, registry: Registry
    ) -> None:
        run = add(registry, "one")
        log(registry, run, **{f"m{number}": [1.0] for number in range(6)})
        page = viewer.get("/runs?q=min.m5>0")

        assert "4 of 6 metrics" in seen(page)
        metrics = ["m0", "m1", "m2", "m3", "min m5"]
        assert heads(page)[6:] == [*metrics, "Commit", "Source"]

    def test_a_click_on_a_metric_sorts_by_it(self, viewer: Client, registry: Registry) -> None:
        for name, value in (("bad", 0.5), ("good", 0.9), ("worst", 0.1)):
            log(registry, add(registry, name), auc=[value])
        page = text(viewer.get("/runs?col=metric.auc&col=min.auc&col=started"))

        assert "q=sort:-metric.auc" in page
        assert "q=sort:min.auc" in page
        assert rows(viewer.get("/runs?q=sort:-metric.auc")) == ["good", "bad", "worst"]
        assert rows(viewer.get("/runs?q=sort:started")) == ["bad", "good", "worst"]

    def test_the_names_of_what_other_pages_show_are_offered_too(
        self, viewer: Client, registry: Registry
    ) -> None:
        registry.experiments.create(MLExperimentCreate(name="churn"))
        log(registry, add(registry, "old", params={"depth": "1"}), auc=[1.0], loss=[1.0])
        log(registry, add(registry, "other", experiment="churn", tags={"team": "a"}), mae=[1.0])
        for number in range(25):
            add(registry, f"run {number}")
        every = text(viewer.get("/runs?choose=columns"))
        of_one = text(viewer.get("/experiments/0?choose=columns"))
        some = viewer.get("/experiments/0?choose=columns&names=AU")
        nothing = viewer.get("/runs?choose=columns&names=zzz")

        for name in ("metric.auc", "min.mae", "param.depth", "tag.team"):
            assert f'name="col" value="{name}"' in every
        assert 'name="col" value="metric.auc"' in of_one
        assert 'name="col" value="param.depth"' in of_one
        assert "metric.mae" not in of_one
        assert '"tag.team"' not in of_one
        assert re.findall(r'value="([a-z]+[.][a-z]+)"', text(some).split("column-groups")[1]) == [
            "metric.auc",
            "min.auc",
            "max.auc",
        ]
        assert "No other name has “zzz”." in seen(nothing)

    def test_names_that_are_cut_say_so(
        self, viewer: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log(registry, add(registry, "old", params={"depth": "1", "lr": "1"}), auc=[1.0], loss=[1.0])
        add(registry, "new", params={"lr": "1"})
        monkeypatch.setattr(lists, "_RUNS_READ", 1)
        monkeypatch.setattr(lists, "NAMES_LIMIT", 1)
        page = seen(viewer.get("/experiments/0?choose=columns&col=status"))

        assert "Metrics to add: 1, the first by name: filter for others, or write" in page
        assert "Parameters to add: 1, of the newest 1 runs" in page

    def test_the_names_of_what_the_page_shows_are_offered(
        self, viewer: Client, registry: Registry
    ) -> None:
        log(registry, add(registry, "one", params={"lr": "1"}, tags={"team": "a"}), loss=[1.0])
        response = viewer.get("/runs?choose=columns&col=status&curve=loss&group=parent")
        page = text(response)

        for name in ("metric.loss", "min.loss", "max.loss", "param.lr", "tag.team"):
            assert f'name="col" value="{name}"' in page
        assert "&curve=loss&group=parent" in hidden(response, "back")

    def test_all_columns_can_be_shown_at_once(self, viewer: Client, registry: Registry) -> None:
        parent = add(registry, "parent")
        child = add(registry, "child", parent=parent.public_id, tags={"team": "risk"})
        registry.runs.end(child.public_id)
        names = "id experiment status started ended duration user by source commit parent tags"
        page = viewer.get(f"/runs?{'&'.join(f'col={name}' for name in names.split())}")

        assert len(heads(page)) == 1 + len(names.split())
        assert f'<a href="/runs/{parent.public_id}"><code' in text(page)
        assert "team: risk" in text(page)


class TestCurves:
    def test_a_row_has_the_curve_of_the_metric_with_the_most_points(
        self, viewer: Client, registry: Registry
    ) -> None:
        log(registry, add(registry, "one"), accuracy=[0.9], auc=[0.1, 0.9, 0.8], loss=[2.0, 1.0])
        add(registry, "without")
        page = text(viewer.get("/runs"))

        assert ">auc by step<" in page
        assert page.count('<svg class="sparkline') == 1

    def test_there_is_none_of_metrics_with_a_single_point(
        self, viewer: Client, registry: Registry
    ) -> None:
        log(registry, add(registry, "one"), accuracy=[0.9])

        assert "by step<" not in text(viewer.get("/runs"))

    def test_another_one_can_be_chosen_or_none(self, viewer: Client, registry: Registry) -> None:
        log(registry, add(registry, "one"), auc=[0.1, 0.9], loss=[2.0, 1.0])

        assert ">loss by step<" in text(viewer.get("/runs?curve=loss"))
        assert '<option value="loss" selected>' in text(viewer.get("/runs?curve=loss"))
        assert "by step<" not in text(viewer.get("/runs?curve=-"))
        assert ">nix by step<" in text(viewer.get("/runs?curve=nix"))


class TestGroups:
    def test_children_stand_below_their_parent(self, viewer: Client, registry: Registry) -> None:
        parent = add(registry, "parent")
        child = add(registry, "child", parent=parent.public_id)
        add(registry, "grandchild", parent=child.public_id)
        add(registry, "other")
        page = viewer.get("/runs?group=parent")

        assert rows(viewer.get("/runs")) == ["other", "grandchild", "child", "parent"]
        assert rows(page) == ["other", "parent", "child", "grandchild"]
        assert text(page).count("is-part depth-1") == 1
        assert text(page).count("is-part depth-2") == 1
        assert "more child" not in text(page)

    def test_what_is_on_another_page_is_never_hidden(
        self, viewer: Client, registry: Registry, churn: int
    ) -> None:
        parent = add(registry, "parent", experiment="churn")
        for number in range(26):
            add(registry, f"child-{number}", experiment="churn", parent=parent.public_id)
        first = viewer.get(f"/experiments/{churn}?group=parent")
        last = viewer.get(f"{pages(first)['Next']}")
        alone = viewer.get(f"/experiments/{churn}?group=parent&q=name:parent")

        assert rows(first)[0] == "child-25"
        assert f'href="/runs/{parent.public_id}">child of {parent.public_id[:8]}</a>' in text(first)
        assert rows(last) == ["parent", "child-0"]
        link = f'href="/experiments/{churn}?q=parent:{parent.public_id}"'
        assert f"{link}>25 more children</a>" in text(last)
        assert f"{link}>26 children</a>" in text(alone)

    def test_one_child_elsewhere(self, viewer: Client, registry: Registry) -> None:
        parent = add(registry, "parent")
        add(registry, "child", parent=parent.public_id)

        assert ">1 child</a>" in text(viewer.get("/runs?group=parent&q=name:parent"))


class TestBulk:
    def test_some_are_compared(self, editor: Client, viewer: Client, registry: Registry) -> None:
        ids = [add(registry, name).public_id for name in ("one", "two")]
        sent = editor.post("/bulk/runs", {"action": "compare", "v": ids})
        page = text(viewer.get("/runs"))

        assert sent["Location"] == f"/runs/compare?run={ids[0]}&run={ids[1]}"
        assert 'method="get" action="/runs/compare?">' in page
        assert f'name="run" value="{ids[0]}"' in page

    def test_they_are_tagged_after_a_preview(self, editor: Client, registry: Registry) -> None:
        one, two = add(registry, "one", tags={"team": "risk"}), add(registry, "two")
        data = {"action": "tag", "key": "team", "value": "risk", "all": "1", "q": ""}
        tried = editor.post("/bulk/runs", data | {"step": "check"})
        before = registry.run_reader.cells([two.id], tags=["team"])[two.id].tags
        done = editor.post("/bulk/runs", data | {"step": "do"}, follow=True)

        assert "1 will be tagged. 1 will stay unchanged:" in seen(tried)
        assert f"{one.public_id}: It has this tag already." in seen(tried)
        assert before == {}
        assert "1 run tagged. 1 left unchanged." in seen(done)
        after = registry.run_reader.cells([two.id], tags=["team"])[two.id].tags
        assert after == {"team": "risk"}

    def test_a_tag_is_removed_after_a_preview(self, editor: Client, registry: Registry) -> None:
        one, two = add(registry, "one", tags={"team": "risk"}), add(registry, "two")
        data = {"action": "untag", "key": "team", "reason": "Moved", "all": "1", "q": ""}
        tried = editor.post("/bulk/runs", data | {"step": "check"})
        before = registry.run_reader.cells([one.id], tags=["team"])[one.id].tags
        done = editor.post("/bulk/runs", data | {"step": "do"}, follow=True)

        assert f"{two.public_id}: It has no such tag." in seen(tried)
        assert before == {"team": "risk"}
        assert "1 run without the tag now. 1 left unchanged." in seen(done)
        assert registry.run_reader.cells([one.id], tags=["team"])[one.id].tags == {}

    def test_only_those_of_the_experiment_are_trashed(
        self, editor: Client, registry: Registry, churn: int
    ) -> None:
        add(registry, "elsewhere")
        add(registry, "one", experiment="churn")
        bar = text(editor.get(f"/experiments/{churn}"))
        data = {"action": "trash", "all": "1", "q": "", "experiment": str(churn), "step": "do"}
        page = editor.post("/bulk/runs", data, follow=True)

        assert f'<input type="hidden" name="experiment" value="{churn}">' in bar
        assert "1 run moved to the trash." in seen(page)
        assert [run.name for run in registry.runs.get_all()] == ["elsewhere"]

    def test_an_action_that_runs_do_not_have(self, editor: Client, registry: Registry) -> None:
        run = add(registry, "one")

        assert editor.post("/bulk/runs", {"action": "copy", "v": run.public_id}).status_code == 404


def test_a_mistake_in_the_query_is_explained(viewer: Client, registry: Registry) -> None:
    add(registry, "one")

    assert viewer.get("/runs?q=metric.loss<x").status_code == 400
    assert viewer.get("/experiments/0?q=(").status_code == 400


def test_typing_fetches_the_table_alone(viewer: Client, registry: Registry) -> None:
    add(registry, "one")
    headers = {"HX-Request": "true", "HX-Target": "results"}
    page = text(viewer.get("/runs?q=one&group=parent", headers=headers))

    assert ">one</a>" in page
    assert "<html" not in page


def test_nothing_found_leads_back_to_all(viewer: Client, registry: Registry) -> None:
    add(registry, "one")
    page = text(viewer.get("/runs?q=nix"))

    assert "No run is found by “nix”" in page
    assert "Show all runs" in page
