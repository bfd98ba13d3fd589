"""Random histories for searches, in plain Python and in a database."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import delete, insert, text

from mldb.models import AuditEvent, MLModel
from mldb.sync_db import Database
from mldb.values.enums import AuditAction
from tests.mldb.search.random_registries import MOMENTS, START, TEXTS, USERS

PURGED = 9
MODEL_NAMES = {1: "a", 2: "A", 3: "é", 4: "a_b", PURGED: "axb"}
FIELDS = ["description", "metrics.auc", "metrics.AUC", "tags.é", "params.\U0001f600", 'tags."\\']


@dataclass
class Event:
    """An audit event."""

    occurred_at: datetime
    actor: str
    action: str
    entity: str
    label: str
    model_id: int | None
    changes: dict[str, Any]
    reason: str | None
    via: str | None = None
    entity_id: int = 1
    id: int = 0

    @property
    def model_name(self) -> str | None:
        """Name of the model that it is about."""
        return MODEL_NAMES.get(self.model_id or 0)


@st.composite
def _event(draw: st.DrawFn) -> Event:
    model_id = draw(st.none() | st.sampled_from(list(MODEL_NAMES)))
    entity = draw(
        st.sampled_from(["model", "version"] if model_id else ["staff user", "API token"])
    )
    name = MODEL_NAMES[model_id] if model_id else draw(USERS)
    of_it = entity in {"version", "API token"}
    return Event(
        occurred_at=draw(MOMENTS),
        actor=draw(USERS),
        action=draw(st.sampled_from(list(AuditAction))),
        entity=entity,
        label=f"{name}/{draw(st.integers(1, 3))}" if of_it else name,
        model_id=model_id,
        changes=draw(st.dictionaries(st.sampled_from(FIELDS), _CHANGES, max_size=3)),
        via=draw(st.none() | USERS),
        reason=draw(st.none() | st.sampled_from(["", *TEXTS, "a\nb"])),
    )


_CHANGES = st.sampled_from([[None, 0.5], ["a", "\U0001f600"], ['"\\', None]])


def _numbered(events: list[Event]) -> list[Event]:
    for event_id, event in enumerate(events, 1):
        event.id = event_id
    return events


HISTORIES = st.lists(_event(), max_size=12).map(_numbered)


def unprotect(database: Database) -> None:
    """Let the audit be emptied, which a trigger refuses in every real registry."""
    of_table = "" if database.config.dialect == "sqlite" else " ON audit_events"
    with database.writing() as session:
        session.execute(text(f"DROP TRIGGER audit_events_no_delete{of_table}"))
        models = [
            {"id": model_id, "name": name, "description": "", "row_version": 1}
            | {"last_version_number": 0, "created_at": START, "updated_at": START}
            | {"created_by": "alice", "updated_by": "alice"}
            for model_id, name in MODEL_NAMES.items()
            if model_id != PURGED
        ]
        session.connection().execute(insert(MLModel), models)


def store(events: list[Event], database: Database) -> None:
    """Make the audit hold these events and nothing else."""
    with database.writing() as session:
        connection = session.connection()
        connection.execute(delete(AuditEvent))
        if events:
            connection.execute(insert(AuditEvent), [asdict(event) for event in events])
