"""The caller and their own API tokens."""

from django.http import HttpResponse
from ninja import Query

from mldb.errors import NotFoundError
from mldb.schemas import APITokenRead
from mldb.values.enums import Role
from registry_app.api.base.cursors import next_offset, number_of
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import RowIdPath
from registry_app.api.base.responses import json_response, no_content, page_response
from registry_app.api.schemas.accounts import Whoami
from registry_app.api.schemas.lists import Page, PageQuery
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.core.converters import ID

group = Group("Accounts", "The caller and their own API tokens.")


@group.get("/whoami", role=Role.VIEWER, response=Whoami, open_to_limited_tokens=True)
async def get_caller(request: APIRequest) -> HttpResponse:
    """Read the caller and their permissions."""
    caller = request.auth
    names = sorted(caller.model_names) if caller.model_names is not None else None
    return json_response(
        Whoami(
            username=caller.username, role=caller.role, token=caller.token_name, model_names=names
        )
    )


@group.get("/tokens", role=Role.VIEWER, response=Page[APITokenRead])
async def list_tokens(request: APIRequest, query: Query[PageQuery]) -> HttpResponse:
    """List one's own API tokens, the newest first; they are made on the account page."""
    offset = number_of(query.cursor) or 0
    tokens = request.registry.tokens
    rows = await tokens.get_of_user(request.auth.user_id, skip=offset, limit=query.limit)
    return page_response(request, rows, next_offset(offset, len(rows), query.limit))


@group.delete(f"/tokens/{{{ID}:token_id}}", role=Role.VIEWER, response={204: None})
async def revoke_token(
    request: APIRequest, token_id: RowIdPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Revoke one of one's own tokens, which is then no longer valid."""
    tokens = request.registry.tokens
    if (await tokens.get(token_id)).user_id != request.auth.user_id:
        raise NotFoundError("API token", token_id)
    await tokens.revoke(token_id, reason=query.reason)
    return no_content()
