"""Who hears of a change, and why: decided by its audit event alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mldb.values.enums import AuditAction, NoticeKind, VersionStatus
from mldb.values.names import mentions

_BY_ACTION: Final = {
    AuditAction.MOVE_ALIAS: NoticeKind.ALIAS,
    AuditAction.REMOVE_ALIAS: NoticeKind.ALIAS,
    AuditAction.ROLL_BACK_ALIAS: NoticeKind.ALIAS,
    AuditAction.ADD_COMMENT: NoticeKind.COMMENT,
    AuditAction.DELETE: NoticeKind.TRASH,
    AuditAction.RESTORE: NoticeKind.TRASH,
    AuditAction.PURGE: NoticeKind.TRASH,
}
_WITH_TEXT: Final = {AuditAction.ADD_COMMENT, AuditAction.EDIT_COMMENT}
_OF_MODELS: Final = {"model", "version"}


_Same = tuple[int, NoticeKind, str, str]
"""What events of one notice share: model, kind, action and type of the entity."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the watchers of a model, or the people named in it.

    `count` events of one change are one notice; `event` is the last of them. `names` are the
    usernames that it is for; with `is_for_watchers` they are those who hear of it already.
    """

    kind: NoticeKind
    event: Mapping[str, Any]
    count: int
    names: tuple[str, ...]
    is_for_watchers: bool


def notices(events: Sequence[Mapping[str, Any]]) -> list[Notice]:
    """What the events of one change have to say: one for all of a kind about a model.

    Notices for people come before those for watchers.
    """
    named = [one for event in events if _is_of_model(event) for one in _for_people(event)]
    addressed = tuple(dict.fromkeys(name for one in named for name in one.names))
    return [*named, *_for_watchers(events, addressed)]


def _is_of_model(event: Mapping[str, Any]) -> bool:
    return event["entity"] in _OF_MODELS and event["model_id"] is not None


def _for_people(event: Mapping[str, Any]) -> Iterator[Notice]:
    before, owner = event["changes"].get("owner", (None, None))
    if owner is not None and owner != before:
        yield Notice(NoticeKind.OWNER, event, 1, (owner,), is_for_watchers=False)
    if event["action"] in _WITH_TEXT:
        ((old, new),) = event["changes"].values()
        names = tuple(name for name in mentions(new) if name not in mentions(old or ""))
        if names:
            yield Notice(NoticeKind.MENTION, event, 1, names, is_for_watchers=False)


def _for_watchers(
    events: Sequence[Mapping[str, Any]], addressed: tuple[str, ...]
) -> Iterator[Notice]:
    counts: dict[_Same, int] = {}
    last: dict[_Same, Mapping[str, Any]] = {}
    for event in events:
        kind = _kind(event) if _is_of_model(event) else None
        if kind is not None:
            key = event["model_id"], kind, event["action"], event["entity"]
            counts[key] = counts.get(key, 0) + 1
            last[key] = event
    for key, count in counts.items():
        yield Notice(key[1], last[key], count, addressed, is_for_watchers=True)


def _kind(event: Mapping[str, Any]) -> NoticeKind | None:
    """Why watchers hear of it; None: they don't."""
    if event["entity"] == "version":
        if event["action"] == AuditAction.CREATE:
            return NoticeKind.VERSION
        _, status = event["changes"].get("status", (None, None))
        if event["action"] == AuditAction.UPDATE and status == VersionStatus.FAILED:
            return NoticeKind.FAILED
    return _BY_ACTION.get(event["action"])
