"""Saved views of lists: one's own and shared ones."""

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query

from mldb.schemas import (
    SavedViewChanges,
    SavedViewContent,
    SavedViewCreate,
    SavedViewRead,
    SavedViewUpdate,
)
from mldb.values.enums import Role
from registry_app.api.base.cursors import next_offset, number_of
from registry_app.api.base.etags import expected_version, required_version, response_with_etag
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.once import once
from registry_app.api.base.parameters import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, RowIdPath
from registry_app.api.base.responses import no_content, page_response
from registry_app.api.schemas.lists import Page, PageQuery
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.core.converters import ID
from registry_app.core.refusal import Refusal

group = Group("Saved views", "Named states of lists: one's own and shared ones.")
_ONE = f"/views/{{{ID}:row_id}}"


@group.get("/views", role=Role.VIEWER, response=Page[SavedViewRead])
async def list_views(request: APIRequest, query: Query[PageQuery]) -> HttpResponse:
    """List one's own views, then shared views of others."""
    offset = number_of(query.cursor) or 0
    views = await request.registry.saved_views.get_all_visible(
        request.auth.user_id, skip=offset, limit=query.limit
    )
    return page_response(request, views, next_offset(offset, len(views), query.limit))


@group.post("/views", role=Role.VIEWER, response={201: SavedViewRead}, headers=[IDEMPOTENCY_KEY])
async def create_view(
    request: APIRequest, body: SavedViewContent, query: Query[ReasonQuery]
) -> HttpResponse:
    """Save a state of a list as a view; sharing needs the role editor."""
    _check_sharing(request, is_shared=body.is_shared)
    data = SavedViewCreate(**body.model_dump(), user_id=request.auth.user_id)
    return await once(
        request,
        lambda registry: registry.saved_views.create(data, reason=query.reason),
        lambda view: reverse("api:get_view", args=[view.id]),
    )


@group.get(_ONE, role=Role.VIEWER, response=SavedViewRead, headers=[IF_NONE_MATCH])
async def get_view(request: APIRequest, row_id: RowIdPath) -> HttpResponse:
    """Read one's own view, or a shared one."""
    view = await request.registry.saved_views.get_visible(row_id, request.auth.user_id)
    return response_with_etag(request, view)


@group.patch(_ONE, role=Role.VIEWER, response=SavedViewRead, headers=[IF_MATCH])
async def update_view(
    request: APIRequest, row_id: RowIdPath, body: SavedViewChanges, query: Query[ReasonQuery]
) -> HttpResponse:
    """Change one's own view; omitted fields stay as they are."""
    view = await _own(request, row_id)
    given = body.model_dump(exclude_unset=True)
    if not view.is_shared:
        _check_sharing(request, is_shared=given.get("is_shared", False))
    changes = SavedViewUpdate(**given, row_version=required_version(request, view))
    changed = await request.registry.saved_views.update(row_id, changes, reason=query.reason)
    return response_with_etag(request, changed)


@group.delete(_ONE, role=Role.VIEWER, response={204: None}, headers=[IF_MATCH])
async def delete_view(
    request: APIRequest, row_id: RowIdPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Delete one's own view; an admin may delete any shared view."""
    views = request.registry.saved_views
    if request.auth.role is Role.ADMIN:
        view = await views.get_visible(row_id, request.auth.user_id)
    else:
        view = await _own(request, row_id)
    row_version = expected_version(request, view)
    await views.delete(row_id, row_version=row_version, reason=query.reason)
    return no_content()


def _check_sharing(request: APIRequest, *, is_shared: bool) -> None:
    if is_shared and not request.auth.role.includes(Role.EDITOR):
        raise Refusal(
            HTTPStatus.FORBIDDEN, "To share a view needs the role editor. Save it for yourself."
        )


async def _own(request: APIRequest, row_id: int) -> SavedViewRead:
    view = await request.registry.saved_views.get_visible(row_id, request.auth.user_id)
    if view.user_id != request.auth.user_id:
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            f"This view is {view.owner}'s. Save it under a name of your own.",
        )
    return view
