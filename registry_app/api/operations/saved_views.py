"""Saved views of lists: one's own, and those that others share."""

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router

from mldb.schemas import (
    SavedViewChanges,
    SavedViewContent,
    SavedViewCreate,
    SavedViewRead,
    SavedViewUpdate,
)
from mldb.values.enums import Role
from registry_app.api.base.cursors import number_of
from registry_app.api.base.documentation import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, headers
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.once import once
from registry_app.api.base.problems import Refusal
from registry_app.api.base.responses import (
    conditional,
    expected_version,
    nothing,
    page,
    required_version,
)
from registry_app.api.schemas import Page, PageQuery, ReasonQuery
from registry_app.core.converters import ID

router = Router(tags=["Saved views"])
_ONE = f"/views/{{{ID}:row_id}}"


@router.get("/views", response=Page[SavedViewRead])
async def list_views(request: APIRequest, query: Query[PageQuery]) -> HttpResponse:
    """List one's own views, then those that others share."""
    skip = number_of(query.cursor) or 0
    views = await request.registry.saved_views.get_all_visible(
        request.auth.user_id, skip=skip, limit=query.limit
    )
    return page(request, views, str(skip + len(views)) if len(views) == query.limit else None)


@router.post("/views", response={201: SavedViewRead}, openapi_extra=headers(IDEMPOTENCY_KEY))
async def create_view(
    request: APIRequest, body: SavedViewContent, query: Query[ReasonQuery]
) -> HttpResponse:
    """Save a state of a list as a view; to share it needs the role editor."""
    _check_sharing(request, is_shared=body.is_shared)
    data = SavedViewCreate(**body.model_dump(), user_id=request.auth.user_id)
    return await once(
        request,
        lambda registry: registry.saved_views.create(data, reason=query.reason),
        lambda view: reverse("api:get_view", args=[view.id]),  # type: ignore[attr-defined]  # a SavedViewRead
    )


@router.get(_ONE, response=SavedViewRead, openapi_extra=headers(IF_NONE_MATCH))
async def get_view(request: APIRequest, row_id: int) -> HttpResponse:
    """Read a view of one's own, or one that somebody shares."""
    view = await request.registry.saved_views.get_visible(row_id, request.auth.user_id)
    return conditional(request, view, view)


@router.patch(_ONE, response=SavedViewRead, openapi_extra=headers(IF_MATCH))
async def update_view(
    request: APIRequest, row_id: int, body: SavedViewChanges, query: Query[ReasonQuery]
) -> HttpResponse:
    """Change one's own view; what is not given stays as it is."""
    view = await _own(request, row_id)
    given = body.model_dump(exclude_unset=True)
    if not view.is_shared:
        _check_sharing(request, is_shared=given.get("is_shared", False))
    changes = SavedViewUpdate(**given, row_version=required_version(request, view))
    changed = await request.registry.saved_views.update(row_id, changes, reason=query.reason)
    return conditional(request, changed, changed)


@router.delete(_ONE, response={204: None}, openapi_extra=headers(IF_MATCH))
async def delete_view(request: APIRequest, row_id: int, query: Query[ReasonQuery]) -> HttpResponse:
    """Delete one's own view; an admin also one that somebody else shares."""
    views = request.registry.saved_views
    if request.auth.role is Role.ADMIN:
        view = await views.get_visible(row_id, request.auth.user_id)
    else:
        view = await _own(request, row_id)
    row_version = expected_version(request, view)
    await views.delete(row_id, row_version=row_version, reason=query.reason)
    return nothing()


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
