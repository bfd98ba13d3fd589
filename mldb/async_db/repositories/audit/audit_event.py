"""Rows of audit_events."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement

from mldb.async_db.repositories.base import BaseRepository
from mldb.models import AuditEvent
from mldb.statements.audit.audit_event import insert_event, newest_ids, reasons
from mldb.statements.identity import has_id
from mldb.values.spelling import spelling


class AuditEventRepository(BaseRepository[AuditEvent]):
    """Rows of audit_events; the database refuses to change or delete any."""

    row_type = AuditEvent

    def order(self) -> tuple[ColumnElement[Any], ...]:
        """Order of lists: the newest first."""
        return (AuditEvent.occurred_at.desc(), AuditEvent.id.desc())

    async def append(self, values: Mapping[str, Any]) -> None:
        """New row, whose id nobody asks for, as events are only read later."""
        await self.session.execute(insert_event(), values)

    async def append_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New rows, in the order given."""
        await self.insert_all(insert_event(), rows)

    async def get_newest_ids(self, model_name: str | None, limit: int) -> Sequence[int]:
        """Ids of the newest rows, of everything or about the model of this name."""
        given = {"limit": limit, "model_name": model_name and spelling(model_name)}
        connection = await self.session.connection()
        found = await connection.execute(newest_ids(of_model=model_name is not None), given)
        ids: Sequence[int] = found.scalars().all()
        return ids

    async def get_reasons(self, action: str, ids: Mapping[str, Sequence[int]]) -> Sequence[Any]:
        """Entity, id and reason of the events of this action about these ids of each entity type.

        The oldest first.
        """
        if not ids:
            return []
        connection = await self.session.connection()
        rows: Sequence[Any] = (await connection.execute(reasons(action, ids))).all()
        return rows

    async def get_of_entity(
        self, entity: str, entity_id: int, skip: int, limit: int
    ) -> Sequence[AuditEvent]:
        """Events about one entity, the newest first, at most `limit`."""
        return await self.get_all(
            skip, limit, AuditEvent.entity == entity, has_id(AuditEvent.entity_id, entity_id)
        )

    async def get_of_model(self, model_id: int, skip: int, limit: int) -> Sequence[AuditEvent]:
        """Events about a model and all that belongs to it, the newest first, at most `limit`."""
        return await self.get_all(skip, limit, has_id(AuditEvent.model_id, model_id))
