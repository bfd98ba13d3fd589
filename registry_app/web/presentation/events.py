"""Audit events in words."""

from dataclasses import dataclass, replace
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
from registry_app.web.presentation.sentences import event_sentence, field_words

# Their events list every field.
_WHOLE: Final = {AuditAction.CREATE, AuditAction.DELETE, AuditAction.PURGE}
_OPEN: Final = 3
_METRICS_OPEN: Final = 4
_DIGEST: Final = 12


@dataclass(frozen=True)
class EventChanges:
    """The changes of an event in short: those to show, and those behind a line that opens.

    `is_inline` if the shown ones fit into one line.
    """

    shown: list[ShownChange]
    folded: list[ShownChange]
    is_inline: bool = False


def event_text(event: AuditEventRead) -> str:
    """What was done, as plain text."""
    return event_sentence(event).text(event.label)


def changes_of(event: AuditEventRead) -> EventChanges:
    """The changes that the sentence does not say; of a new version above all its metrics."""
    changes = event_changes(event)
    if len(changes) <= _OPEN:
        return EventChanges(changes, [])
    metrics = [one for one in changes if one.field.startswith("metrics.")][:_METRICS_OPEN]
    if event.action is AuditAction.CREATE and metrics:
        others = [one for one in changes if one not in metrics]
        named = [replace(one, words=one.field.partition(".")[2]) for one in metrics]
        return EventChanges(named, others, is_inline=True)
    return EventChanges(changes[: _OPEN - 1], changes[_OPEN - 1 :])


def event_changes(event: AuditEventRead) -> list[ShownChange]:
    """The changes in short, without those that the sentence says or that go without saying."""
    told = event_sentence(event).told | {"deleted_at"}
    return [
        shown_change(field, *_in_short(field, before, after), field_words(event, field))
        for field, (before, after) in event.changes.items()
        if field not in told and not _goes_without_saying(event, field, before, after)
    ]


def _in_short(field: str, before: Any, after: Any) -> tuple[Any, Any]:
    """Of digests of files as much as tells them apart; the page of the event has all of it."""
    if not field.startswith("files."):
        return before, after
    old, new = (one[:_DIGEST] if isinstance(one, str) else one for one in (before, after))
    return (before, after) if old == new else (old, new)


def whole_changes(event: AuditEventRead) -> list[WholeChange]:
    """The changes in full."""
    return [
        whole_change(field, before, after, field_words(event, field))
        for field, (before, after) in event.changes.items()
    ]


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
