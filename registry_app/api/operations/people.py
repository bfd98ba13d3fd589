"""Comments, stars, watches and the caller's inbox."""

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query

from mldb.errors import NotFoundError
from mldb.schemas import (
    InboxEntryRead,
    MLCommentChanges,
    MLCommentContent,
    MLCommentCreate,
    MLCommentRead,
    MLCommentUpdate,
    MLModelWatchChanges,
    MLModelWatchRead,
    MLModelWatchState,
    PersonRead,
)
from mldb.values.enums import Role
from registry_app.api.base.cursors import next_offset, number_of
from registry_app.api.base.etags import expected_version, required_version, response_with_etag
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.once import once
from registry_app.api.base.parameters import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    ModelNamePath,
    RowIdPath,
)
from registry_app.api.base.responses import json_response, no_content, page_response
from registry_app.api.schemas.lists import Page, PageQuery
from registry_app.api.schemas.people import InboxQuery, InboxRead
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.core.converters import ID
from registry_app.core.refusal import Refusal

group = Group("People", "People, their comments, what they star and watch, and their inbox.")

_MODEL = "/models/{str:name}"
_COMMENTS = f"{_MODEL}/comments"
_COMMENT = f"{_COMMENTS}/{{{ID}:row_id}}"
_WATCH = f"{_MODEL}/watch"


@group.get("/people", role=Role.VIEWER, response=Page[PersonRead])
async def list_people(request: APIRequest, query: Query[PageQuery]) -> HttpResponse:
    """List everybody with an account, those who may log in first."""
    offset = number_of(query.cursor) or 0
    rows = await request.registry.people.get_all(skip=offset, limit=query.limit)
    return page_response(request, rows, next_offset(offset, len(rows), query.limit))


@group.get(_COMMENTS, role=Role.VIEWER, response=Page[MLCommentRead])
async def list_comments(
    request: APIRequest, name: ModelNamePath, query: Query[PageQuery]
) -> HttpResponse:
    """List the comments on a model's versions and on moves of its aliases, the newest first."""
    model = await request.registry.models.get_by_name(name)
    offset = number_of(query.cursor) or 0
    rows = await request.registry.comments.get_of_model(model.id, skip=offset, limit=query.limit)
    return page_response(request, rows, next_offset(offset, len(rows), query.limit))


@group.post(_COMMENTS, role=Role.VIEWER, response={201: MLCommentRead}, headers=[IDEMPOTENCY_KEY])
async def create_comment(
    request: APIRequest, name: ModelNamePath, body: MLCommentContent
) -> HttpResponse:
    """Comment on a version, or on a move of an alias by the `id` of its assignment."""
    data = MLCommentCreate(**body.model_dump(), model_name=name)
    return await once(
        request,
        lambda registry: registry.comments.create(data),
        lambda comment: reverse("api:get_comment", args=[comment.model_name, comment.id]),
    )


@group.get(_COMMENT, role=Role.VIEWER, response=MLCommentRead, headers=[IF_NONE_MATCH])
async def get_comment(request: APIRequest, name: ModelNamePath, row_id: RowIdPath) -> HttpResponse:
    """Read a comment."""
    return response_with_etag(request, await _comment(request, name, row_id))


@group.patch(_COMMENT, role=Role.VIEWER, response=MLCommentRead, headers=[IF_MATCH])
async def update_comment(
    request: APIRequest,
    name: ModelNamePath,
    row_id: RowIdPath,
    body: MLCommentChanges,
    query: Query[ReasonQuery],
) -> HttpResponse:
    """Change a comment of one's own."""
    comment = await _comment(request, name, row_id)
    if comment.created_by != request.auth.username:
        raise _not_own(comment, "Answer it instead.")
    changes = MLCommentUpdate(text=body.text, row_version=required_version(request, comment))
    changed = await request.registry.comments.update(row_id, changes, reason=query.reason)
    return response_with_etag(request, changed)


@group.delete(_COMMENT, role=Role.VIEWER, response={204: None}, headers=[IF_MATCH])
async def delete_comment(
    request: APIRequest, name: ModelNamePath, row_id: RowIdPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Delete a comment of one's own; an admin may delete any. The history keeps its text."""
    comment = await _comment(request, name, row_id)
    if comment.created_by != request.auth.username and request.auth.role is not Role.ADMIN:
        raise _not_own(comment, "They or an admin can delete it.")
    row_version = expected_version(request, comment)
    await request.registry.comments.delete(row_id, row_version=row_version, reason=query.reason)
    return no_content()


@group.get(_WATCH, role=Role.VIEWER, response=MLModelWatchState)
async def get_watch(request: APIRequest, name: ModelNamePath) -> HttpResponse:
    """Read whether the caller stars and watches a model, and how many people do."""
    return json_response(await request.registry.watches.get_state(request.auth.user_id, name))


@group.patch(_WATCH, role=Role.VIEWER, response=MLModelWatchState)
async def update_watch(
    request: APIRequest, name: ModelNamePath, body: MLModelWatchChanges
) -> HttpResponse:
    """Star or watch a model, or stop it; omitted fields stay as they are."""
    watches = request.registry.watches
    return json_response(await watches.change(request.auth.user_id, name, body))


@group.get("/watches", role=Role.VIEWER, response=Page[MLModelWatchRead])
async def list_watches(request: APIRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the models that the caller stars or watches, the starred first."""
    offset = number_of(query.cursor) or 0
    watches = request.registry.watches
    rows = await watches.get_of_user(request.auth.user_id, skip=offset, limit=query.limit)
    return page_response(request, rows, next_offset(offset, len(rows), query.limit))


@group.get("/inbox", role=Role.VIEWER, response=Page[InboxEntryRead])
async def list_inbox(request: APIRequest, query: Query[InboxQuery]) -> HttpResponse:
    """List what the caller was told about, the newest first."""
    offset = number_of(query.cursor) or 0
    rows = await request.registry.inbox.get_of_user(
        request.auth.user_id, is_unread=query.is_unread, skip=offset, limit=query.limit
    )
    return page_response(request, rows, next_offset(offset, len(rows), query.limit))


@group.post("/inbox/read", role=Role.VIEWER, response={204: None})
async def mark_inbox_read(request: APIRequest, body: InboxRead) -> HttpResponse:
    """Mark the caller's entries as read, up to the newest that they have seen."""
    await request.registry.inbox.mark_all_read(request.auth.user_id, body.up_to_id)
    return no_content()


async def _comment(request: APIRequest, name: str, row_id: int) -> MLCommentRead:
    model = await request.registry.models.get_by_name(name)
    comment = await request.registry.comments.get(row_id)
    if comment.model_id != model.id:
        raise NotFoundError("comment", row_id)
    return comment


def _not_own(comment: MLCommentRead, advice: str) -> Refusal:
    return Refusal(HTTPStatus.FORBIDDEN, f"This comment is {comment.created_by}'s. {advice}")
