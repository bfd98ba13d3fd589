"""Audit events in the sentences of the trade."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mldb.audit import HIDDEN
from mldb.schemas import AuditEventRead
from mldb.values.enums import AuditAction
from registry_app.web.presentation.events import changes_of, event_changes, event_text

LONG = "x" * 41
CREATE, UPDATE, DELETE = AuditAction.CREATE, AuditAction.UPDATE, AuditAction.DELETE
SECRET = (HIDDEN, HIDDEN)


def event(
    action: AuditAction, entity: str, label: str, changes: dict[str, tuple[Any, Any]]
) -> AuditEventRead:
    return AuditEventRead(
        id=1,
        occurred_at=datetime(2026, 3, 1, tzinfo=UTC),
        actor="alice",
        via=None,
        action=action,
        entity=entity,
        entity_id=1,
        label=label,
        model_id=None,
        changes=changes,
        reason=None,
    )


@pytest.mark.parametrize(
    ("action", "entity", "label", "changes", "sentence", "others"),
    [
        (CREATE, "model", "m", {"name": (None, "m")}, "registered m", []),
        (CREATE, "version", "m/3", {"number": (None, 3)}, "registered m/3", []),
        (CREATE, "experiment", "e", {"name": (None, "e")}, "created e", []),
        (CREATE, "run", "a1", {"name": (None, "owl")}, "started a1", ["name"]),
        (CREATE, "view", "v", {"name": (None, "v"), "query": (None, "x")}, "saved v", ["query"]),
        (CREATE, "API token", "bob/ci", {"name": (None, "ci")}, "made the API token bob/ci", []),
        (CREATE, "comment", "m/3", {"text": (None, "x")}, "created the comment m/3", ["text"]),
        (
            CREATE,
            "staff user",
            "bob",
            {
                "username": (None, "bob"),
                "display_name": (None, "Bob B."),
                "role": (None, "viewer"),
                "password_hash": SECRET,
                "is_active": (None, True),
            },
            "added the staff user bob as viewer",
            ["display_name"],
        ),
        (DELETE, "model", "m", {"deleted_at": (None, "2026")}, "moved m to the trash", []),
        (DELETE, "view", "v", {"name": ("v", None)}, "deleted v", ["name"]),
        (AuditAction.RESTORE, "model", "m", {}, "restored m from the trash", []),
        (AuditAction.PURGE, "model", "m", {}, "purged m", []),
        (
            AuditAction.MOVE_ALIAS,
            "model",
            "m",
            {"aliases.champion": (None, 1)},
            "pointed champion of m to 1",
            [],
        ),
        (
            AuditAction.MOVE_ALIAS,
            "model",
            "m",
            {"aliases.a.b": (1, 3)},
            "moved a.b of m from 1 to 3",
            [],
        ),
        (
            AuditAction.ROLL_BACK_ALIAS,
            "model",
            "m",
            {"aliases.champion": (3, 1)},
            "rolled champion of m back from 3 to 1",
            [],
        ),
        (
            AuditAction.REMOVE_ALIAS,
            "model",
            "m",
            {"aliases.champion": (3, None)},
            "removed champion of m, which pointed to 3",
            [],
        ),
        (UPDATE, "model", "n", {"name": ("m", "n")}, "renamed m to n", []),
        (UPDATE, "model", "m", {"name": ("m", "n")}, "renamed m to n", []),
        (UPDATE, "run", "a1", {"name": ("owl", "fox")}, "renamed owl to fox", []),
        (
            UPDATE,
            "model",
            "m",
            {"description": ("a", "b")},
            "edited the card of m",
            ["description"],
        ),
        (UPDATE, "model", "m", {"description": ("", "b")}, "wrote the card of m", ["description"]),
        (
            UPDATE,
            "model",
            "m",
            {"description": ("a", "")},
            "cleared the card of m",
            ["description"],
        ),
        (
            UPDATE,
            "version",
            "m/1",
            {"description": ("a", "b")},
            "edited the description of m/1",
            ["description"],
        ),
        (
            UPDATE,
            "model",
            "m",
            {"primary_metric": (None, "auc"), "primary_metric_goal": (None, "maximize")},
            "chose auc as the primary metric of m",
            ["primary_metric", "primary_metric_goal"],
        ),
        (
            UPDATE,
            "model",
            "m",
            {"primary_metric": ("auc", None)},
            "removed the primary metric of m",
            ["primary_metric"],
        ),
        (UPDATE, "version", "m/1", {"status": ("pending", "ready")}, "marked m/1 as ready", []),
        (
            UPDATE,
            "run",
            "a1",
            {"status": ("running", "failed"), "ended_at": (None, "2026-03-01T00:00:00Z")},
            "ended a1 as failed",
            [],
        ),
        (UPDATE, "run", "a1", {"status": ("failed", "running")}, "started a1 again", []),
        (UPDATE, "version", "m/1", {"metrics.auc": (None, 0.5)}, "recorded auc 0.5 on m/1", []),
        (
            UPDATE,
            "version",
            "m/1",
            {"metrics.auc": (0.4, 0.5)},
            "corrected auc of m/1",
            ["metrics.auc"],
        ),
        (
            UPDATE,
            "version",
            "m/1",
            {"metrics.auc": (0.4, None)},
            "removed the metric auc from m/1",
            ["metrics.auc"],
        ),
        (
            UPDATE,
            "version",
            "m/1",
            {"metrics.a": (None, 1.0), "metrics.b": (None, 1.0)},
            "recorded 2 metrics on m/1",
            ["metrics.a", "metrics.b"],
        ),
        (
            UPDATE,
            "version",
            "m/1",
            {"params.lr": (None, "0.1")},
            "set the parameter lr of m/1 to 0.1",
            [],
        ),
        (
            UPDATE,
            "version",
            "m/1",
            {"params.lr": (None, LONG)},
            "set the parameter lr of m/1",
            ["params.lr"],
        ),
        (
            UPDATE,
            "version",
            "m/1",
            {"params.lr": (None, "\u200b")},
            "set the parameter lr of m/1",
            ["params.lr"],
        ),
        (UPDATE, "model", "m", {"tags.deprecated": (None, "")}, "tagged m deprecated", []),
        (
            UPDATE,
            "model",
            "m",
            {"tags.team": ("a", "b")},
            "changed the tag team of m",
            ["tags.team"],
        ),
        (
            UPDATE,
            "model",
            "m",
            {"tags.team": ("a", None)},
            "removed the tag team from m",
            ["tags.team"],
        ),
        (
            UPDATE,
            "model",
            "m",
            {"tags.a": ("a", None), "tags.b": ("", None)},
            "removed 2 tags from m",
            ["tags.a", "tags.b"],
        ),
        (
            UPDATE,
            "version",
            "m/1",
            {"files.a/b.txt": (None, "d1")},
            "uploaded a/b.txt to m/1",
            ["files.a/b.txt"],
        ),
        (
            UPDATE,
            "staff user",
            "bob",
            {"role": ("viewer", "admin")},
            "changed the role of bob from viewer to admin",
            [],
        ),
        (UPDATE, "staff user", "bob", {"is_active": (True, False)}, "deactivated bob", []),
        (UPDATE, "staff user", "bob", {"password_hash": SECRET}, "gave bob a new password", []),
        (
            UPDATE,
            "staff user",
            "alice",
            {"password_hash": SECRET},
            "changed their own password",
            [],
        ),
        (
            UPDATE,
            "API token",
            "bob/ci",
            {"revoked_at": (None, "2026-03-01T00:00:00Z")},
            "revoked the API token bob/ci",
            [],
        ),
        (
            UPDATE,
            "model",
            "m",
            {"description": ("a", "b"), "primary_metric_goal": ("minimize", "maximize")},
            "changed the card and goal of m",
            ["description", "primary_metric_goal"],
        ),
        (UPDATE, "model", "m", {"new_field": (1, 2)}, "changed the new field of m", ["new_field"]),
        (UPDATE, "model", "m", {}, "changed m", []),
    ],
)
def test_an_event_is_a_sentence_that_says_all_or_leaves_the_rest_to_the_changes(
    action: AuditAction,
    entity: str,
    label: str,
    changes: dict[str, tuple[Any, Any]],
    sentence: str,
    others: list[str],
) -> None:
    found = event(action, entity, label, changes)

    assert event_text(found) == sentence
    assert [change.field for change in event_changes(found)] == others


def test_of_a_new_version_the_metrics_are_shown_and_the_rest_opens() -> None:
    fields = ["source", "device", *(f"metrics.m{number}" for number in range(6))]
    changes = changes_of(event(CREATE, "version", "m/1", dict.fromkeys(fields, (None, 1.0))))

    assert [one.field for one in changes.shown] == [f"metrics.m{number}" for number in range(4)]
    assert [one.field for one in changes.folded] == ["source", "device", "metrics.m4", "metrics.m5"]


def test_times_are_shown_as_times() -> None:
    times = ("2026-02-26T23:59:59.999999Z", "2026-03-26T23:59:59Z")
    (change,) = event_changes(event(UPDATE, "API token", "bob/ci", {"expires_at": times}))

    assert ">2026-02-26 23:59 UTC</time>" in change.before
    assert ">2026-03-26 23:59 UTC</time>" in change.after


@pytest.mark.parametrize("value", ["soon", "9999-99-99", 12, ""])
def test_what_is_no_time_is_shown_as_it_is(value: object) -> None:
    (change,) = event_changes(event(UPDATE, "API token", "bob/ci", {"expires_at": (None, value)}))

    assert str(value) in change.after


def test_digests_of_files_are_shown_in_short() -> None:
    changes = {"files.a": ("a" * 64, "b" * 64), "files.b": ("a" * 64, "a" * 12 + "b" * 52)}
    first, second = event_changes(event(UPDATE, "version", "m/1", changes))

    assert (first.before, first.after) == ("a" * 12, "b" * 12)
    assert second.before != second.after
