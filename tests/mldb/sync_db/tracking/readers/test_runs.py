# Generated from tests/mldb/async_db/tracking/readers/test_runs.py by `make twins`.
"""The reader of runs."""

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    DatasetInput,
    LoggedModelCreate,
    LoggedPoint,
    MetricStatistics,
    MLModelCreate,
    MLRunCreate,
    MLRunRead,
    RegisterFromRun,
    RunLog,
    RunRef,
)
from mldb.sync_db import Registry
from mldb.sync_db.services.tracking.readers import runs as module
from mldb.values.enums import RunStatus
from tests.web.statements import statements

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def log(registry: Registry, run: MLRunRead, step: int = 0, **metrics: float) -> None:
    """A point of each metric."""
    points = [LoggedPoint(name=name, value=metrics[name], step=step) for name in metrics]
    registry.run_logs.log_batch(run.public_id, RunLog(metrics=points))


def nested(registry: Registry, parent: MLRunRead, name: str = "part") -> MLRunRead:
    return registry.runs.create(MLRunCreate(parent=parent.public_id, name=name))


def ref(run: MLRunRead) -> RunRef:
    return RunRef(public_id=run.public_id, name=run.name, status=run.status)


def test_a_run_comes_with_what_it_logged(registry: Registry, run: MLRunRead) -> None:
    log(registry, run, loss=0.5, auc=math.nan)
    logged = registry.logged_models.create(LoggedModelCreate(run=run.public_id))
    registry.models.create(MLModelCreate(name="stay"))
    versions = [
        registry.versions.register_from_run(
            run.public_id, RegisterFromRun(model_name="stay", logged_model=public_id)
        )
        for public_id in (None, logged.public_id)
    ]
    child = nested(registry, run)
    with statements() as asked:
        found = registry.run_reader.detail(run.public_id)

    assert len(asked) <= 8
    assert found.run == run
    assert (found.params, found.tags) == ({"lr": "0.1"}, {"gpu": "no"})
    assert found.logged_models == [logged]
    assert found.versions == versions[::-1]
    assert (found.children, found.parents) == ([ref(child)], [])
    assert (found.series_count, found.inputs, found.cut) == (2, [], [])


def test_parents_come_from_the_nearest_on(registry: Registry, run: MLRunRead) -> None:
    middle = nested(registry, run, "middle")
    hidden = nested(registry, middle, "hidden")
    lowest = nested(registry, hidden, "lowest")
    registry.runs.delete(hidden.id)

    with statements() as asked:
        found = registry.run_reader.detail(lowest.public_id)
    assert len(asked) <= 8
    assert found.parents == [ref(middle), ref(run)]
    assert found.run.parent_public_id == hidden.public_id
    assert (registry.run_reader.detail(middle.public_id)).children == []


def test_what_is_in_the_trash_is_left_out(registry: Registry, run: MLRunRead) -> None:
    logged = registry.logged_models.create(LoggedModelCreate(run=run.public_id))
    registry.models.create(MLModelCreate(name="stay"))
    version = registry.versions.register_from_run(
        run.public_id, RegisterFromRun(model_name="stay", logged_model=logged.public_id)
    )
    registry.versions.delete(version.id)
    registry.logged_models.delete(logged.id)
    registry.runs.delete((nested(registry, run)).id)

    found = registry.run_reader.detail(run.public_id)
    assert (found.children, found.logged_models, found.versions) == ([], [], [])
    registry.runs.delete(run.id)
    with pytest.raises(NotFoundError, match="no run"):
        registry.run_reader.detail(run.public_id)


def test_what_is_cut_says_so(
    registry: Registry, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE_LIMIT", 1)
    monkeypatch.setattr(module, "_SHOWN", 2)
    registry.run_logs.log_batch(run.public_id, RunLog(params={"depth": "3"}))
    for _ in range(2):
        nested(registry, run)

    found = registry.run_reader.detail(run.public_id)
    assert (found.params, found.tags) == ({"depth": "3"}, {"gpu": "no"})
    assert len(found.children) == 1
    assert found.cut == ["children", "params"]


def test_runs_are_compared(registry: Registry, run: MLRunRead) -> None:
    other = registry.runs.create(MLRunCreate(params={"lr": "0.2"}))
    for step, value in enumerate((0.5, 0.2, 0.3)):
        log(registry, run, step, loss=value)
    log(registry, other, auc=math.nan)
    with statements() as asked:
        first, second = registry.run_reader.comparison(
            [other.public_id, "nonsense", "0" * 32, run.public_id]
        )

    assert len(asked) <= 3
    assert (first.run, second.run) == (other, run)
    assert (first.params, second.params) == ({"lr": "0.2"}, {"lr": "0.1"})
    assert (second.tags, second.cut) == ({"gpu": "no"}, [])
    assert (second.metrics["loss"].min, second.metrics["loss"].max) == (0.2, 0.5)
    nan = first.metrics["auc"]
    assert (math.isnan(nan.last), nan.min, nan.max) == (True, None, None)


def test_a_comparison_of_much_says_what_is_cut(
    registry: Registry, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE_LIMIT", 1)
    log(registry, run, a=1, b=2)

    (compared,) = registry.run_reader.comparison([run.public_id])
    (filtered,) = registry.run_reader.comparison([run.public_id], contains="B")
    assert compared.cut == ["metrics"]
    assert (list(filtered.metrics), filtered.params, filtered.cut) == (["b"], {}, [])


def test_too_many_runs_can_t_be_compared(registry: Registry) -> None:
    with pytest.raises(RuleViolationError, match="21 runs are too many") as caught:
        registry.run_reader.comparison(["0" * 32] * 21)

    assert caught.value.field == "runs"
    assert registry.run_reader.comparison(["0" * 32]) == []


def test_the_running_ones_are_listed(registry: Registry, run: MLRunRead) -> None:
    later = registry.runs.create(MLRunCreate(started_at=run.started_at + timedelta(hours=1)))
    registry.runs.create(MLRunCreate(status=RunStatus.SCHEDULED))
    ended = registry.runs.create(MLRunCreate(started_at=NOON))
    registry.runs.end(ended.public_id)
    trashed = registry.runs.create(MLRunCreate())
    registry.runs.delete(trashed.id)

    assert registry.run_reader.running() == [later, run]
    assert registry.run_reader.running(1) == [later]
    registry.experiments.delete(run.experiment_id)
    assert registry.run_reader.running() == [later]


def test_a_table_gets_the_cells_that_it_shows(registry: Registry, run: MLRunRead) -> None:
    other = registry.runs.create(MLRunCreate(params={"lr": "0.2", "depth": "3"}))
    last = 0.3
    for step, value in enumerate((0.5, 0.2, last)):
        log(registry, run, step, loss=value, auc=value)
    with statements() as asked:
        cells = registry.run_reader.cells(
            [other.id, run.id, 99, 2**63],
            metrics=["loss", "unknown", "\0"],
            params=["lr"],
            tags=["gpu"],
        )

    assert len(asked) <= 3
    assert list(cells) == [other.id, run.id, 99, 2**63]
    assert cells[run.id].metrics == {"loss": MetricStatistics(last=last, min=0.2, max=0.5)}
    assert (cells[run.id].params, cells[run.id].tags) == ({"lr": "0.1"}, {"gpu": "no"})
    assert (cells[other.id].metrics, cells[other.id].params) == ({}, {"lr": "0.2"})
    assert cells[99].params == {}


def test_a_table_has_at_most_so_many_rows(registry: Registry) -> None:
    assert registry.run_reader.cells([]) == {}
    with pytest.raises(RuleViolationError):
        registry.run_reader.cells(range(1_001))


def test_an_overview_has_the_state_of_its_moment(
    registry: Registry, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.run_logs.log_batch(run.public_id, RunLog(tags={"b": "x" * 2_000, "A": "1"}))
    overview = registry.run_reader.overview(run.public_id)

    assert overview.detail == registry.run_reader.detail(run.public_id)
    assert overview.state == registry.run_reader.state(run.public_id)
    # The same with more tags than are shown.
    monkeypatch.setattr(module, "PAGE_SIZE_LIMIT", 1)
    monkeypatch.setattr(module, "_SHOWN", 2)
    assert (registry.run_reader.overview(run.public_id)).state == overview.state


def test_items_are_read_in_parts(
    registry: Registry, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = {"Depth": "3", "a_b": "1", "width": "2"}
    registry.run_logs.log_batch(run.public_id, RunLog(params=params))
    items = registry.run_reader.items

    assert items(run.public_id, "params") == {"lr": "0.1"} | params
    assert items(run.public_id, "params", contains="dEp") == {"Depth": "3"}
    assert items(run.public_id, "params", contains="a_") == {"a_b": "1"}
    assert items(run.public_id, "params", after="lr") == {"width": "2"}
    assert items(run.public_id, "tags") == {"gpu": "no"}
    assert items("nonsense", "params") == items("0" * 32, "params") == {}
    assert items(run.public_id, "params", contains="\0") == {}
    monkeypatch.setattr(module, "PAGE_SIZE_LIMIT", 2)
    assert list(items(run.public_id, "params")) == ["Depth", "a_b"]
    registry.runs.delete(run.id)
    assert items(run.public_id, "params") == {}


def test_every_change_of_a_run_is_another_state(registry: Registry) -> None:
    run = registry.runs.create(MLRunCreate())
    public_id = run.public_id
    point = LoggedPoint(name="loss", value=0.5, step=1, time_ms=1_772_366_400_000)
    logs = registry.run_logs
    states = [registry.run_reader.state(public_id)]
    for one in (
        RunLog(metrics=[point]),
        RunLog(params={"lr": "1"}),
        RunLog(tags={"a": "1"}),
        RunLog(tags={"a": "2"}),
    ):
        logs.log_batch(public_id, one)
        states.append(registry.run_reader.state(public_id))
    logs.delete_tag(public_id, "a")
    states.append(registry.run_reader.state(public_id))
    logs.log_inputs(public_id, [DatasetInput(name="trips", digest="1")])
    states.append(registry.run_reader.state(public_id))
    nested(registry, run)
    states.append(registry.run_reader.state(public_id))
    registry.logged_models.create(LoggedModelCreate(run=public_id))
    states.append(registry.run_reader.state(public_id))
    registry.runs.end(public_id)
    states.append(registry.run_reader.state(public_id))

    assert all(state != following for state, following in pairwise(states))


def test_what_is_not_of_the_run_is_no_other_state(registry: Registry) -> None:
    run, other = [registry.runs.create(MLRunCreate()) for _ in range(2)]
    point = LoggedPoint(name="loss", value=0.5, step=1, time_ms=1_772_366_400_000)
    both = RunLog(metrics=[point], tags={"a": "1"})
    registry.run_logs.log_batch(run.public_id, both)
    before = registry.run_reader.state(run.public_id)
    registry.run_logs.log_batch(run.public_id, both)
    registry.run_logs.log_batch(other.public_id, both)

    assert registry.run_reader.state(run.public_id) == before


@pytest.mark.parametrize("public_id", ["0" * 32, "nix", "a\x00"])
def test_a_missing_run_has_no_state(registry: Registry, public_id: str) -> None:
    with pytest.raises(NotFoundError):
        registry.run_reader.state(public_id)
