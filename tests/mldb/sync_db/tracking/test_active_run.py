# Generated from tests/mldb/async_db/tracking/test_active_run.py by `make twins`.
"""A run that logs from a block: what is stored when, and how it ends."""

import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mldb.errors import DuplicateError, NotFoundError, RuleViolationError, StorageError
from mldb.schemas import MLRunRead
from mldb.sync_db import Registry
from mldb.sync_db.services.tracking import active_run
from mldb.sync_db.services.tracking.active_run import ActiveRun
from mldb.sync_db.services.tracking.ml_experiment import MLExperimentService
from mldb.sync_db.services.tracking.run_log import RunLogService
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


def counts(registry: Registry, public_id: str) -> dict[str, int]:
    """Numbers of the stored points by metric."""
    return {one.name: one.count for one in registry.histories.series_of(public_id)}


def block(run: ActiveRun, error: BaseException | None = None) -> None:
    """A block that logs a point."""
    with run:
        run.log({"loss": 0.5})
        if error is not None:
            raise error


def test_a_block_is_a_run(registry: Registry) -> None:
    with registry.runs.start(
        "churn", name="first", params={"lr": "0.1"}, tags={"gpu": False}, source="train.py"
    ) as run:
        run.log({"loss": 0.5, "auc": 0.6})
        run.log({"loss": 0.4})
        run.log_params({"depth": np.int64(3)})
        run.set_tags({"gpu": True})
        assert run.run.status is RunStatus.RUNNING

    detail = registry.run_reader.detail(run.public_id)
    assert detail.run == run.run
    assert (detail.run.name, detail.run.experiment_name) == ("first", "churn")
    assert (detail.run.status, detail.run.source) == (RunStatus.FINISHED, "train.py")
    assert detail.params == {"lr": "0.1", "depth": "3"}
    assert detail.tags == {"gpu": "true"}
    assert counts(registry, run.public_id) == {"auc": 1, "loss": 2}


def test_steps_count_up(registry: Registry) -> None:
    with registry.runs.start() as run:
        for step in (None, None, 10, None, 3, None):
            run.log({"loss": 0.5}, step)

    steps = (registry.histories.history(run.public_id, "loss")).steps
    assert list(steps) == [0, 1, 3, 10, 11, 12]


def test_scalars_of_numpy_and_numbers_that_are_none_are_kept(registry: Registry) -> None:
    values = [np.float32(0.5), np.int8(3), np.array(0.25), 1, math.nan, -math.inf]
    with registry.runs.start() as run:
        for value in values:
            run.log({"loss": value})

    stored = list((registry.histories.history(run.public_id, "loss")).values)
    assert stored[:4] == [0.5, 3.0, 0.25, 1.0]
    assert math.isnan(stored[4])
    assert stored[5] == -math.inf


@pytest.mark.parametrize("metrics", [{"loss": "0.5"}, {"good": 1, "": 1}, {"loss": None}])
def test_nothing_is_added_of_a_call_that_is_partly_wrong(
    registry: Registry, metrics: dict[str, Any]
) -> None:
    with registry.runs.start() as run:
        run.log({"before": 1})
        with pytest.raises(ValidationError):
            run.log(metrics)

    assert counts(registry, run.public_id) == {"before": 1}


@pytest.mark.parametrize(
    ("metrics", "step", "named"),
    [
        ({"good": 1, "val/loss": "0.5"}, 1, "metrics.val/loss"),
        ({"good": 1, "bad\x01name": 1}, 1, "metrics.bad\x01name"),
        ({"good": 1, " good": 2}, 1, "'good' is given twice"),
        ({"good": 1}, 2**63, "step"),
    ],
)
def test_refusal_names_the_metric(
    registry: Registry, metrics: dict[str, Any], step: int, named: str
) -> None:
    with registry.runs.start() as run:
        with pytest.raises(ValidationError) as refused:
            run.log(metrics, step)

    assert named in str(refused.value)
    assert counts(registry, run.public_id) == {}


def test_points_are_stored_once_a_second(registry: Registry, clock: Clock) -> None:
    with registry.runs.start() as run:
        run.log({"loss": 0.5})
        clock.seconds += 0.9
        run.log({"loss": 0.5})
        assert counts(registry, run.public_id) == {}

        clock.seconds += 0.2
        run.log({"loss": 0.5})
        assert counts(registry, run.public_id) == {"loss": 3}

        run.log({"loss": 0.5})
        assert counts(registry, run.public_id) == {"loss": 3}

        run.flush()
        assert counts(registry, run.public_id) == {"loss": 4}


def test_points_keep_the_time_at_which_they_were_logged(registry: Registry, clock: Clock) -> None:
    with registry.runs.start() as run:
        run.log({"loss": 0.5})
        run.log({"loss": 0.5}, time_ms=1_772_366_400_000)
        clock.seconds += 0.5

    times = list((registry.histories.history(run.public_id, "loss")).times_ms)
    assert times == [1_772_366_500_000, 1_772_366_400_000]


@pytest.mark.usefixtures("clock")
def test_many_points_are_stored_at_once(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(active_run, "POINTS_PER_CALL", 3)
    with registry.runs.start() as run:
        run.log({"a": 1, "b": 1})
        assert counts(registry, run.public_id) == {}

        run.log({"a": 2, "b": 2, "c": 2})
        assert sum((counts(registry, run.public_id)).values()) == 5


def test_an_exception_is_a_failure(registry: Registry) -> None:
    run = registry.runs.start()

    with pytest.raises(KeyError, match="broken"):
        block(run, KeyError("broken"))

    assert run.run.status is RunStatus.FAILED
    assert counts(registry, run.public_id) == {"loss": 1}


def test_an_interrupted_run_is_killed(registry: Registry) -> None:
    run = registry.runs.start()

    with pytest.raises(KeyboardInterrupt):
        block(run, KeyboardInterrupt())

    assert run.run.status is RunStatus.KILLED


def test_a_dead_database_loses_nothing(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: Any) -> None:
        raise StorageError("The database is gone.")

    with registry.runs.start() as run:
        run.log({"loss": 0.5})
        with monkeypatch.context() as patch:
            patch.setattr(RunLogService, "log_batch", dead)
            with pytest.raises(StorageError, match="is gone"):
                run.flush()
            run.log({"loss": 0.4})
        run.flush()

        assert counts(registry, run.public_id) == {"loss": 2}


def test_a_dead_database_is_asked_once_a_second(
    registry: Registry, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def dead(*_: Any) -> None:
        asked.append(clock.seconds)
        raise StorageError("The database is gone.")

    with registry.runs.start() as run:
        clock.seconds += 1
        with monkeypatch.context() as patch:
            patch.setattr(active_run, "POINTS_PER_CALL", 2)
            patch.setattr(RunLogService, "log_batch", dead)
            with pytest.raises(StorageError):
                run.log({"a": 1, "b": 1, "c": 1})
            run.log({"a": 1})
            clock.seconds += 1
            with pytest.raises(StorageError):
                run.log({"a": 1})

    assert asked == [101.0, 102.0]
    assert counts(registry, run.public_id) == {"a": 3, "b": 1, "c": 1}


def test_the_end_can_be_repeated(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: Any) -> None:
        raise StorageError("The database is gone.")

    run = registry.runs.start()
    with monkeypatch.context() as patch:
        patch.setattr(RunLogService, "log_batch", dead)
        with pytest.raises(StorageError):
            block(run)
    run.end()

    assert run.run.status is RunStatus.FINISHED
    assert counts(registry, run.public_id) == {"loss": 1}


def test_the_error_of_the_block_comes_first(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: Any) -> None:
        raise StorageError("The database is gone.")

    monkeypatch.setattr(RunLogService, "log_batch", dead)
    with pytest.raises(KeyError) as caught:
        block(registry.runs.start(), KeyError("broken"))

    (note,) = caught.value.__notes__
    assert "could not be ended: The database is gone." in note


def test_a_parameter_is_set_once(registry: Registry) -> None:
    with registry.runs.start(params={"lr": "0.1"}) as run:
        with pytest.raises(RuleViolationError, match="'lr'"):
            run.log_params({"lr": 0.2})
        run.log({"loss": 0.5})

    assert run.run.status is RunStatus.FINISHED


def test_a_run_goes_on_after_a_crash(registry: Registry, run: MLRunRead) -> None:
    with registry.runs.resume_logging(run.public_id) as first:
        first.log({"loss": 0.5}, step=7)
    with registry.runs.resume_logging(run.public_id) as second:
        assert second.run.status is RunStatus.RUNNING
        second.log({"loss": 0.4})

    steps = (registry.histories.history(run.public_id, "loss")).steps
    assert list(steps) == [7, 8]
    with pytest.raises(NotFoundError):
        block(registry.runs.resume_logging("0" * 32))


def test_an_experiment_that_appears_meanwhile_is_used(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs start the first run of an experiment at the same time."""
    ensure, calls = MLExperimentService.ensure, []

    def racing(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 1:
            raise DuplicateError("An experiment of this name exists already.", "name")
        ensure(*arguments)

    monkeypatch.setattr(MLExperimentService, "ensure", racing)
    with registry.runs.start("churn") as run:
        pass

    assert run.run.experiment_name == "churn"
    assert len(calls) == 2


def test_nothing_of_a_run_that_can_t_start_is_left(registry: Registry) -> None:
    with pytest.raises(RuleViolationError, match="no run with the id"):
        block(registry.runs.start("churn", parent="0" * 32))
    with pytest.raises(ValidationError):
        registry.runs.start("churn", name="\0")

    assert len(registry.experiments.get_all()) == 1
