# Generated from tests/mldb/async_db/tracking/test_ml_run.py by `make twins`.
"""Runs: their life, their nesting, the trash."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mldb.errors import (
    ConflictError,
    DuplicateError,
    InUseError,
    NotFoundError,
    RuleViolationError,
)
from mldb.models import Base
from mldb.schemas import (
    LoggedModelCreate,
    LoggedPoint,
    MLExperimentRead,
    MLModelCreate,
    MLRunCreate,
    MLRunRead,
    MLRunUpdate,
    RegisterFromRun,
    RunLog,
)
from mldb.sync_db import Database, Registry
from mldb.sync_db.services.tracking import ml_run as module
from mldb.values.enums import AuditAction, RunStatus

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NO_RUN = "0" * 32


def test_a_run_is_stored_with_what_it_was_given(
    registry: Registry, experiment: MLExperimentRead
) -> None:
    data = MLRunCreate(
        experiment="churn",
        name="first",
        status=RunStatus.SCHEDULED,
        started_at=NOON,
        description="# Why",
        user_name="bob",
        source="train.py",
        git_commit="abc",
        params={"lr": "0.1", "note": "n" * 200},
        tags={"gpu": "true", "long": "t" * 200},
    )
    created = registry.runs.create(data, reason="try")

    assert created == registry.runs.get_by_public_id(created.public_id)
    assert created == registry.runs.get(created.id)
    given = data.model_dump(exclude={"experiment", "parent", "params", "tags"})
    assert created.model_dump() == created.model_dump() | given
    assert (created.experiment_id, created.experiment_name) == (experiment.id, "churn")
    assert (created.created_by, created.created_via) == ("alice", "ci")
    detail = registry.run_reader.detail(created.public_id)
    assert detail.params == {"lr": "0.1", "note": "n" * 200}
    assert detail.tags == {"gpu": "true", "long": "t" * 200}


def test_what_is_left_out_is_made_up(registry: Registry) -> None:
    run = registry.runs.create(MLRunCreate())

    assert re.fullmatch(r"[a-z]+-[a-z]+-[0-9]{1,3}", run.name)
    assert re.fullmatch("[0-9a-f]{32}", run.public_id)
    assert run.status is RunStatus.RUNNING
    assert run.started_at == run.created_at
    assert (run.ended_at, run.user_name, run.parent_public_id) == (None, "alice", None)


def test_a_creation_is_one_event_without_the_log(registry: Registry, run: MLRunRead) -> None:
    event = (registry.audit.get_all())[0]

    assert (event.action, event.entity, event.label) == (AuditAction.CREATE, "run", run.public_id)
    assert event.changes["name"] == (None, run.name)
    assert event.changes["experiment_name"] == (None, "churn")
    assert event.changes["status"] == (None, "running")
    assert not any(name.startswith(("params", "tags")) for name in event.changes)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"experiment": "unknown"}, "experiment", "no experiment named 'unknown'"),
        ({"parent": NO_RUN}, "parent", f"no run with the id {NO_RUN}"),
    ],
)
def test_an_owner_that_is_not_there_is_named(
    registry: Registry, values: dict[str, Any], field: str, message: str
) -> None:
    with pytest.raises(RuleViolationError, match=message) as caught:
        registry.runs.create(MLRunCreate(**values))

    assert caught.value.field == field
    assert registry.audit.get_all() == []


def test_an_owner_in_the_trash_is_named(
    registry: Registry, experiment: MLExperimentRead, run: MLRunRead
) -> None:
    registry.runs.delete(run.id)
    with pytest.raises(RuleViolationError, match="is in the trash") as parent:
        registry.runs.create(MLRunCreate(parent=run.public_id))
    registry.runs.restore(run.id)
    registry.experiments.delete(experiment.id)
    with pytest.raises(RuleViolationError, match="'churn' is in the trash") as caught:
        registry.runs.create(MLRunCreate(experiment="churn"))
    with pytest.raises(RuleViolationError, match="an experiment in the trash") as hidden:
        registry.runs.create(MLRunCreate(parent=run.public_id))

    assert parent.value.field == hidden.value.field == "parent"
    assert caught.value.field == "experiment"


def test_two_runs_can_t_have_one_id(
    registry: Registry, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "token_hex", lambda _: run.public_id)

    with pytest.raises(DuplicateError):
        registry.runs.create(MLRunCreate())


def test_runs_are_looked_up_together(registry: Registry, run: MLRunRead) -> None:
    other = registry.runs.create(MLRunCreate())
    trashed = registry.runs.create(MLRunCreate())
    registry.runs.delete(trashed.id)

    wanted = [other.public_id, "nonsense", trashed.public_id, run.public_id, NO_RUN]
    assert registry.runs.get_many(wanted) == [other, run]
    with pytest.raises(RuleViolationError, match="at most 100"):
        registry.runs.get_many([NO_RUN] * 101)


@pytest.mark.parametrize("public_id", [NO_RUN, "", "x", "\0", NO_RUN.replace("0", "A")])
def test_an_unknown_id_is_not_found(registry: Registry, public_id: str) -> None:
    for method in (
        registry.runs.get_by_public_id,
        registry.runs.children,
        registry.runs.end,
        registry.runs.resume,
        registry.run_reader.detail,
        registry.logged_models.of_run,
    ):
        with pytest.raises(NotFoundError, match="no run"):
            method(public_id)


def test_a_run_ends(registry: Registry, run: MLRunRead) -> None:
    ended = registry.runs.end(run.public_id)

    assert ended.status is RunStatus.FINISHED
    assert ended.ended_at is not None
    assert ended.ended_at >= run.started_at
    event = (registry.audit.get_all())[0]
    assert event.changes["status"] == ("running", "finished")
    assert set(event.changes) == {"status", "ended_at"}


def test_ending_again_changes_nothing(registry: Registry, run: MLRunRead) -> None:
    ended = registry.runs.end(run.public_id)
    events = registry.audit.get_all()

    assert registry.runs.end(run.public_id) == ended
    assert registry.audit.get_all() == events


def test_another_end_keeps_the_time(registry: Registry, run: MLRunRead) -> None:
    ended = registry.runs.end(run.public_id)
    failed = registry.runs.end(run.public_id, RunStatus.FAILED)

    assert (failed.status, failed.ended_at) == (RunStatus.FAILED, ended.ended_at)


def test_an_end_before_the_start_is_refused(registry: Registry, run: MLRunRead) -> None:
    early = run.started_at - timedelta(seconds=1)

    with pytest.raises(RuleViolationError, match="can't end before that") as caught:
        registry.runs.end(run.public_id, ended_at=early)

    assert caught.value.field == "ended_at"
    assert registry.runs.get_by_public_id(run.public_id) == run


def test_a_constraint_backs_the_order_of_times_up(
    registry: Registry, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "check_times", lambda *_: None)

    with pytest.raises(RuleViolationError, match="can't end before it starts") as caught:
        registry.runs.end(run.public_id, ended_at=run.started_at - timedelta(seconds=1))

    assert caught.value.field == "ended_at"


def test_a_run_whose_clock_is_ahead_can_end(registry: Registry) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=1)
    run = registry.runs.create(MLRunCreate(started_at=ahead))

    assert (registry.runs.end(run.public_id)).ended_at == run.started_at


@pytest.mark.parametrize("status", [RunStatus.RUNNING, RunStatus.SCHEDULED, "done"])
def test_a_run_ends_as_finished_failed_or_killed(
    registry: Registry, run: MLRunRead, status: Any
) -> None:
    with pytest.raises(RuleViolationError, match="finished, failed, killed") as caught:
        registry.runs.end(run.public_id, status)

    assert caught.value.field == "status"


def test_an_ended_run_is_resumed(registry: Registry, run: MLRunRead) -> None:
    registry.runs.end(run.public_id, RunStatus.KILLED)
    resumed = registry.runs.resume(run.public_id)

    assert (resumed.status, resumed.ended_at) == (RunStatus.RUNNING, None)
    event = (registry.audit.get_all())[0]
    assert event.changes["status"] == ("killed", "running")


def test_a_run_is_renamed(registry: Registry, run: MLRunRead) -> None:
    data = MLRunUpdate(name="better", description="new", row_version=run.row_version)
    changed = registry.runs.update(run.id, data)

    assert (changed.name, changed.description) == ("better", "new")
    event = (registry.audit.get_all())[0]
    assert event.changes == {"name": (run.name, "better"), "description": ("", "new")}
    with pytest.raises(ConflictError):
        registry.runs.update(run.id, data)


def test_runs_are_nested(registry: Registry, run: MLRunRead) -> None:
    """A child may belong to another experiment."""
    children = [
        registry.runs.create(MLRunCreate(parent=run.public_id, name=name))
        for name in ("first", "second", "third")
    ]
    registry.runs.delete(children[0].id)

    assert [child.parent_public_id for child in children] == [run.public_id] * 3
    assert registry.runs.children(run.public_id) == [children[2], children[1]]
    assert registry.runs.children(run.public_id, 1) == [children[2]]
    assert registry.runs.children(children[1].public_id) == []


def test_a_parent_in_the_trash_is_kept(registry: Registry, run: MLRunRead) -> None:
    child = registry.runs.create(MLRunCreate(parent=run.public_id))
    registry.runs.delete(run.id)
    data = MLRunUpdate(name="renamed", parent=run.public_id, row_version=child.row_version)
    renamed = registry.runs.update(child.id, data)

    assert (renamed.name, renamed.parent_public_id) == ("renamed", run.public_id)


def test_a_parent_is_changed(registry: Registry, run: MLRunRead) -> None:
    child = registry.runs.create(MLRunCreate())
    nested = registry.runs.update(
        child.id, MLRunUpdate(parent=run.public_id, row_version=child.row_version)
    )
    again = registry.runs.update(
        child.id, MLRunUpdate(parent=run.public_id, row_version=nested.row_version)
    )
    alone = registry.runs.update(child.id, MLRunUpdate(parent=None, row_version=nested.row_version))

    assert again == nested
    assert (nested.parent_public_id, alone.parent_public_id) == (run.public_id, None)
    events = registry.audit.get_all(limit=2)
    assert [event.changes for event in events] == [
        {"parent_public_id": (run.public_id, None)},
        {"parent_public_id": (None, run.public_id)},
    ]


def test_a_run_can_t_be_a_part_of_itself(registry: Registry, run: MLRunRead) -> None:
    child = registry.runs.create(MLRunCreate(parent=run.public_id))
    grandchild = registry.runs.create(MLRunCreate(parent=child.public_id))

    for parent in (run, child, grandchild):
        data = MLRunUpdate(parent=parent.public_id, row_version=run.row_version)
        with pytest.raises(RuleViolationError, match="part of itself") as caught:
            registry.runs.update(run.id, data)
        assert caught.value.field == "parent"


def test_the_trash_hides_a_run_but_not_its_children(registry: Registry, run: MLRunRead) -> None:
    child = registry.runs.create(MLRunCreate(parent=run.public_id))
    registry.runs.delete(run.id, reason="a mistake")

    with pytest.raises(NotFoundError):
        registry.runs.get_by_public_id(run.public_id)
    assert registry.runs.get_by_public_id(child.public_id) == child
    (row,) = (registry.runs.get_trash_page()).rows
    assert row == registry.runs.get_from_trash(run.id)
    assert (row.public_id, row.experiment_name, row.deleted_by) == (run.public_id, "churn", "alice")

    restored = registry.runs.restore(run.id)

    assert restored.deleted_at is None
    actions = [event.action for event in registry.audit.get_all(limit=2)]
    assert actions == [AuditAction.RESTORE, AuditAction.DELETE]


def test_many_runs_are_trashed_at_once(registry: Registry, run: MLRunRead) -> None:
    other = registry.runs.create(MLRunCreate())
    outcome = registry.runs.delete_many([run.id, other.id, 99])

    assert outcome.done == [run.public_id, other.public_id]
    assert [one.label for one in outcome.skipped] == ["99"]


def test_an_experiment_in_the_trash_is_restored_first(
    registry: Registry, experiment: MLExperimentRead, run: MLRunRead
) -> None:
    registry.runs.delete(run.id)
    registry.experiments.delete(experiment.id)

    with pytest.raises(RuleViolationError, match="Restore the experiment 'churn' first") as caught:
        registry.runs.restore(run.id)

    assert caught.value.field == "experiment"


def test_a_purged_run_takes_its_log_along(
    registry: Registry, database: Database, run: MLRunRead
) -> None:
    child = registry.runs.create(MLRunCreate(parent=run.public_id))
    points = [LoggedPoint(name="loss", value=0.5, step=step) for step in range(2_000)]
    registry.run_logs.log_batch(run.public_id, RunLog(metrics=points))
    registry.logged_models.create(LoggedModelCreate(run=run.public_id, params={"a": "1"}))
    registry.runs.delete(run.id)
    with pytest.raises(RuleViolationError, match=run.public_id) as caught:
        registry.runs.purge(run.id, "yes")
    registry.runs.purge(run.id, run.public_id)

    assert caught.value.field == "confirmation"
    left = set()
    with database.snapshot() as session:
        for table in Base.metadata.sorted_tables:
            if (session.execute(table.select())).first() is not None:
                left.add(table.name)
    assert left == {"audit_events", "ml_experiments", "ml_experiment_tags", "ml_runs"}
    assert (registry.runs.get(child.id)).parent_public_id is None


def test_a_run_that_a_version_comes_from_can_t_be_purged(
    registry: Registry, run: MLRunRead
) -> None:
    logged = registry.logged_models.create(LoggedModelCreate(run=run.public_id))
    registry.models.create(MLModelCreate(name="stay"))
    version = registry.versions.register_from_run(
        run.public_id, RegisterFromRun(model_name="stay", logged_model=logged.public_id)
    )
    registry.versions.delete(version.id)
    registry.runs.delete(run.id)

    with pytest.raises(InUseError, match=r"come from this run: stay/1\. Purge"):
        registry.runs.purge(run.id, run.public_id)
    registry.versions.purge(version.id, "stay/1")
    registry.runs.purge(run.id, run.public_id)

    assert registry.runs.get_trashed() == []
