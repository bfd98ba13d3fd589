# Generated from mldb/async_db/services/change.py by `make twins`.
"""An audited change: its transaction, its author, its audit events."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from mldb.audit import Changes, Subject, changes_between
from mldb.security import note
from mldb.sync_db.repositories.audit.audit_event import AuditEventRepository
from mldb.sync_db.repositories.delivery.inbox_entry import InboxEntryRepository
from mldb.sync_db.repositories.registry.ml_model_activity import MLModelActivityRepository
from mldb.values.enums import AuditAction


@dataclass(frozen=True)
class Change:
    """The transaction, author, time and reason of a change."""

    session: Session
    actor: str
    via: str | None
    at: datetime
    reason: str | None
    notes: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    untold: list[dict[str, Any]] = field(default_factory=list)

    def created(self) -> dict[str, Any]:
        """Columns for the author of a new row."""
        return {"created_at": self.at, "created_by": self.actor, **self.updated()}

    def updated(self) -> dict[str, Any]:
        """Columns for the author of a changed row."""
        return {"updated_at": self.at, "updated_by": self.actor}

    def note(self, event: str, **fields: object) -> None:
        """Write this to the security log after the commit."""
        self.notes.append((event, {"actor": self.actor, "via": self.via} | fields))

    def write_notes(self) -> None:
        """Write the notes to the security log."""
        for event, fields in self.notes:
            note(event, **fields)

    def record(self, action: AuditAction, subject: Subject, changes: Changes) -> None:
        """Write the audit event in this transaction; no changes, no event."""
        if not changes:
            return
        event = self.event(action, subject, changes)
        AuditEventRepository(self.session).append(event)
        MLModelActivityRepository(self.session).note([event])
        self.untold.append(event)

    def record_created(self, created: Sequence[tuple[Subject, dict[str, Any]]]) -> None:
        """Write an audit event for each new row: its subject and its audited values."""
        events = [
            self.event(AuditAction.CREATE, subject, changes_between({}, values))
            for subject, values in created
        ]
        AuditEventRepository(self.session).append_many(events)
        MLModelActivityRepository(self.session).note(events)
        self.untold.extend(events)

    def tell(self) -> None:
        """Write to the inboxes of whoever is to hear of the events, in this transaction.

        At the end of the change, so that a thousand events about one model are one entry.
        """
        InboxEntryRepository(self.session).tell(self.untold)
        self.untold.clear()

    def event(self, action: AuditAction, subject: Subject, changes: Changes) -> dict[str, Any]:
        """Columns of an audit event."""
        return {
            "occurred_at": self.at,
            "actor": self.actor,
            "via": self.via,
            "action": action,
            "entity": subject.entity,
            "entity_id": subject.id,
            "label": subject.label,
            "model_id": subject.model_id,
            "changes": changes,
            "reason": self.reason,
        }
