# Generated from tests/mldb/async_db/registry/test_ml_model_alias.py by `make twins`.
"""Aliases: moved, removed, rolled back."""

import pytest

from mldb.errors import ConflictError, NotFoundError, RuleViolationError
from mldb.schemas import (
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
    MLModelVersionRead,
)
from mldb.sync_db import (
    AuditEventService,
    MLModelAliasService,
    MLModelReader,
    MLModelService,
    MLModelVersionReader,
    MLModelVersionService,
)
from mldb.sync_db.repositories.registry.ml_model_alias import MLModelAliasRepository
from mldb.values.enums import AuditAction
from tests.mldb.sync_db.hooks import failing, nothing

CHAMPION = MLModelAliasRef(model_name="fraud", name="champion")


def _to(version: int, expected: int | None = None, name: str = "champion") -> MLModelAliasMove:
    return MLModelAliasMove(
        model_name="fraud", name=name, version=version, expected_version=expected
    )


def _ref(expected: int) -> MLModelAliasRef:
    return MLModelAliasRef(model_name="fraud", name="champion", expected_version=expected)


@pytest.fixture(autouse=True)
def three(model: MLModelRead, versions: MLModelVersionService) -> list[MLModelVersionRead]:
    """Versions 1, 2 and 3 of the model."""
    data = MLModelVersionCreate(model_name="fraud", source="s3://bucket")
    return [versions.create(data) for _ in range(3)]


def test_an_alias_points_to_a_version(
    aliases: MLModelAliasService, three: list[MLModelVersionRead]
) -> None:
    moved = aliases.move(_to(2), reason="first review")

    assert moved == aliases.get("fraud", "champion")
    assert (moved.model_name, moved.name) == ("fraud", "champion")
    assert (moved.version_id, moved.version_number) == (three[1].id, 2)
    assert (moved.started_by, moved.start_reason) == ("alice", "first review")
    assert (moved.ended_at, moved.ended_by, moved.end_reason) == (None, None, None)


def test_a_move_ends_one_assignment_and_starts_the_next(aliases: MLModelAliasService) -> None:
    aliases.move(_to(1))
    aliases.actor = "bob"
    moved = aliases.move(_to(2), reason="better auc")

    current, ended = aliases.get_history("fraud", "champion")
    assert current == moved == aliases.get("fraud", "champion")
    assert (ended.version_number, ended.started_by) == (1, "alice")
    assert (ended.ended_by, ended.end_reason) == ("bob", "better auc")
    assert (current.started_by, current.start_reason) == ("bob", "better auc")
    assert ended.ended_at == current.started_at


def test_a_move_to_the_same_version_changes_nothing(
    aliases: MLModelAliasService, audit: AuditEventService
) -> None:
    moved = aliases.move(_to(1))
    events = audit.get_all()
    again = aliases.move(_to(1), reason="again")

    assert again == moved
    assert aliases.get_history("fraud") == [moved]
    assert audit.get_all() == events


def test_every_change_is_audited_at_the_model(
    aliases: MLModelAliasService, audit: AuditEventService, model: MLModelRead
) -> None:
    aliases.move(_to(1), reason="one")
    aliases.move(_to(2), reason="two")
    aliases.roll_back(CHAMPION, reason="three")
    aliases.remove(CHAMPION, reason="four")

    events = (audit.get_of_entity("model", model.id, limit=4))[::-1]
    field = "aliases.champion"
    assert [(event.action, event.changes, event.reason) for event in events] == [
        (AuditAction.MOVE_ALIAS, {field: (None, 1)}, "one"),
        (AuditAction.MOVE_ALIAS, {field: (1, 2)}, "two"),
        (AuditAction.ROLL_BACK_ALIAS, {field: (2, 1)}, "three"),
        (AuditAction.REMOVE_ALIAS, {field: (1, None)}, "four"),
    ]
    assert {(e.actor, e.label, e.model_id) for e in events} == {("alice", "fraud", model.id)}


def test_an_expected_version_that_holds_lets_the_move_pass(
    aliases: MLModelAliasService,
) -> None:
    aliases.move(_to(1, expected=0))
    moved = aliases.move(_to(2, expected=1))

    assert moved.version_number == 2


@pytest.mark.parametrize("expected", [0, 2, 3])
def test_a_decision_on_another_assignment_is_refused(
    aliases: MLModelAliasService, audit: AuditEventService, expected: int
) -> None:
    aliases.move(_to(2))
    moved = aliases.move(_to(1))
    events = audit.get_all()

    for refused in (aliases.remove, aliases.roll_back):
        with pytest.raises(ConflictError, match="points to version 1 now") as caught:
            refused(_ref(expected))
        assert caught.value.field == "expected_version"
    with pytest.raises(ConflictError, match="points to version 1 now") as caught:
        aliases.move(_to(3, expected))

    assert caught.value.field == "expected_version"
    assert aliases.get("fraud", "champion") == moved
    assert audit.get_all() == events


def test_an_alias_expected_somewhere_but_nowhere_is_a_conflict(
    aliases: MLModelAliasService,
) -> None:
    with pytest.raises(ConflictError, match="points to no version now"):
        aliases.move(_to(1, expected=1))


def test_constraint_refuses_a_second_current_assignment(
    aliases: MLModelAliasService, audit: AuditEventService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that finds no current assignment must not add one beside it."""
    moved = aliases.move(_to(1))
    events = audit.get_all()
    with monkeypatch.context() as blind:
        blind.setattr(MLModelAliasRepository, "get_last", nothing)
        with pytest.raises(ConflictError, match="Somebody else moved this alias") as caught:
            aliases.move(_to(2))

    assert caught.value.field == "name"
    assert aliases.get_history("fraud") == [moved]
    assert audit.get_all() == events


def test_a_move_that_breaks_off_leaves_the_old_assignment(
    aliases: MLModelAliasService, audit: AuditEventService, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = aliases.move(_to(1))
    events = audit.get_all()
    monkeypatch.setattr(aliases, "_record", failing)

    for broken in (aliases.move, aliases.remove):
        with pytest.raises(RuntimeError):
            broken(_to(2))

    assert aliases.get_history("fraud") == [moved]
    assert audit.get_all() == events


def test_a_removed_alias_points_nowhere_and_keeps_its_history(
    aliases: MLModelAliasService,
) -> None:
    moved = aliases.move(_to(1))
    aliases.remove(_ref(1), reason="retired")

    (ended,) = aliases.get_history("fraud", "champion")
    assert (ended.id, ended.version_number) == (moved.id, 1)
    assert (ended.ended_by, ended.end_reason) == ("alice", "retired")
    assert aliases.get_all("fraud") == []
    with pytest.raises(NotFoundError, match="no alias 'fraud@champion'"):
        aliases.get("fraud", "champion")


def test_an_alias_that_points_nowhere_can_not_be_removed(
    aliases: MLModelAliasService,
) -> None:
    aliases.move(_to(1))
    aliases.remove(CHAMPION)

    for nowhere in (CHAMPION, _ref(0)):
        with pytest.raises(NotFoundError, match="no alias 'champion'"):
            aliases.remove(nowhere)


def test_a_roll_back_undoes_the_last_move(aliases: MLModelAliasService) -> None:
    for number in (1, 3, 2):
        aliases.move(_to(number))
    back = aliases.roll_back(_ref(2), reason="too slow")

    history = aliases.get_history("fraud", "champion")
    assert [row.version_number for row in history] == [3, 2, 3, 1]
    assert back == history[0] == aliases.get("fraud", "champion")
    assert (history[1].end_reason, back.start_reason) == ("too slow", "too slow")


def test_a_roll_back_undoes_a_removal(aliases: MLModelAliasService) -> None:
    aliases.move(_to(1))
    aliases.move(_to(2))
    aliases.remove(CHAMPION)
    back = aliases.roll_back(_ref(0))

    assert back.version_number == 2


def test_a_second_roll_back_leads_further_back(aliases: MLModelAliasService) -> None:
    for number in (1, 2, 3):
        aliases.move(_to(number))
    first = aliases.roll_back(CHAMPION)
    second = aliases.roll_back(CHAMPION)

    assert (first.version_number, second.version_number) == (2, 1)


def test_a_roll_back_never_restores_what_was_rolled_back_from(
    aliases: MLModelAliasService, audit: AuditEventService
) -> None:
    aliases.move(_to(1))
    aliases.move(_to(2))
    back = aliases.roll_back(CHAMPION)
    events = audit.get_all()

    with pytest.raises(RuleViolationError, match="rolled back from all its other versions"):
        aliases.roll_back(CHAMPION)

    assert aliases.get("fraud", "champion") == back
    assert audit.get_all() == events


def test_what_was_rolled_back_from_can_be_asked_for(aliases: MLModelAliasService) -> None:
    aliases.move(_to(1))
    aliases.move(_to(2))
    aliases.roll_back(CHAMPION)

    assert (aliases.roll_back(CHAMPION, to=2)).version_number == 2
    assert (aliases.roll_back(CHAMPION)).version_number == 1


def test_a_roll_back_leads_to_no_version_that_the_alias_never_pointed_to(
    aliases: MLModelAliasService,
) -> None:
    moved = aliases.move(_to(1))

    with pytest.raises(RuleViolationError, match="never pointed to version 3") as caught:
        aliases.roll_back(CHAMPION, to=3)

    assert caught.value.field == "version"
    assert aliases.get("fraud", "champion") == moved


def test_where_it_can_be_rolled_back_to_is_told_with_what_was_left(
    aliases: MLModelAliasService,
) -> None:
    for number in (1, 2, 3, 2):
        aliases.move(_to(number), reason=f"to {number}")
    told = aliases.get_roll_back("fraud", "champion")
    choices = [
        (one.assignment.version_number, one.assignment.start_reason, one.is_left)
        for one in told.choices
    ]

    assert told.newest == aliases.get("fraud", "champion")
    assert choices == [(3, "to 3", True), (1, "to 1", False)]
    assert told.target == 1

    aliases.remove(CHAMPION)
    removed = aliases.get_roll_back("fraud", "champion", limit=2)

    assert [one.assignment.version_number for one in removed.choices] == [2, 3]
    assert removed.target == 2


def test_an_alias_that_never_was_has_nothing_to_go_back_to(
    aliases: MLModelAliasService,
) -> None:
    for name in ("nix", "a\x00b"):
        with pytest.raises(NotFoundError, match="There is no alias"):
            aliases.get_roll_back("fraud", name)


def test_whether_an_alias_ever_pointed_elsewhere_is_told_with_its_version(
    aliases: MLModelAliasService,
) -> None:
    aliases.move(_to(1))
    aliases.move(_to(1, name="staging"))
    aliases.move(_to(2, name="staging"))
    model = MLModelReader(aliases.database).get_overview("fraud")
    version = MLModelVersionReader(aliases.database).get_overview("fraud", 1)

    assert {one.name: one.has_others for one in model.aliases} == {
        "champion": False,
        "staging": True,
    }
    assert [(one.name, one.has_others) for one in version.aliases] == [("champion", False)]


def test_a_roll_back_looks_past_a_removal_for_another_version(
    aliases: MLModelAliasService,
) -> None:
    aliases.move(_to(1))
    aliases.move(_to(2))
    aliases.remove(CHAMPION)
    aliases.move(_to(2))

    assert (aliases.roll_back(CHAMPION)).version_number == 1


def test_without_a_move_there_is_nothing_to_roll_back_to(
    aliases: MLModelAliasService,
) -> None:
    moved = aliases.move(_to(1))

    with pytest.raises(RuleViolationError, match="nothing to roll back to") as caught:
        aliases.roll_back(CHAMPION)

    assert caught.value.field == "name"
    assert aliases.get_history("fraud") == [moved]


def test_an_alias_that_never_was_can_not_be_rolled_back(aliases: MLModelAliasService) -> None:
    with pytest.raises(NotFoundError, match="no alias 'champion'"):
        aliases.roll_back(CHAMPION)


@pytest.mark.parametrize("purged", [False, True])
def test_a_roll_back_to_a_version_that_is_gone_is_refused(
    aliases: MLModelAliasService,
    versions: MLModelVersionService,
    three: list[MLModelVersionRead],
    *,
    purged: bool,
) -> None:
    aliases.move(_to(1))
    moved = aliases.move(_to(2))
    versions.delete(three[0].id)
    if purged:
        versions.purge(three[0].id, "fraud/1")

    with pytest.raises(NotFoundError, match="no version 'fraud/1'"):
        aliases.roll_back(CHAMPION)

    assert aliases.get("fraud", "champion") == moved


def test_an_alias_moves_to_versions_of_its_own_model_only(
    aliases: MLModelAliasService, models: MLModelService
) -> None:
    models.create(MLModelCreate(name="other"))

    with pytest.raises(NotFoundError, match="no version 'other/1'"):
        aliases.move(MLModelAliasMove(model_name="other", name="champion", version=1))


def test_an_unknown_or_trashed_version_gets_no_alias(
    aliases: MLModelAliasService, versions: MLModelVersionService, three: list[MLModelVersionRead]
) -> None:
    versions.delete(three[0].id)

    for number in (1, 4, 2**31 - 1):
        with pytest.raises(NotFoundError, match=f"no version 'fraud/{number}'"):
            aliases.move(_to(number))


def test_aliases_of_an_unknown_or_trashed_model_can_not_be_changed(
    aliases: MLModelAliasService, models: MLModelService, model: MLModelRead
) -> None:
    models.delete(model.id)

    for name in ("fraud", "unknown"):
        to = MLModelAliasMove(model_name=name, name="champion", version=1)
        for refused in (aliases.move, aliases.remove, aliases.roll_back):
            with pytest.raises(NotFoundError, match=f"no model '{name}'"):
                refused(to)
