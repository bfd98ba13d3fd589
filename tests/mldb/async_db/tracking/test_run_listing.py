"""What the lists of experiments and runs show."""

import math
from datetime import UTC, datetime

import pytest

from mldb.async_db import (
    Database,
    MLExperimentService,
    MLRunService,
    RunLogService,
)
from mldb.errors import RuleViolationError
from mldb.schemas import (
    LoggedPoint,
    MLExperimentCreate,
    MLRunCreate,
    MLRunRead,
    RunLog,
)

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def runs(database: Database) -> MLRunService:
    return MLRunService(database, actor="alice")


@pytest.fixture
async def churn(database: Database) -> MLExperimentService:
    """A service with the experiment churn."""
    service = MLExperimentService(database, actor="alice")
    await service.create(MLExperimentCreate(name="churn", tags={"team": "risk", "area": "b2c"}))
    return service


async def names(runs: MLRunService, text: str, **scope: int | str) -> list[str]:
    """Names of the runs that are found, in their order."""
    return [row.name for row in (await runs.search(text, **scope)).rows]  # type: ignore[arg-type]  # one of two types


async def logged(
    database: Database, runs: MLRunService, name: str, loss: float | None
) -> MLRunRead:
    """A run with this last value of the loss."""
    run = await runs.create(MLRunCreate(name=name))
    if loss is not None:
        point = LoggedPoint(name="loss", value=loss)
        service = RunLogService(database, actor="alice")
        await service.log_batch(run.public_id, RunLog(metrics=[point]))
    return run


async def test_a_run_is_listed_as_it_is_read(
    runs: MLRunService, churn: MLExperimentService
) -> None:
    parent = await runs.create(MLRunCreate(experiment="churn", name="outer"))
    new = MLRunCreate(experiment="churn", name="inner", parent=parent.public_id)
    child = await runs.create(new)

    assert (await runs.search("name:inner")).rows == [child]
    assert child.parent_public_id == parent.public_id
    assert await names(runs, f"parent:{parent.public_id}") == ["inner"]
    assert await names(runs, "has:child") == ["outer"]
    experiment = await churn.get_by_name("churn")
    assert await names(runs, "", experiment=experiment.id) == ["inner", "outer"]
    assert await names(runs, "", experiment="churn") == ["inner", "outer"]
    assert await names(runs, "experiment:CHURN") == ["inner", "outer"]
    for nothing in ("Churn", "\x00", -1, 2**70):
        assert await names(runs, "", experiment=nothing) == []


async def test_experiments_show_their_tags_and_when_a_run_started_last(
    runs: MLRunService, churn: MLExperimentService
) -> None:
    for day in (2, 1):
        new = MLRunCreate(experiment="churn", started_at=START.replace(day=day))
        last = await runs.create(new)
    await runs.delete(last.id)

    newest, default = (await churn.search()).rows
    assert (newest.name, newest.tags) == ("churn", {"area": "b2c", "team": "risk"})
    assert newest.last_started_at == START.replace(day=2)
    assert (default.name, default.tags, default.last_started_at) == ("Default", {}, None)
    assert [row.name for row in (await churn.search("tag.team:risk sort:name")).rows] == ["churn"]


async def test_numbers_are_sorted_before_nan_and_runs_without_the_metric_are_last(
    database: Database, runs: MLRunService
) -> None:
    values = {"one": 1.0, "nan": math.nan, "none": None, "top": math.inf, "bottom": -math.inf}
    for name, value in values.items():
        await logged(database, runs, name, value)

    assert await names(runs, "sort:metric.loss") == ["bottom", "one", "top", "nan", "none"]
    assert await names(runs, "sort:-max.loss") == ["top", "one", "bottom", "nan", "none"]
    assert await names(runs, "metric.loss<2 sort:metric.loss") == ["bottom", "one"]
    assert await names(runs, "metric.loss:* sort:metric.loss") == ["bottom", "one", "top", "nan"]
    assert await names(runs, "-metric.loss:*") == ["none"]


async def test_pages_go_on_behind_infinity(database: Database, runs: MLRunService) -> None:
    for name, value in {"top": math.inf, "also": math.inf, "one": 1.0}.items():
        await logged(database, runs, name, value)

    first = await runs.search("sort:-metric.loss", limit=1)
    second = await runs.search("sort:-metric.loss", cursor=first.next_cursor, limit=5)
    assert [row.name for row in (*first.rows, *second.rows)] == ["also", "top", "one"]


async def test_a_word_is_looked_for_in_names_and_at_the_beginning_of_ids(
    runs: MLRunService,
) -> None:
    one = await runs.create(MLRunCreate(name="one"))
    await runs.create(MLRunCreate(name=f"child of {one.public_id}"))

    assert await names(runs, one.public_id) == ["one"]
    assert one in (await runs.search(one.public_id[:12])).rows
    assert await names(runs, "CHILD") == [f"child of {one.public_id}"]


async def test_upper_and_lower_case_of_long_values_are_alike(runs: MLRunService) -> None:
    long = "É" * 200
    await runs.create(MLRunCreate(name="long", params={"text": long}, tags={"Team": long}))

    assert await names(runs, f"param.text:{long.lower()} tag.Team:{long.lower()}") == ["long"]
    assert await names(runs, f"param.text:{long.lower()}a") == []


async def test_a_cursor_belongs_to_its_experiment(runs: MLRunService) -> None:
    for _ in range(3):
        await runs.create(MLRunCreate())
    page = await runs.search(limit=1)

    with pytest.raises(RuleViolationError, match="another search"):
        await runs.search(experiment=0, cursor=page.next_cursor)


async def test_all_runs_are_read_page_by_page(runs: MLRunService) -> None:
    made = [await runs.create(MLRunCreate()) for _ in range(3)]

    found = [row async for rows in runs.search_all("status:running") for row in rows]
    assert found == made[::-1]
    assert (await runs.count("status:running")).number == len(made)
