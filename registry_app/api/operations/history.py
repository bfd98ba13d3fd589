"""The history: who changed what, when and why."""

from django.http.response import HttpResponseBase
from ninja import Query, Router

from mldb.schemas import AuditEventRead
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.lines import lines, wants_lines
from registry_app.api.base.responses import page
from registry_app.api.schemas import Page, SearchQuery

router = Router(tags=["History"])


@router.get("/history", response=Page[AuditEventRead])
async def list_history(request: APIRequest, query: Query[SearchQuery]) -> HttpResponseBase:
    """Find events of the whole registry, the newest first unless the query sorts them."""
    return await _found(request, query, None)


@router.get("/models/{str:name}/history", response=Page[AuditEventRead])
async def list_history_of_model(
    request: APIRequest, name: str, query: Query[SearchQuery]
) -> HttpResponseBase:
    """Find events about a model and its versions; one version's by `name:model/number`."""
    await request.registry.models.get_by_name(name)
    return await _found(request, query, name)


async def _found(request: APIRequest, query: SearchQuery, name: str | None) -> HttpResponseBase:
    audit = request.registry.audit
    if wants_lines(request):
        # Refuses what can't be read before it is too late.
        await audit.search(query.q, model_name=name, limit=1)
        return lines(request, audit.search_all(query.q, model_name=name))
    found = await audit.search(query.q, model_name=name, cursor=query.cursor, limit=query.limit)
    return page(request, found.rows, found.next_cursor, found.previous_cursor)
