"""A run that logs from a block: what is stored when, and how it ends."""

import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mldb.async_db import Registry
from mldb.async_db.services.tracking import active_run
from mldb.async_db.services.tracking.active_run import ActiveRun
from mldb.async_db.services.tracking.ml_experiment import MLExperimentService
from mldb.async_db.services.tracking.run_log import RunLogService
from mldb.errors import DuplicateError, NotFoundError, RuleViolationError, StorageError
from mldb.schemas import MLRunRead
from mldb.values.enums import RunStatus


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def monotonic(self) -> float:
        return self.seconds

    def time(self) -> float:
        return 1_772_366_400.0 + self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(active_run, "time", clock)
    return clock


async def counts(registry: Registry, public_id: str) -> dict[str, int]:
    """Numbers of the stored points by metric."""
    return {one.name: one.count for one in await registry.histories.series_of(public_id)}


async def block(run: ActiveRun, error: BaseException | None = None) -> None:
    """A block that logs a point."""
    async with run:
        await run.log({"loss": 0.5})
        if error is not None:
            raise error


async def test_a_block_is_a_run(registry: Registry) -> None:
    async with registry.runs.start(
        "churn", name="first", params={"lr": "0.1"}, tags={"gpu": False}, source="train.py"
    ) as run:
        await run.log({"loss": 0.5, "auc": 0.6})
        await run.log({"loss": 0.4})
        await run.log_params({"depth": np.int64(3)})
        await run.set_tags({"gpu": True})
        assert run.run.status is RunStatus.RUNNING

    detail = await registry.run_reader.detail(run.public_id)
    assert detail.run == run.run
    assert (detail.run.name, detail.run.experiment_name) == ("first", "churn")
    assert (detail.run.status, detail.run.source) == (RunStatus.FINISHED, "train.py")
    assert detail.params == {"lr": "0.1", "depth": "3"}
    assert detail.tags == {"gpu": "true"}
    assert await counts(registry, run.public_id) == {"auc": 1, "loss": 2}


async def test_steps_count_up(registry: Registry) -> None:
    async with registry.runs.start() as run:
        for step in (None, None, 10, None, 3, None):
            await run.log({"loss": 0.5}, step)

    steps = (await registry.histories.history(run.public_id, "loss")).steps
    assert list(steps) == [0, 1, 3, 10, 11, 12]


async def test_scalars_of_numpy_and_numbers_that_are_none_are_kept(registry: Registry) -> None:
    values = [np.float32(0.5), np.int8(3), np.array(0.25), 1, math.nan, -math.inf]
    async with registry.runs.start() as run:
        for value in values:
            await run.log({"loss": value})

    stored = list((await registry.histories.history(run.public_id, "loss")).values)
    assert stored[:4] == [0.5, 3.0, 0.25, 1.0]
    assert math.isnan(stored[4])
    assert stored[5] == -math.inf


@pytest.mark.parametrize("metrics", [{"loss": "0.5"}, {"good": 1, "": 1}, {"loss": None}])
async def test_nothing_is_added_of_a_call_that_is_partly_wrong(
    registry: Registry, metrics: dict[str, Any]
) -> None:
    async with registry.runs.start() as run:
        await run.log({"before": 1})
        with pytest.raises(ValidationError):
            await run.log(metrics)

    assert await counts(registry, run.public_id) == {"before": 1}


async def refusal_of(run: ActiveRun, metrics: dict[str, Any], step: int) -> str:
    with pytest.raises(ValidationError) as refused:
        await run.log(metrics, step)
    return str(refused.value)


@pytest.mark.parametrize(
    ("metrics", "step", "named"),
    [
        ({"good": 1, "val/loss": "0.5"}, 1, "metrics.val/loss"),
        ({"good": 1, "bad\x01name": 1}, 1, "metrics.bad\x01name"),
        ({"good": 1, " good": 2}, 1, "'good' is given twice"),
        ({"good": 1}, 2**63, "step"),
    ],
)
async def test_refusal_names_the_metric(
    registry: Registry, metrics: dict[str, Any], step: int, named: str
) -> None:
    async with registry.runs.start() as run:
        refusal = await refusal_of(run, metrics, step)

    assert named in refusal
    assert await counts(registry, run.public_id) == {}


async def test_points_are_stored_once_a_second(registry: Registry, clock: Clock) -> None:
    async with registry.runs.start() as run:
        await run.log({"loss": 0.5})
        clock.seconds += 0.9
        await run.log({"loss": 0.5})
        assert await counts(registry, run.public_id) == {}

        clock.seconds += 0.2
        await run.log({"loss": 0.5})
        assert await counts(registry, run.public_id) == {"loss": 3}

        await run.log({"loss": 0.5})
        assert await counts(registry, run.public_id) == {"loss": 3}

        await run.flush()
        assert await counts(registry, run.public_id) == {"loss": 4}


async def test_points_keep_the_time_at_which_they_were_logged(
    registry: Registry, clock: Clock
) -> None:
    async with registry.runs.start() as run:
        await run.log({"loss": 0.5})
        await run.log({"loss": 0.5}, time_ms=1_772_366_400_000)
        clock.seconds += 0.5

    times = list((await registry.histories.history(run.public_id, "loss")).times_ms)
    assert times == [1_772_366_500_000, 1_772_366_400_000]


@pytest.mark.usefixtures("clock")
async def test_many_points_are_stored_at_once(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(active_run, "POINTS_PER_CALL", 3)
    async with registry.runs.start() as run:
        await run.log({"a": 1, "b": 1})
        assert await counts(registry, run.public_id) == {}

        await run.log({"a": 2, "b": 2, "c": 2})
        assert sum((await counts(registry, run.public_id)).values()) == 5


async def test_an_exception_is_a_failure(registry: Registry) -> None:
    run = registry.runs.start()

    with pytest.raises(KeyError, match="broken"):
        await block(run, KeyError("broken"))

    assert run.run.status is RunStatus.FAILED
    assert await counts(registry, run.public_id) == {"loss": 1}


async def test_an_interrupted_run_is_killed(registry: Registry) -> None:
    run = registry.runs.start()

    with pytest.raises(KeyboardInterrupt):
        await block(run, KeyboardInterrupt())

    assert run.run.status is RunStatus.KILLED


async def test_a_dead_database_loses_nothing(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dead(*_: Any) -> None:
        raise StorageError("The database is gone.")

    async with registry.runs.start() as run:
        await run.log({"loss": 0.5})
        with monkeypatch.context() as patch:
            patch.setattr(RunLogService, "log_batch", dead)
            with pytest.raises(StorageError, match="is gone"):
                await run.flush()
            await run.log({"loss": 0.4})
        await run.flush()

        assert await counts(registry, run.public_id) == {"loss": 2}


async def test_a_dead_database_is_asked_once_a_second(
    registry: Registry, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def dead(*_: Any) -> None:
        asked.append(clock.seconds)
        raise StorageError("The database is gone.")

    async with registry.runs.start() as run:
        clock.seconds += 1
        with monkeypatch.context() as patch:
            patch.setattr(active_run, "POINTS_PER_CALL", 2)
            patch.setattr(RunLogService, "log_batch", dead)
            with pytest.raises(StorageError):
                await run.log({"a": 1, "b": 1, "c": 1})
            await run.log({"a": 1})
            clock.seconds += 1
            with pytest.raises(StorageError):
                await run.log({"a": 1})

    assert asked == [101.0, 102.0]
    assert await counts(registry, run.public_id) == {"a": 3, "b": 1, "c": 1}


async def test_the_end_can_be_repeated(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dead(*_: Any) -> None:
        raise StorageError("The database is gone.")

    run = registry.runs.start()
    with monkeypatch.context() as patch:
        patch.setattr(RunLogService, "log_batch", dead)
        with pytest.raises(StorageError):
            await block(run)
    await run.end()

    assert run.run.status is RunStatus.FINISHED
    assert await counts(registry, run.public_id) == {"loss": 1}


async def test_the_error_of_the_block_comes_first(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dead(*_: Any) -> None:
        raise StorageError("The database is gone.")

    monkeypatch.setattr(RunLogService, "log_batch", dead)
    with pytest.raises(KeyError) as caught:
        await block(registry.runs.start(), KeyError("broken"))

    (note,) = caught.value.__notes__
    assert "could not be ended: The database is gone." in note


async def test_a_parameter_is_set_once(registry: Registry) -> None:
    async with registry.runs.start(params={"lr": "0.1"}) as run:
        with pytest.raises(RuleViolationError, match="'lr'"):
            await run.log_params({"lr": 0.2})
        await run.log({"loss": 0.5})

    assert run.run.status is RunStatus.FINISHED


async def test_a_run_goes_on_after_a_crash(registry: Registry, run: MLRunRead) -> None:
    async with registry.runs.resume_logging(run.public_id) as first:
        await first.log({"loss": 0.5}, step=7)
    async with registry.runs.resume_logging(run.public_id) as second:
        assert second.run.status is RunStatus.RUNNING
        await second.log({"loss": 0.4})

    steps = (await registry.histories.history(run.public_id, "loss")).steps
    assert list(steps) == [7, 8]
    with pytest.raises(NotFoundError):
        await block(registry.runs.resume_logging("0" * 32))


async def test_an_experiment_that_appears_meanwhile_is_used(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs start the first run of an experiment at the same time."""
    ensure, calls = MLExperimentService.ensure, []

    async def racing(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 1:
            raise DuplicateError("An experiment of this name exists already.", "name")
        await ensure(*arguments)

    monkeypatch.setattr(MLExperimentService, "ensure", racing)
    async with registry.runs.start("churn") as run:
        pass

    assert run.run.experiment_name == "churn"
    assert len(calls) == 2


async def test_nothing_of_a_run_that_can_t_start_is_left(registry: Registry) -> None:
    with pytest.raises(RuleViolationError, match="no run with the id"):
        await block(registry.runs.start("churn", parent="0" * 32))
    with pytest.raises(ValidationError):
        registry.runs.start("churn", name="\0")

    assert len(await registry.experiments.get_all()) == 1
