# Generated from mldb/async_db/services/audit_event.py by `make twins`.
"""Reading the audit; only changes write it."""

from collections.abc import Sequence
from typing import ClassVar

from mldb.errors import NotFoundError
from mldb.models import AuditEvent
from mldb.rules.paging import check_page
from mldb.schemas import AuditEventRead
from mldb.sync_db.repositories.audit_event import AuditEventRepository
from mldb.sync_db.services.base import Service
from mldb.types import PAGE_SIZE, is_storable


class AuditEventService(Service):
    """Who changed what, when, from what to what, and why; the newest first."""

    entity: ClassVar[str] = "audit event"

    def get(self, event_id: int) -> AuditEventRead:
        """The event with this id.

        Raises:
            NotFoundError: there is none.
        """
        with self.database.reading() as session:
            row = AuditEventRepository(session).get(event_id)
        if row is None:
            raise NotFoundError(self.entity, event_id)
        return AuditEventRead.model_validate(row)

    def get_all(self, *, skip: int = 0, limit: int = PAGE_SIZE) -> list[AuditEventRead]:
        """All events, the newest first, at most `limit` (1,000)."""
        check_page(skip, limit)
        with self.database.reading() as session:
            return _read_all(AuditEventRepository(session).get_all(skip, limit))

    def get_of_entity(
        self, entity: str, entity_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[AuditEventRead]:
        """Events about one thing, also when it is gone, the newest first, at most `limit` (1,000).

        Metrics, parameters and tags are told of with what they belong to, aliases with their model.
        """
        check_page(skip, limit)
        if not is_storable(entity):
            return []
        with self.database.reading() as session:
            repository = AuditEventRepository(session)
            return _read_all(repository.get_of_entity(entity, entity_id, skip, limit))

    def get_of_model(
        self, model_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[AuditEventRead]:
        """Events about a model and its versions, the newest first, at most `limit` (1,000)."""
        check_page(skip, limit)
        with self.database.reading() as session:
            return _read_all(AuditEventRepository(session).get_of_model(model_id, skip, limit))


def _read_all(rows: Sequence[AuditEvent]) -> list[AuditEventRead]:
    return [AuditEventRead.model_validate(row) for row in rows]
