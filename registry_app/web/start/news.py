"""The latest changes in short: what one person did in a row is one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from mldb.schemas import AuditEventRead
from mldb.values.enums import AuditAction

_ALIAS: Final = "aliases."
_NAMES: Final = 4
_REGISTERED: Final = {"model", "version"}
_VERBS: Final = {
    AuditAction.UPDATE: "changed",
    AuditAction.DELETE: "deleted",
    AuditAction.RESTORE: "restored",
    AuditAction.PURGE: "purged",
    AuditAction.ADD_COMMENT: "commented on",
    AuditAction.EDIT_COMMENT: "edited comments on",
    AuditAction.DELETE_COMMENT: "deleted comments on",
}


class AliasChange(NamedTuple):
    """Where an alias pointed before and after; None: nowhere."""

    alias: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class News:
    """Changes of one type that somebody made one after the other, the newest first."""

    events: Sequence[AuditEventRead]
    is_new: bool = False

    @property
    def newest(self) -> AuditEventRead:
        """The newest of them."""
        return self.events[0]

    @property
    def alias_changes(self) -> list[AliasChange]:
        """What happened to aliases, the first change first."""
        return [
            AliasChange(field.removeprefix(_ALIAS), before, after)
            for event in reversed(self.events)
            for field, (before, after) in event.changes.items()
            if field.startswith(_ALIAS)
        ]

    @property
    def verb(self) -> str:
        """What was done to all of them."""
        newest = self.newest
        if newest.action is AuditAction.CREATE:
            return "registered" if newest.entity in _REGISTERED else "created"
        return _VERBS[newest.action]

    @property
    def noun(self) -> str:
        """The type of what changed, in the plural."""
        return f"{self.newest.entity}s"

    @property
    def model_name(self) -> str | None:
        """The model of versions that changed; None for anything else."""
        is_version = self.newest.entity == "version"
        return self.newest.label.rpartition("/")[0] if is_version else None

    @property
    def labels(self) -> list[str]:
        """Names of the first of them: numbers of versions."""
        names = [event.label.rpartition("/")[2] for event in reversed(self.events)]
        return list(dict.fromkeys(names))

    @property
    def names(self) -> str:
        """The names in short: the first and the last of many."""
        names = self.labels
        if len(names) <= _NAMES:
            return ", ".join(names)
        return f"{names[0]} … {names[-1]}"


def news_of(
    events: Sequence[AuditEventRead], since: datetime | None, reader: str, limit: int
) -> list[News]:
    """The changes in lines, at most `limit`; new are those that others made since a time."""
    found = []
    for _, group in groupby(events, key=lambda event: _line(event, since, reader)):
        alike = list(group)
        found.append(News(alike, is_new=_is_new(alike[0], since, reader)))
        if len(found) == limit:
            break
    return found


def count_new(events: Sequence[AuditEventRead], since: datetime | None, reader: str) -> int:
    """How many of these changes others made since a time."""
    return sum(_is_new(event, since, reader) for event in events)


def _is_new(event: AuditEventRead, since: datetime | None, reader: str) -> bool:
    return since is not None and event.occurred_at > since and event.actor != reader


def _line(event: AuditEventRead, since: datetime | None, reader: str) -> tuple[object, ...]:
    """Equal for changes that are told in one line."""
    # Moves of aliases are told one by one for each model.
    of_model = event.entity == "version" or event.action in _OF_ALIASES
    model = event.model_id if of_model else None
    unique = event.id if event.action is AuditAction.UPDATE else None
    new = _is_new(event, since, reader)
    return event.actor, event.via, event.action, event.entity, model, event.reason, unique, new


_OF_ALIASES: Final = frozenset(
    {AuditAction.MOVE_ALIAS, AuditAction.REMOVE_ALIAS, AuditAction.ROLL_BACK_ALIAS}
)
