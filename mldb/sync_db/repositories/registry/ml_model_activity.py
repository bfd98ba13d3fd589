# Generated from mldb/async_db/repositories/registry/ml_model_activity.py by `make twins`.
"""Rows of ml_model_activities."""

from collections.abc import Mapping, Sequence
from typing import Any

from mldb.models import MLModelActivity
from mldb.statements.registry.ml_model_activity import insert_activities, note_activity
from mldb.sync_db.repositories.rows import RowRepository
from mldb.values.enums import AuditAction


class MLModelActivityRepository(RowRepository[MLModelActivity]):
    """Rows of ml_model_activities: one for each model."""

    row_type = MLModelActivity

    def note(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Record the time and actor of these audit events, which are of one change."""
        created = [event for event in events if _creates_model(event)]
        if created:
            rows = [
                {
                    "model_id": event["model_id"],
                    "active_at": event["occurred_at"],
                    "active_by": event["actor"],
                }
                for event in created
            ]
            self.insert_all(insert_activities(), rows)
        new_ids = {event["model_id"] for event in created}
        model_ids = {event["model_id"] for event in events} - new_ids - {None}
        if model_ids:
            values = {"at": events[0]["occurred_at"], "by": events[0]["actor"]}
            connection = self.session.connection()
            connection.execute(note_activity(), {"model_ids": sorted(model_ids), **values})


def _creates_model(event: Mapping[str, Any]) -> bool:
    return bool(event["action"] == AuditAction.CREATE and event["entity"] == "model")
