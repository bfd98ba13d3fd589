"""Staff users: unique names, secret passwords, and always an admin."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from mldb.async_db import (
    APITokenService,
    AuditEventService,
    StaffSessionService,
    StaffUserService,
)
from mldb.errors import ConflictError, DuplicateError, NotFoundError, RuleViolationError
from mldb.schemas import (
    APITokenCreate,
    StaffSessionCreate,
    StaffUserCreate,
    StaffUserRead,
    StaffUserUpdate,
)
from mldb.values.enums import AuditAction, Role
from tests.mldb.async_db.hooks import failing, nothing


def _user(username: str, **more: Any) -> StaffUserCreate:
    return StaffUserCreate(username=username, password_hash="hash", **more)


async def test_a_user_is_stored_and_found_by_id_and_by_name(staff: StaffUserService) -> None:
    created = await staff.create(_user("bob", display_name="Bob B."))

    assert created == await staff.get(created.id)
    assert created == await staff.get_by_username("bob")
    assert (created.username, created.display_name) == ("bob", "Bob B.")
    assert (created.role, created.is_active) == (Role.VIEWER, True)


async def test_a_user_is_shown_by_username_without_another_name(staff: StaffUserService) -> None:
    assert (await staff.create(_user("bob"))).display_name == "bob"


async def test_case_and_blanks_of_a_username_do_not_matter(staff: StaffUserService) -> None:
    created = await staff.create(_user(" Bob "))

    assert created.username == "bob"
    assert await staff.get_by_username(" BOB ") == created


async def test_a_second_user_of_a_name_is_refused(
    staff: StaffUserService, admin: StaffUserRead, audit: AuditEventService
) -> None:
    with pytest.raises(DuplicateError, match="'root' exists already") as caught:
        await staff.create(_user("Root"))

    assert caught.value.field == "username"
    assert await staff.get_all() == [admin]
    assert len(await audit.get_all()) == 1


async def test_constraint_backs_the_rule_up(
    staff: StaffUserService,
    admin: StaffUserRead,
    audit: AuditEventService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(staff, "_validate_create", nothing)

    with pytest.raises(DuplicateError, match="exists already") as caught:
        await staff.create(_user("root"))

    assert caught.value.field == "username"
    assert await staff.get_all() == [admin]
    assert len(await audit.get_all()) == 1


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(
    ("values", "field"), [({"username": ""}, "username"), ({"role": "owner"}, "role")]
)
async def test_constraints_back_the_schema_up(
    staff: StaffUserService, values: dict[str, Any], field: str
) -> None:
    unchecked = StaffUserCreate.model_construct(
        **{"username": "bob", "password_hash": "hash", "display_name": "Bob", **values}
    )

    with pytest.raises(RuleViolationError) as caught:
        await staff.create(unchecked)

    assert caught.value.field == field


async def test_only_the_credentials_hold_the_hash(
    staff: StaffUserService, admin: StaffUserRead
) -> None:
    credentials = await staff.get_credentials("ROOT")

    assert credentials.password_hash == "hash"
    assert credentials.model_dump(exclude={"password_hash", "unread_count"}) == admin.model_dump()
    assert "password_hash" not in repr(credentials)


async def test_an_unknown_name_is_not_found(staff: StaffUserService) -> None:
    with pytest.raises(NotFoundError, match="no staff user 'bob'"):
        await staff.get_by_username("bob")
    with pytest.raises(NotFoundError, match="no staff user 'bob'"):
        await staff.get_credentials("bob")


async def test_users_are_listed_by_name(staff: StaffUserService) -> None:
    for username in ("carol", "alice", "dave", "bob"):
        await staff.create(_user(username))

    listed = [user.username for user in await staff.get_all()]
    page = [user.username for user in await staff.get_all(skip=1, limit=2)]
    assert listed == ["alice", "bob", "carol", "dave"]
    assert page == ["bob", "carol"]


async def test_every_change_is_audited_without_the_secret(
    staff: StaffUserService, audit: AuditEventService
) -> None:
    user = await staff.create(_user("bob"), reason="joined")
    changes = StaffUserUpdate(row_version=1, password_hash="other", role=Role.EDITOR)
    await staff.update(user.id, changes, reason="promoted")

    updated, created = await audit.get_of_entity("staff user", user.id)
    assert (created.actor, created.action) == ("alice", AuditAction.CREATE)
    assert (created.label, created.model_id, created.reason) == ("bob", None, "joined")
    assert created.changes["username"] == (None, "bob")
    assert created.changes["password_hash"] == ("(hidden)", "(hidden)")
    assert (updated.action, updated.reason) == (AuditAction.UPDATE, "promoted")
    assert updated.changes == {
        "password_hash": ("(hidden)", "(hidden)"),
        "role": ("viewer", "editor"),
    }


async def test_an_inactive_user_is_still_found(
    staff: StaffUserService,
) -> None:
    user = await staff.create(_user("bob"))
    inactive = await staff.update(user.id, StaffUserUpdate(row_version=1, is_active=False))

    assert inactive.is_active is False
    assert await staff.get_by_username("bob") == inactive
    assert (await staff.get_credentials("bob")).is_active is False


async def test_a_stale_copy_overwrites_nothing(staff: StaffUserService) -> None:
    user = await staff.create(_user("bob"))
    await staff.update(user.id, StaffUserUpdate(row_version=1, role=Role.EDITOR))

    with pytest.raises(ConflictError, match="changed this staff user") as caught:
        await staff.update(user.id, StaffUserUpdate(row_version=1, role=Role.ADMIN))

    assert caught.value.field == "row_version"
    assert (await staff.get(user.id)).role is Role.EDITOR


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"role": Role.EDITOR}, "role"), ({"is_active": False}, "is_active")],
)
async def test_the_last_active_admin_stays_one(
    staff: StaffUserService, admin: StaffUserRead, changes: dict[str, Any], field: str
) -> None:
    """Neither an inactive admin nor an active editor could stand in."""
    await staff.create(_user("retired", role=Role.ADMIN, is_active=False))
    await staff.create(_user("editor", role=Role.EDITOR))

    with pytest.raises(RuleViolationError, match="The last admin") as caught:
        await staff.update(admin.id, StaffUserUpdate(row_version=1, **changes))

    assert caught.value.field == field
    assert await staff.get(admin.id) == admin


@pytest.mark.parametrize("changes", [{"role": Role.EDITOR}, {"is_active": False}])
async def test_one_of_two_admins_may_go(
    staff: StaffUserService, admin: StaffUserRead, changes: dict[str, Any]
) -> None:
    second = await staff.create(_user("second", role=Role.ADMIN))
    await staff.update(admin.id, StaffUserUpdate(row_version=1, **changes))

    with pytest.raises(RuleViolationError, match="The last admin"):
        await staff.update(second.id, StaffUserUpdate(row_version=1, **changes))


async def test_the_last_admin_can_change_otherwise(
    staff: StaffUserService, admin: StaffUserRead
) -> None:
    changes = StaffUserUpdate(row_version=1, display_name="Boss", role=Role.ADMIN, is_active=True)
    updated = await staff.update(admin.id, changes)

    assert (updated.display_name, updated.row_version) == ("Boss", 2)


async def test_a_user_is_never_deleted(staff: StaffUserService, admin: StaffUserRead) -> None:
    user = await staff.create(_user("bob"))

    for row_id in (user.id, admin.id):
        with pytest.raises(RuleViolationError, match="Deactivate them instead"):
            await staff.delete(row_id)

    assert len(await staff.get_all()) == 2


async def test_a_change_that_breaks_off_leaves_nothing(
    staff: StaffUserService,
    admin: StaffUserRead,
    audit: AuditEventService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = await audit.get_all()
    monkeypatch.setattr(staff, "_record", failing)

    with pytest.raises(RuntimeError):
        await staff.create(_user("bob"))
    with pytest.raises(RuntimeError):
        await staff.update(admin.id, StaffUserUpdate(row_version=1, display_name="Boss"))

    assert await staff.get_all() == [admin]
    assert await audit.get_all() == events


async def test_a_username_never_changes() -> None:
    with pytest.raises(ValidationError):
        StaffUserUpdate.model_validate({"row_version": 1, "username": "other"})


@pytest.mark.parametrize("revokes", [True, False])
async def test_another_password_ends_sessions_and_perhaps_tokens(
    staff: StaffUserService,
    sessions: StaffSessionService,
    tokens: APITokenService,
    admin: StaffUserRead,
    *,
    revokes: bool,
) -> None:
    await tokens.create(APITokenCreate(user_id=admin.id, name="ci"))
    expires_at = datetime.now(UTC) + timedelta(hours=1)
    await sessions.create(
        StaffSessionCreate(key="12345678", payload="", user_id=admin.id, expires_at=expires_at)
    )
    changes = StaffUserUpdate(row_version=1, password_hash="other", must_change_password=True)
    changed = await staff.set_password(admin.id, changes, revoke_tokens=revokes, reason="Lost")

    assert changed.must_change_password
    assert (await staff.get_credentials("root")).password_hash == "other"
    assert await sessions.get_of_user(admin.id) == []
    [token] = await tokens.get_of_user(admin.id)
    assert (token.revoked_at is not None) is revokes


async def test_a_password_is_not_set_on_a_stale_copy(
    staff: StaffUserService, tokens: APITokenService, admin: StaffUserRead
) -> None:
    await tokens.create(APITokenCreate(user_id=admin.id, name="ci"))
    await staff.update(admin.id, StaffUserUpdate(row_version=1, display_name="R"))

    with pytest.raises(ConflictError):
        await staff.set_password(
            admin.id, StaffUserUpdate(row_version=1, password_hash="x"), revoke_tokens=True
        )
    assert (await tokens.get_of_user(admin.id))[0].revoked_at is None
