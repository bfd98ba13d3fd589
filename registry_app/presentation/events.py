"""Events of the history in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from mldb.schemas import AuditEventRead
from mldb.types import AuditAction
from registry_app.places import Places
from registry_app.presentation.links import model_url, version_url
from registry_app.presentation.values import shown

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

_DONE_TO_VIEWS = {AuditAction.CREATE: "saved", AuditAction.DELETE: "deleted"}


def event_verb(event: AuditEventRead) -> str:
    """What was done, in words."""
    if event.entity == "view":
        return _DONE_TO_VIEWS.get(event.action, _DONE[event.action])
    return _DONE[event.action]


@dataclass(frozen=True)
class ShownChange:
    """A changed field; an empty text stands for "was not there" or "is no more"."""

    field: str
    before: str
    after: str


def event_changes(event: AuditEventRead) -> list[ShownChange]:
    """The changes that tell something: not those from nothing to nothing, nor the mark of trash."""
    changes = [
        ShownChange(field, _side(before), _side(after))
        for field, (before, after) in event.changes.items()
        if field != "deleted_at"
    ]
    return [change for change in changes if change.before or change.after]


def event_subject(event: AuditEventRead, places: Places) -> SafeString | str:
    """What it is about, as a link if it can be seen."""
    if event.entity == "view":
        # Its page is for its owner, unless it is shared: most readers would not get in.
        return f"the view {event.label}"
    thing = (event.entity, event.entity_id)
    if thing not in places or places[thing] is not None:
        return event.label
    # It may be called something else by now.
    name, _, number = places.labels.get(thing, event.label).partition("/")
    address = version_url(name, int(number)) if number else model_url(name)
    return format_html('<a href="{}">{}</a>', address, event.label)


def _side(value: Any) -> str:
    return "" if value is None or value == "" else shown(value)
