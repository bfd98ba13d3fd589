"""Staff users, their sessions and their API tokens."""

from asgiref.sync import sync_to_async
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from ninja import Query

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import APITokenRead, StaffUserCreate, StaffUserRead, StaffUserUpdate
from mldb.security import note
from mldb.values.enums import Role
from registry_app.accounts.passwords import check_new_password
from registry_app.api.base.cursors import next_offset, number_of
from registry_app.api.base.etags import required_version, response_with_etag
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import IF_MATCH, IF_NONE_MATCH, RowIdPath, UsernamePath
from registry_app.api.base.responses import no_content, page_response
from registry_app.api.schemas.accounts import SessionListed, StaffUserChanges, StaffUserHire
from registry_app.api.schemas.lists import Page, PageQuery
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.core.converters import ID

group = Group("Staff users", "Staff users, their sessions and their API tokens.")
_ONE = "/staff/{str:username}"


@group.get("/staff", role=Role.ADMIN, response=Page[StaffUserRead])
async def list_staff(request: APIRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the staff users, by name."""
    offset = number_of(query.cursor) or 0
    rows = await request.registry.staff.get_all(skip=offset, limit=query.limit)
    return page_response(request, rows, next_offset(offset, len(rows), query.limit))


@group.post("/staff", role=Role.ADMIN, is_confirmed=True, response={201: StaffUserRead})
async def create_staff_user(
    request: APIRequest, body: StaffUserHire, query: Query[ReasonQuery]
) -> HttpResponse:
    """Create a staff user."""
    data = StaffUserCreate(
        username=body.username,
        display_name=body.display_name,
        role=body.role,
        # Not in the one thread that authentication needs: a good hash may take seconds.
        password_hash=await sync_to_async(_hashed, thread_sensitive=False)(body),
        must_change_password=True,
    )
    user = await request.registry.staff.create(data, reason=query.reason)
    made = response_with_etag(request, user)
    made.status_code = 201
    made.headers["Location"] = reverse("api:get_staff_user", args=[user.username])
    return made


@group.get(_ONE, role=Role.ADMIN, response=StaffUserRead, headers=[IF_NONE_MATCH])
async def get_staff_user(request: APIRequest, username: UsernamePath) -> HttpResponse:
    """Read a staff user."""
    return response_with_etag(request, await request.registry.staff.get_by_username(username))


@group.patch(_ONE, role=Role.ADMIN, is_confirmed=True, response=StaffUserRead, headers=[IF_MATCH])
async def update_staff_user(
    request: APIRequest, username: UsernamePath, body: StaffUserChanges, query: Query[ReasonQuery]
) -> HttpResponse:
    """Change a staff user's name or role, or whether they may log in."""
    staff = request.registry.staff
    user = await staff.get_by_username(username)
    changes = StaffUserUpdate(
        **body.model_dump(exclude_unset=True), row_version=required_version(request, user)
    )
    return response_with_etag(request, await staff.update(user.id, changes, reason=query.reason))


@group.get(f"{_ONE}/sessions", role=Role.ADMIN, response=Page[SessionListed])
async def list_sessions_of_staff_user(
    request: APIRequest, username: UsernamePath, query: Query[PageQuery]
) -> HttpResponse:
    """List the browsers in which a staff user is logged in, the newest first."""
    offset = number_of(query.cursor) or 0
    user = await request.registry.staff.get_by_username(username)
    rows = await request.registry.sessions.get_of_user(user.id, skip=offset, limit=query.limit)
    listed = [SessionListed.model_validate(row, from_attributes=True) for row in rows]
    return page_response(request, listed, next_offset(offset, len(rows), query.limit))


@group.delete(f"{_ONE}/sessions", role=Role.ADMIN, is_confirmed=True, response={204: None})
async def end_sessions_of_staff_user(request: APIRequest, username: UsernamePath) -> HttpResponse:
    """Log a staff user out in all browsers."""
    user = await request.registry.staff.get_by_username(username)
    await request.registry.sessions.delete_of_user(user.id)
    note("sessions_ended", actor=request.auth.username, account=user.username)
    return no_content()


@group.get(f"{_ONE}/tokens", role=Role.ADMIN, response=Page[APITokenRead])
async def list_tokens_of_staff_user(
    request: APIRequest, username: UsernamePath, query: Query[PageQuery]
) -> HttpResponse:
    """List a staff user's API tokens, the newest first."""
    offset = number_of(query.cursor) or 0
    user = await request.registry.staff.get_by_username(username)
    rows = await request.registry.tokens.get_of_user(user.id, skip=offset, limit=query.limit)
    return page_response(request, rows, next_offset(offset, len(rows), query.limit))


@group.delete(f"{_ONE}/tokens", role=Role.ADMIN, is_confirmed=True, response={204: None})
async def revoke_tokens_of_staff_user(
    request: APIRequest, username: UsernamePath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Revoke all API tokens of a staff user."""
    user = await request.registry.staff.get_by_username(username)
    await request.registry.tokens.revoke_of_user(user.id, reason=query.reason)
    return no_content()


@group.delete(
    f"{_ONE}/tokens/{{{ID}:token_id}}", role=Role.ADMIN, is_confirmed=True, response={204: None}
)
async def revoke_token_of_staff_user(
    request: APIRequest, username: UsernamePath, token_id: RowIdPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Revoke one API token of a staff user."""
    user = await request.registry.staff.get_by_username(username)
    if (await request.registry.tokens.get(token_id)).user_id != user.id:
        raise NotFoundError("API token", token_id)
    await request.registry.tokens.revoke(token_id, reason=query.reason)
    return no_content()


def _hashed(body: StaffUserHire) -> str:
    """The password's hash, which takes its time.

    Raises:
        RuleViolationError: the password is too weak.
    """
    try:
        check_new_password(body.password, username=body.username, display_name=body.display_name)
    except ValidationError as error:
        raise RuleViolationError(" ".join(error.messages), "password") from error
    return make_password(body.password)
