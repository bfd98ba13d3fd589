"""Events of the history in words."""

from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from mldb.schemas import AuditEventRead
from mldb.values.enums import AuditAction
from registry_app.web.kit.places import Places
from registry_app.web.presentation.changes import (
    ShownChange,
    WholeChange,
    shown_change,
    whole_change,
)
from registry_app.web.presentation.links import model_url, version_url

_DONE = {
    AuditAction.CREATE: "registered",
    AuditAction.UPDATE: "changed",
    AuditAction.DELETE: "trashed",
    AuditAction.RESTORE: "restored",
    AuditAction.PURGE: "purged",
    AuditAction.MOVE_ALIAS: "moved an alias of",
    AuditAction.REMOVE_ALIAS: "removed an alias of",
    AuditAction.ROLL_BACK_ALIAS: "rolled back an alias of",
}

# Their events list every field.
_WHOLE: Final = {AuditAction.CREATE, AuditAction.DELETE, AuditAction.PURGE}
_DONE_TO_VIEWS = {AuditAction.CREATE: "saved", AuditAction.DELETE: "deleted"}


def event_verb(event: AuditEventRead) -> str:
    """What was done, in words."""
    if event.entity == "view":
        return _DONE_TO_VIEWS.get(event.action, _DONE[event.action])
    return _DONE[event.action]


def event_changes(event: AuditEventRead) -> list[ShownChange]:
    """The changes in short, without those that the verb tells or that go without saying."""
    return [
        shown_change(field, before, after)
        for field, (before, after) in event.changes.items()
        if field != "deleted_at" and not _goes_without_saying(event, field, before, after)
    ]


def whole_changes(event: AuditEventRead) -> list[WholeChange]:
    """All changes, with all of them."""
    return [whole_change(field, before, after) for field, (before, after) in event.changes.items()]


def event_subject(event: AuditEventRead, places: Places) -> SafeString | str:
    """What it is about, as a link if it can be seen."""
    if event.entity == "view":
        # Its page is for its owner, unless it is shared: most readers would not get in.
        return f"the view {event.label}"
    thing = (event.entity, event.entity_id)
    if thing not in places or places[thing] is not None:
        return format_html("<bdi>{}</bdi>", event.label)
    # It may be called something else by now.
    name, _, number = places.labels.get(thing, event.label).partition("/")
    address = version_url(name, int(number)) if number else model_url(name)
    return format_html('<a dir="auto" href="{}">{}</a>', address, event.label)


def _goes_without_saying(event: AuditEventRead, field: str, before: Any, after: Any) -> bool:
    """Whether it is a field of its own, such as the description, that a thing came or went without.

    Names of metrics, parameters, tags and aliases have a dot: that they are there says something.
    """
    is_nothing = before in (None, "", []) and after in (None, "", [])
    return is_nothing and "." not in field and event.action in _WHOLE
