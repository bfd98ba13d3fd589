"""Audit events in words."""

from typing import Any, Final

from mldb.schemas import AuditEventRead, TrashStates
from mldb.values.enums import AuditAction
from registry_app.web.presentation.changes import (
    ShownChange,
    WholeChange,
    shown_change,
    whole_change,
)
from registry_app.web.presentation.links import (
    experiment_url,
    model_url,
    run_url,
    version_url,
)

_DONE = {
    AuditAction.CREATE: "registered",
    AuditAction.UPDATE: "changed",
    AuditAction.DELETE: "trashed",
    AuditAction.RESTORE: "restored",
    AuditAction.PURGE: "purged",
    AuditAction.MOVE_ALIAS: "moved an alias of",
    AuditAction.REMOVE_ALIAS: "removed an alias of",
    AuditAction.ROLL_BACK_ALIAS: "rolled back an alias of",
    AuditAction.ADD_COMMENT: "commented on",
    AuditAction.EDIT_COMMENT: "edited a comment on",
    AuditAction.DELETE_COMMENT: "deleted a comment on",
}

# Their events list every field.
_WHOLE: Final = {AuditAction.CREATE, AuditAction.DELETE, AuditAction.PURGE}
_DONE_TO: Final = {
    "view": {AuditAction.CREATE: "saved", AuditAction.DELETE: "deleted"},
    "experiment": {AuditAction.CREATE: "created"},
    "run": {AuditAction.CREATE: "started"},
}


def event_verb(event: AuditEventRead) -> str:
    """The action as a verb in the past tense."""
    return _DONE_TO.get(event.entity, {}).get(event.action, _DONE[event.action])


def event_changes(event: AuditEventRead) -> list[ShownChange]:
    """The changes in short, without those that the verb says or that go without saying."""
    return [
        shown_change(_field(field), before, after)
        for field, (before, after) in event.changes.items()
        if field != "deleted_at" and not _goes_without_saying(event, field, before, after)
    ]


def whole_changes(event: AuditEventRead) -> list[WholeChange]:
    """The changes in full."""
    return [
        whole_change(_field(field), before, after)
        for field, (before, after) in event.changes.items()
    ]


def _field(field: str) -> str:
    """The field for people, to whom the id of a comment says nothing."""
    return "comment" if field.startswith("comments.") else field


def subject_url(event: AuditEventRead, states: TrashStates) -> str | None:
    """The page of the event's subject under its current name; None if there is none to see."""
    thing = (event.entity, event.entity_id)
    # The page of a view is for its owner, unless it is shared: most readers may not open it.
    if event.entity == "view" or thing not in states or states[thing] is not None:
        return None
    if event.entity == "experiment":
        return experiment_url(event.entity_id)
    if event.entity == "run":
        return run_url(event.label)
    name, _, number = states.labels.get(thing, event.label).partition("/")
    return version_url(name, int(number)) if number else model_url(name)


def _goes_without_saying(event: AuditEventRead, field: str, before: Any, after: Any) -> bool:
    """Whether it is a column, such as the description, that was empty when a row came or went.

    Fields of metrics, parameters, tags and aliases contain a dot: their existence is a change.
    """
    is_nothing = before in (None, "", []) and after in (None, "", [])
    return is_nothing and "." not in field and event.action in _WHOLE
