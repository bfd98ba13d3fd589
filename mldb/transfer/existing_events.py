"""Finds the audit events that exist already, by their content."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, Final

from pydantic_core import from_json, to_json
from sqlalchemy import select

from mldb.models import AuditEvent
from mldb.statements.audit.audit_event import event_contents
from mldb.statements.content import content_of
from mldb.statements.scratch import ExistingEvent
from mldb.transfer.records import EventRecord
from mldb.transfer.work import Work

# One event can list more than ten thousand metrics; its digest is short.
_EVENTS_AT_ONCE: Final = 20
_DIGESTS_AT_ONCE: Final = 1_000
_SAID: Final = tuple(content_of(AuditEvent))


class ExistingEvents:
    """The events before the import, by content, because ids differ between registries."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._is_read = False

    def among(self, records: Sequence[EventRecord]) -> list[bool]:
        """For each record, whether the registry has this event."""
        # An empty registry has nothing to compare with, which saves half of the time.
        if not self._work.last_ids[AuditEvent.__tablename__]:
            return [False] * len(records)
        if not self._is_read:
            self._read()
        digests = [_digest({name: getattr(record, name) for name in _SAID}) for record in records]
        asked = select(ExistingEvent.digest).where(ExistingEvent.digest.in_(set(digests)))
        known = set(self._work.connection.scalars(asked))
        return [digest in known for digest in digests]

    def _read(self) -> None:
        """Store the digests of all events, once."""
        statement = event_contents().execution_options(yield_per=_EVENTS_AT_ONCE)
        events = self._work.connection.execute(statement).mappings()
        digests = (
            {"digest": _digest({**event, "changes": from_json(event["changes"])})}
            for event in events
        )
        while portion := list(islice(digests, _DIGESTS_AT_ONCE)):
            self._work.insert(ExistingEvent, portion)
        self._is_read = True


def _digest(said: Mapping[str, Any]) -> str:
    parts = [sorted(said[name].items()) if name == "changes" else said[name] for name in _SAID]
    return blake2b(to_json(parts), digest_size=16).hexdigest()
