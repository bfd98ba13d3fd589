"""The history of changes."""

from django.http.response import HttpResponseBase
from ninja import Query

from mldb.schemas import AuditEventRead
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.lines import lines_response, wants_lines
from registry_app.api.base.parameters import ModelNamePath
from registry_app.api.base.responses import page_response
from registry_app.api.schemas.lists import Page, SearchQuery

group = Group("History", "All changes: author, time, values before and after, and the reason.")


@group.get("/history", role=Role.VIEWER, response=Page[AuditEventRead])
async def list_history(request: APIRequest, query: Query[SearchQuery]) -> HttpResponseBase:
    """Find events of the whole registry, the newest first unless the query sorts them."""
    return await _found(request, query, None)


@group.get("/models/{str:name}/history", role=Role.VIEWER, response=Page[AuditEventRead])
async def list_history_of_model(
    request: APIRequest, name: ModelNamePath, query: Query[SearchQuery]
) -> HttpResponseBase:
    """Find events of a model and its versions; of one version by `name:model/number`."""
    await request.registry.models.get_by_name(name)
    return await _found(request, query, name)


async def _found(request: APIRequest, query: SearchQuery, name: str | None) -> HttpResponseBase:
    audit = request.registry.audit
    if wants_lines(request):
        # Refuses a wrong query before the response begins.
        await audit.search(query.q, model_name=name, limit=1)
        return lines_response(request, audit.search_all(query.q, model_name=name))
    found = await audit.search(query.q, model_name=name, cursor=query.cursor, limit=query.limit)
    return page_response(request, found.rows, found.next_cursor, found.previous_cursor)
