# Generated from tests/mldb/async_db/tracking/test_run_listing.py by `make twins`.
"""What the lists of experiments and runs show."""

import math
from datetime import UTC, datetime

import pytest

from mldb.errors import RuleViolationError
from mldb.schemas import (
    LoggedPoint,
    MLExperimentCreate,
    MLRunCreate,
    MLRunRead,
    RunLog,
)
from mldb.sync_db import (
    Database,
    MLExperimentService,
    MLRunService,
    RunLogService,
)

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def runs(database: Database) -> MLRunService:
    return MLRunService(database, actor="alice")


@pytest.fixture
def churn(database: Database) -> MLExperimentService:
    """A service with the experiment churn."""
    service = MLExperimentService(database, actor="alice")
    service.create(MLExperimentCreate(name="churn", tags={"team": "risk", "area": "b2c"}))
    return service


def names(runs: MLRunService, text: str, **scope: int | str) -> list[str]:
    """Names of the runs that are found, in their order."""
    return [row.name for row in (runs.search(text, **scope)).rows]  # type: ignore[arg-type]  # one of two types


def logged(database: Database, runs: MLRunService, name: str, loss: float | None) -> MLRunRead:
    """A run with this last value of the loss."""
    run = runs.create(MLRunCreate(name=name))
    if loss is not None:
        point = LoggedPoint(name="loss", value=loss)
        service = RunLogService(database, actor="alice")
        service.log_batch(run.public_id, RunLog(metrics=[point]))
    return run


def test_a_run_is_listed_as_it_is_read(runs: MLRunService, churn: MLExperimentService) -> None:
    parent = runs.create(MLRunCreate(experiment="churn", name="outer"))
    new = MLRunCreate(experiment="churn", name="inner", parent=parent.public_id)
    child = runs.create(new)

    assert (runs.search("name:inner")).rows == [child]
    assert child.parent_public_id == parent.public_id
    assert names(runs, f"parent:{parent.public_id}") == ["inner"]
    assert names(runs, "has:child") == ["outer"]
    experiment = churn.get_by_name("churn")
    assert names(runs, "", experiment=experiment.id) == ["inner", "outer"]
    assert names(runs, "", experiment="churn") == ["inner", "outer"]
    assert names(runs, "experiment:CHURN") == ["inner", "outer"]
    for nothing in ("Churn", "\x00", -1, 2**70):
        assert names(runs, "", experiment=nothing) == []


def test_experiments_show_their_tags_and_when_a_run_started_last(
    runs: MLRunService, churn: MLExperimentService
) -> None:
    for day in (2, 1):
        new = MLRunCreate(experiment="churn", started_at=START.replace(day=day))
        last = runs.create(new)
    runs.delete(last.id)

    newest, default = (churn.search()).rows
    assert (newest.name, newest.tags) == ("churn", {"area": "b2c", "team": "risk"})
    assert newest.last_started_at == START.replace(day=2)
    assert (default.name, default.tags, default.last_started_at) == ("Default", {}, None)
    assert [row.name for row in (churn.search("tag.team:risk sort:name")).rows] == ["churn"]


def test_numbers_are_sorted_before_nan_and_runs_without_the_metric_are_last(
    database: Database, runs: MLRunService
) -> None:
    values = {"one": 1.0, "nan": math.nan, "none": None, "top": math.inf, "bottom": -math.inf}
    for name, value in values.items():
        logged(database, runs, name, value)

    assert names(runs, "sort:metric.loss") == ["bottom", "one", "top", "nan", "none"]
    assert names(runs, "sort:-max.loss") == ["top", "one", "bottom", "nan", "none"]
    assert names(runs, "metric.loss<2 sort:metric.loss") == ["bottom", "one"]
    assert names(runs, "metric.loss:* sort:metric.loss") == ["bottom", "one", "top", "nan"]
    assert names(runs, "-metric.loss:*") == ["none"]


def test_pages_go_on_behind_infinity(database: Database, runs: MLRunService) -> None:
    for name, value in {"top": math.inf, "also": math.inf, "one": 1.0}.items():
        logged(database, runs, name, value)

    first = runs.search("sort:-metric.loss", limit=1)
    second = runs.search("sort:-metric.loss", cursor=first.next_cursor, limit=5)
    assert [row.name for row in (*first.rows, *second.rows)] == ["also", "top", "one"]


def test_a_word_is_looked_for_in_names_and_at_the_beginning_of_ids(
    runs: MLRunService,
) -> None:
    one = runs.create(MLRunCreate(name="one"))
    runs.create(MLRunCreate(name=f"child of {one.public_id}"))

    assert names(runs, one.public_id) == ["one"]
    assert one in (runs.search(one.public_id[:12])).rows
    assert names(runs, "CHILD") == [f"child of {one.public_id}"]


def test_upper_and_lower_case_of_long_values_are_alike(runs: MLRunService) -> None:
    long = "É" * 200
    runs.create(MLRunCreate(name="long", params={"text": long}, tags={"Team": long}))

    assert names(runs, f"param.text:{long.lower()} tag.Team:{long.lower()}") == ["long"]
    assert names(runs, f"param.text:{long.lower()}a") == []


def test_a_cursor_belongs_to_its_experiment(runs: MLRunService) -> None:
    for _ in range(3):
        runs.create(MLRunCreate())
    page = runs.search(limit=1)

    with pytest.raises(RuleViolationError, match="another search"):
        runs.search(experiment=0, cursor=page.next_cursor)


def test_all_runs_are_read_page_by_page(runs: MLRunService) -> None:
    made = [runs.create(MLRunCreate()) for _ in range(3)]

    found = [row for rows in runs.search_all("status:running") for row in rows]
    assert found == made[::-1]
    assert (runs.count("status:running")).number == len(made)
