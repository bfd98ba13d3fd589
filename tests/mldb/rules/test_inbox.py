"""Who hears of a change, and why."""

from typing import Any

import pytest

from mldb.rules.inbox import notices
from mldb.values.enums import AuditAction, NoticeKind
from mldb.values.names import MENTIONS_LIMIT, mentions


def event(action: AuditAction, entity: Any = "version", **changes: Any) -> dict[str, Any]:
    return {"action": action, "entity": entity, "model_id": 7, "changes": changes}


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (event(AuditAction.CREATE, status=(None, "failed")), NoticeKind.VERSION),
        (event(AuditAction.UPDATE, status=("pending", "failed")), NoticeKind.FAILED),
        (event(AuditAction.UPDATE, status=("pending", "ready")), None),
        (event(AuditAction.UPDATE, **{"metrics.auc": (0.5, 0.6)}), None),
        (event(AuditAction.CREATE, "model"), None),
        (event(AuditAction.UPDATE, "model", status=("ready", "failed")), None),
        (event(AuditAction.MOVE_ALIAS, "model", **{"aliases.a": (1, 2)}), NoticeKind.ALIAS),
        (event(AuditAction.ROLL_BACK_ALIAS, "model", **{"aliases.a": (2, 1)}), NoticeKind.ALIAS),
        (event(AuditAction.REMOVE_ALIAS, "model", **{"aliases.a": (2, None)}), NoticeKind.ALIAS),
        (event(AuditAction.ADD_COMMENT, **{"comments.a": (None, "Hm.")}), NoticeKind.COMMENT),
        (event(AuditAction.EDIT_COMMENT, **{"comments.a": ("Hm.", "Ah.")}), None),
        (event(AuditAction.DELETE_COMMENT, **{"comments.a": ("Hm.", None)}), None),
        (event(AuditAction.DELETE), NoticeKind.TRASH),
        (event(AuditAction.RESTORE, "model"), NoticeKind.TRASH),
        (event(AuditAction.PURGE), NoticeKind.TRASH),
        (event(AuditAction.DELETE, "view"), None),
        (event(AuditAction.CREATE, "run"), None),
    ],
)
def test_watchers_hear_of_what_matters(told: dict[str, Any], kind: NoticeKind | None) -> None:
    assert [one.kind for one in notices([told])] == ([] if kind is None else [kind])


def test_what_is_of_one_kind_is_one_notice() -> None:
    trashed = [event(AuditAction.DELETE) for _ in range(3)]
    restored = event(AuditAction.RESTORE, "model")
    found = notices([*trashed, restored])

    assert [(one.count, one.event["action"]) for one in found] == [
        (3, AuditAction.DELETE),
        (1, AuditAction.RESTORE),
    ]
    assert found[0].event is trashed[-1]


def test_people_come_first_and_watchers_know_of_them() -> None:
    said = event(AuditAction.ADD_COMMENT, **{"comments.a": (None, "@bob @carla")})
    first, second = notices([said])

    assert (first.kind, first.names) == (NoticeKind.MENTION, ("bob", "carla"))
    assert (second.kind, second.names) == (NoticeKind.COMMENT, ("bob", "carla"))


def test_an_edited_comment_tells_only_who_was_not_told() -> None:
    edited = event(AuditAction.EDIT_COMMENT, **{"comments.a": ("@bob", "@bob @carla")})

    assert [one.names for one in notices([edited])] == [("carla",)]


@pytest.mark.parametrize(
    ("change", "told"),
    [((None, "bob"), ["bob"]), (("ann", "bob"), ["bob"]), (("bob", None), [])],
)
def test_a_new_owner_is_told(change: tuple[str | None, str | None], told: list[str]) -> None:
    found = notices([event(AuditAction.UPDATE, "model", owner=change)])

    assert [name for one in found for name in one.names] == told


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Bob. @alice-, (@carla) @bob!", ["bob", "alice", "carla"]),
        ("bob@example.org a@b c/@d @ @@e", []),
        ("@d\u00f6rte @\u674e", ["d\u00f6rte", "\u674e"]),
        ("@a.b@c.example", ["a.b@c.example"]),
        ("", []),
    ],
)
def test_names_are_found_in_texts(text: str, names: list[str]) -> None:
    assert mentions(text) == names


def test_nobody_mentions_everybody() -> None:
    assert len(mentions(" ".join(f"@u{number}" for number in range(1_000)))) == MENTIONS_LIMIT
