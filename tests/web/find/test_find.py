"""The search of everything."""

import pytest
from django.test import Client

from mldb.schemas import (
    MLExperimentCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
    MLRunRead,
    SavedViewCreate,
)
from mldb.search.fields import ListType
from mldb.values.enums import Role
from registry_app.core.registry import Registry
from tests.web.page import rows, seen, text, user_id


@pytest.fixture(autouse=True)
def run(registry: Registry) -> MLRunRead:
    """A run, and around it a model, a version and an experiment with similar names."""
    registry.models.create(MLModelCreate(name="churn-model"))
    registry.versions.create(MLModelVersionCreate(model_name="churn-model", source="s3://b/1"))
    registry.experiments.create(MLExperimentCreate(name="churn-study"))
    return registry.runs.create(MLRunCreate(experiment="churn-study", name="churn-run"))


def test_it_finds_models_experiments_and_runs_by_a_part_of_the_name(
    viewer: Client, run: MLRunRead
) -> None:
    page = viewer.get("/find?q=CHURN")

    assert rows(page) == ["churn-model", "churn-study", "churn-run"]
    assert f"churn-run {run.public_id[:8]} of churn-study running" in seen(page)
    assert rows(viewer.get("/find?q=study")) == ["churn-study"]


def test_a_run_is_found_by_the_beginning_of_its_id(viewer: Client, run: MLRunRead) -> None:
    assert rows(viewer.get(f"/find?q={run.public_id[:12]}")) == ["churn-run"]


def test_what_is_named_exactly_is_opened(viewer: Client, run: MLRunRead) -> None:
    by_id = viewer.get(f"/find?q= {run.public_id.upper()} ")

    assert by_id["Location"] == f"/runs/{run.public_id}"
    assert viewer.get("/find?q=churn-model/1")["Location"] == "/models/churn-model/1"


def test_an_alias_leads_to_its_version(viewer: Client, registry: Registry) -> None:
    registry.aliases.move(MLModelAliasMove(model_name="churn-model", name="champion", version=1))

    assert viewer.get("/find?q=churn-model@champion")["Location"] == "/models/churn-model/1"
    assert rows(viewer.get("/find?q=churn@cha")) == ["churn-model@champion"]


def test_views_people_and_pages_are_found(viewer: Client, registry: Registry) -> None:
    registry.saved_views.create(
        SavedViewCreate(user_id=user_id(Role.VIEWER), kind=ListType.RUNS, name="viewed runs")
    )

    assert rows(viewer.get("/find?q=view")) == ["viewed runs", "viewer", "Saved views"]


@pytest.mark.parametrize("name", ["nix", "f" * 32, "churn-model/9", '"', "a or b", "(*)"])
def test_what_is_missing_is_said(viewer: Client, name: str) -> None:
    page = viewer.get("/find", {"q": name})

    assert page.status_code == 200
    assert f"No name has “{name}” in it." in text(page)


def test_many_lead_to_the_list_of_all(viewer: Client, registry: Registry) -> None:
    for number in range(9):
        registry.experiments.create(MLExperimentCreate(name=f"a study {number}"))
    page = viewer.get("/find", {"q": "a study"})

    assert len(rows(page)) == 8
    assert 'href="/experiments?q=%22a+study%22">The first 8: show all' in text(page)


def test_what_no_name_can_have_is_refused(viewer: Client) -> None:
    page = viewer.get("/find", {"q": "x" * 3_000})

    assert page.status_code == 400
    assert 'role="alert"' in text(page)


def test_an_empty_search_asks_for_a_name(viewer: Client) -> None:
    page = text(viewer.get("/find"))

    assert "autofocus" in page
    assert "No name has" not in page
    assert 'action="/find" class="find-box"' in page
