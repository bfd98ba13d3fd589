"""Reading the audit; only changes write it."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import ClassVar

from mldb.async_db.repositories.audit.audit_event import AuditEventRepository
from mldb.async_db.services.registry.search import SearchService
from mldb.errors import NotFoundError
from mldb.models import AuditEvent
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.schemas import AuditEventRead, EntityRef
from mldb.schemas.registry.search import Count, SearchPage
from mldb.statements.search.listing import Listing
from mldb.values.enums import AuditAction
from mldb.values.limits import MAX_ID, PAGE_SIZE
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable


class AuditEventService(SearchService):
    """The recorded changes with actor, time, old and new values and reason; the newest first."""

    entity: ClassVar[str] = "audit event"

    async def get(self, event_id: int) -> AuditEventRead:
        """The event with this id.

        Raises:
            NotFoundError: there is none.
        """
        async with self.database.reading() as session:
            row = await AuditEventRepository(session).get(event_id)
        if row is None:
            raise NotFoundError(self.entity, event_id)
        return AuditEventRead.model_validate(row)

    async def get_all(self, *, skip: int = 0, limit: int = PAGE_SIZE) -> list[AuditEventRead]:
        """All events, the newest first, at most `limit` (1,000)."""
        check_page(skip, limit)
        async with self.database.reading() as session:
            return _read_all(await AuditEventRepository(session).get_all(skip, limit))

    async def get_of_entity(
        self, entity: str, entity_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[AuditEventRead]:
        """Events about one entity, also a deleted one, the newest first, at most `limit` (1,000).

        Changes of metrics, parameters and tags are events of their owner, of aliases of the model.
        """
        check_page(skip, limit)
        if not is_storable(entity):
            return []
        async with self.database.reading() as session:
            repository = AuditEventRepository(session)
            return _read_all(await repository.get_of_entity(entity, entity_id, skip, limit))

    async def get_of_model(
        self, model_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[AuditEventRead]:
        """Events about a model and its versions, the newest first, at most `limit` (1,000)."""
        check_page(skip, limit)
        async with self.database.reading() as session:
            return _read_all(
                await AuditEventRepository(session).get_of_model(model_id, skip, limit)
            )

    async def get_newest_ids(
        self, model_name: str | None = None, *, limit: int = PAGE_SIZE
    ) -> list[int]:
        """Ids of the newest events, about everything or about a model and its versions.

        The newest first, at most `limit` (1,000): a cheap way to detect changes. A model that does
        not exist has none.
        """
        check_page(0, limit)
        if model_name is not None and not is_storable(model_name):
            return []
        async with self.database.reading() as session:
            return list(await AuditEventRepository(session).get_newest_ids(model_name, limit))

    async def get_reasons(
        self, action: AuditAction, entities: Collection[EntityRef]
    ) -> dict[EntityRef, str]:
        """The reasons of the newest event of this action about each of up to 1,000 entities.

        Without those for which no reason was given.

        Raises:
            RuleViolationError: too many entities.
        """
        check_batch(len(entities))
        ids: dict[str, list[int]] = {}
        for entity, row_id in entities:
            if is_storable(entity) and 0 <= row_id <= MAX_ID:
                ids.setdefault(entity, []).append(row_id)
        async with self.database.reading() as session:
            rows = await AuditEventRepository(session).get_reasons(action, ids)
        newest = {(row.entity, row.entity_id): row.reason for row in rows}
        return {entity: reason for entity, reason in newest.items() if reason}

    async def search(
        self,
        text: str = "",
        *,
        model_name: str | None = None,
        cursor: str | None = None,
        limit: int = PAGE_SIZE,
    ) -> SearchPage[AuditEventRead]:
        """A page of the events that the query finds, at most `limit` (1,000), the newest first.

        About the model of this name and its versions, if one is given, also in the trash; ask
        for `model:…` about a model that was purged.

        `cursor` came with another page of this search and can be shared, as it does not depend on
        the user; `mldb.search.cursor.END` leads to the last page.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the cursor is of another search.
        """
        return await self._page(_listing(text, model_name), AuditEventRead, cursor, limit)

    async def count(self, text: str = "", *, model_name: str | None = None) -> Count:
        """How many events the query finds, counted up to 10,000.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return await self._count(_listing(text, model_name))

    def search_all(
        self, text: str = "", *, model_name: str | None = None
    ) -> AsyncIterator[Sequence[AuditEventRead]]:
        """All events that the query finds, in pages of 1,000, each read for itself.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return self._all(_listing(text, model_name), AuditEventRead)


def _listing(text: str, model_name: str | None) -> Listing:
    from mldb.search.fields import ListType  # noqa: PLC0415  # see SearchService
    from mldb.search.parser import parse  # noqa: PLC0415
    from mldb.statements.search.events import listed_events  # noqa: PLC0415

    return listed_events(parse(text, ListType.EVENTS), model_name and spelling(model_name))


def _read_all(rows: Sequence[AuditEvent]) -> list[AuditEventRead]:
    return [AuditEventRead.model_validate(row) for row in rows]
