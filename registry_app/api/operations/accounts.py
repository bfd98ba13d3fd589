"""Who calls, their tokens, and the staff."""

from typing import Annotated

from asgiref.sync import sync_to_async
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router
from pydantic import ConfigDict, Field

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import APITokenRead, StaffUserCreate, StaffUserRead, StaffUserUpdate
from mldb.schemas.accounts.staff_user import DISPLAY_NAME, IS_ACTIVE, ROLE
from mldb.schemas.base import UNCHANGED, WriteSchema
from mldb.security import note
from mldb.values.enums import Role
from mldb.values.names import Name, Username
from registry_app.accounts.passwords import check_new_password
from registry_app.api.base.cursors import number_of
from registry_app.api.base.documentation import IF_MATCH, IF_NONE_MATCH, headers
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.responses import answer, conditional, nothing, page, required_version
from registry_app.api.schemas import Flag, Page, PageQuery, ReasonQuery, SessionListed, Whoami
from registry_app.core.converters import ID

router = Router(tags=["Accounts"])
_STAFF = "/staff/{str:username}"


class StaffUserHire(WriteSchema):
    """A new staff user with a first password, which they have to change when they log in."""

    username: Username = Field(
        description="Name under which they log in, in lower case.", examples=["bob"]
    )
    password: str = Field(
        max_length=4_096,
        repr=False,
        description="At least 10 characters, and hard to guess.",
        examples=["correct horse battery staple"],
    )
    display_name: Annotated[Name | None, DISPLAY_NAME] = Field(None, examples=["Bob"])
    role: Annotated[Role, ROLE] = Field(Role.VIEWER, examples=["viewer"])


class StaffUserChanges(WriteSchema):
    """Changes to a staff user; omitted fields stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "editor"}]})

    display_name: Annotated[Name, DISPLAY_NAME] = UNCHANGED
    role: Annotated[Role, ROLE] = UNCHANGED
    is_active: Annotated[Flag, IS_ACTIVE] = UNCHANGED


@router.get("/whoami", response=Whoami)
async def get_caller(request: APIRequest) -> HttpResponse:
    """Tell who calls, and what they may do."""
    caller = request.auth
    names = sorted(caller.model_names) if caller.model_names is not None else None
    return answer(
        Whoami(
            username=caller.username, role=caller.role, token=caller.token_name, model_names=names
        )
    )


@router.get("/tokens", response=Page[APITokenRead])
async def list_tokens(request: APIRequest, query: Query[PageQuery]) -> HttpResponse:
    """List one's own API tokens, the newest first; they are made on the account page."""
    skip = number_of(query.cursor) or 0
    tokens = request.registry.tokens
    rows = await tokens.get_of_user(request.auth.user_id, skip=skip, limit=query.limit)
    return page(request, rows, _next(query, skip, len(rows)))


@router.delete(f"/tokens/{{{ID}:token_id}}", response={204: None})
async def revoke_token(
    request: APIRequest, token_id: int, query: Query[ReasonQuery]
) -> HttpResponse:
    """Revoke one of one's own tokens, which opens nothing any more."""
    tokens = request.registry.tokens
    if (await tokens.get(token_id)).user_id != request.auth.user_id:
        raise NotFoundError("API token", token_id)
    await tokens.revoke(token_id, reason=query.reason)
    return nothing()


@router.get("/staff", response=Page[StaffUserRead])
async def list_staff(request: APIRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the staff users, by name."""
    skip = number_of(query.cursor) or 0
    rows = await request.registry.staff.get_all(skip=skip, limit=query.limit)
    return page(request, rows, _next(query, skip, len(rows)))


@router.post("/staff", response={201: StaffUserRead})
async def create_staff_user(
    request: APIRequest, body: StaffUserHire, query: Query[ReasonQuery]
) -> HttpResponse:
    """Make a staff user."""
    data = StaffUserCreate(
        username=body.username,
        display_name=body.display_name,
        role=body.role,
        # Not in the one thread that others need to find out who calls: it may take seconds.
        password_hash=await sync_to_async(_hashed, thread_sensitive=False)(body),
        must_change_password=True,
    )
    user = await request.registry.staff.create(data, reason=query.reason)
    made = conditional(request, user, user)
    made.status_code = 201
    made.headers["Location"] = reverse("api:get_staff_user", args=[user.username])
    return made


@router.get(_STAFF, response=StaffUserRead, openapi_extra=headers(IF_NONE_MATCH))
async def get_staff_user(request: APIRequest, username: str) -> HttpResponse:
    """Read a staff user."""
    user = await request.registry.staff.get_by_username(username)
    return conditional(request, user, user)


@router.patch(_STAFF, response=StaffUserRead, openapi_extra=headers(IF_MATCH))
async def update_staff_user(
    request: APIRequest, username: str, body: StaffUserChanges, query: Query[ReasonQuery]
) -> HttpResponse:
    """Change a staff user's name or role, or whether they may log in."""
    staff = request.registry.staff
    user = await staff.get_by_username(username)
    changes = StaffUserUpdate(
        **body.model_dump(exclude_unset=True), row_version=required_version(request, user)
    )
    changed = await staff.update(user.id, changes, reason=query.reason)
    return conditional(request, changed, changed)


@router.get(f"{_STAFF}/sessions", response=Page[SessionListed])
async def list_sessions_of_staff_user(
    request: APIRequest, username: str, query: Query[PageQuery]
) -> HttpResponse:
    """List the browsers in which a staff user is logged in, the newest first."""
    skip = number_of(query.cursor) or 0
    user = await request.registry.staff.get_by_username(username)
    rows = await request.registry.sessions.get_of_user(user.id, skip=skip, limit=query.limit)
    listed = [SessionListed.model_validate(row, from_attributes=True) for row in rows]
    return page(request, listed, _next(query, skip, len(rows)))


@router.delete(f"{_STAFF}/sessions", response={204: None})
async def end_sessions_of_staff_user(request: APIRequest, username: str) -> HttpResponse:
    """Log a staff user out in all browsers."""
    user = await request.registry.staff.get_by_username(username)
    await request.registry.sessions.delete_of_user(user.id)
    note("sessions_ended", actor=request.auth.username, account=user.username)
    return nothing()


@router.get(f"{_STAFF}/tokens", response=Page[APITokenRead])
async def list_tokens_of_staff_user(
    request: APIRequest, username: str, query: Query[PageQuery]
) -> HttpResponse:
    """List a staff user's API tokens, the newest first."""
    skip = number_of(query.cursor) or 0
    user = await request.registry.staff.get_by_username(username)
    rows = await request.registry.tokens.get_of_user(user.id, skip=skip, limit=query.limit)
    return page(request, rows, _next(query, skip, len(rows)))


@router.delete(f"{_STAFF}/tokens", response={204: None})
async def revoke_tokens_of_staff_user(
    request: APIRequest, username: str, query: Query[ReasonQuery]
) -> HttpResponse:
    """Revoke all API tokens of a staff user."""
    user = await request.registry.staff.get_by_username(username)
    await request.registry.tokens.revoke_of_user(user.id, reason=query.reason)
    return nothing()


@router.delete(f"{_STAFF}/tokens/{{{ID}:token_id}}", response={204: None})
async def revoke_token_of_staff_user(
    request: APIRequest, username: str, token_id: int, query: Query[ReasonQuery]
) -> HttpResponse:
    """Revoke one API token of a staff user."""
    user = await request.registry.staff.get_by_username(username)
    if (await request.registry.tokens.get(token_id)).user_id != user.id:
        raise NotFoundError("API token", token_id)
    await request.registry.tokens.revoke(token_id, reason=query.reason)
    return nothing()


def _next(query: PageQuery, skip: int, count: int) -> str | None:
    return str(skip + count) if count == query.limit else None


def _hashed(body: StaffUserHire) -> str:
    """In a thread, as a good hash takes its time."""
    try:
        check_new_password(body.password, username=body.username, display_name=body.display_name)
    except ValidationError as error:
        raise RuleViolationError(" ".join(error.messages), "password") from error
    return make_password(body.password)
