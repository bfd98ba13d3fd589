"""Entries of inboxes in words, for pages and mails."""

from dataclasses import dataclass
from typing import Any, Final

from mldb.schemas import AuditEventRead, InboxEntryRead
from mldb.values.enums import AuditAction, NoticeKind

_EXCERPT: Final = 280
_TRASH: Final = {
    AuditAction.DELETE: ("moved", "to the trash"),
    AuditAction.RESTORE: ("restored", "from the trash"),
    AuditAction.PURGE: ("purged", ""),
}


@dataclass(frozen=True)
class Said:
    """What somebody did: the words around the name of what they did it to.

    `quote` is the reason, or the beginning of the comment.
    """

    actor: str
    before: str
    subject: str
    after: str
    quote: str | None

    def __str__(self) -> str:
        return " ".join(filter(None, (self.actor, self.before, self.subject, self.after)))


def said(entry: InboxEntryRead) -> Said:
    """The entry in words; its subject has its current name."""
    event = entry.event
    actor = event.actor if event.via is None else f"{event.actor} via {event.via}"
    subject = _subject(entry)
    before, after = _WORDS[entry.kind](entry)
    if entry.event_count > 1:
        subject = entry.model_name or event.label.partition("/")[0]
        before = f"{before} {entry.event_count:,} versions of"
    return Said(actor, before, subject, after, _quote(event))


def number_of(event: AuditEventRead) -> int | None:
    """The number of the version that the event is about; None: it is about a model."""
    return int(event.label.rpartition("/")[2]) if event.entity == "version" else None


def _subject(entry: InboxEntryRead) -> str:
    if entry.model_name is None:
        return entry.event.label
    number = number_of(entry.event)
    return entry.model_name if number is None else f"{entry.model_name}/{number}"


def _quote(event: AuditEventRead) -> str | None:
    if event.action in {AuditAction.ADD_COMMENT, AuditAction.EDIT_COMMENT}:
        ((_, text),) = event.changes.values()
        text = " ".join(str(text or "").split())
        return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"
    return event.reason


def _alias(entry: InboxEntryRead) -> tuple[str, str]:
    ((field, (old, new)),) = entry.event.changes.items()
    alias = field.partition(".")[2]
    if new is None:
        return f"removed {alias} of", f"from version {old}"
    was = "" if old is None else f", before {old}"
    verb = "rolled back" if entry.event.action == AuditAction.ROLL_BACK_ALIAS else "pointed"
    return f"{verb} {alias} of", f"to version {new}{was}"


def _comment(entry: InboxEntryRead) -> tuple[str, str]:
    is_move = entry.event.entity == "model"
    return "commented on" if not is_move else "commented on a move of an alias of", ""


def _words(before: str, after: str = "") -> Any:
    return lambda _: (before, after)


_WORDS: Final[dict[NoticeKind, Any]] = {
    NoticeKind.MENTION: _words("mentioned you in a comment on"),
    NoticeKind.OWNER: _words("made you the owner of"),
    NoticeKind.ALIAS: _alias,
    NoticeKind.FAILED: _words("marked", "as failed"),
    NoticeKind.VERSION: _words("registered"),
    NoticeKind.COMMENT: _comment,
    NoticeKind.TRASH: lambda entry: _TRASH[entry.event.action],
}
