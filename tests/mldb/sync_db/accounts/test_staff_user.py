# Generated from tests/mldb/async_db/accounts/test_staff_user.py by `make twins`.
"""Staff users: unique names, secret passwords, and always an admin."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from mldb.errors import ConflictError, DuplicateError, NotFoundError, RuleViolationError
from mldb.schemas import (
    APITokenCreate,
    StaffSessionCreate,
    StaffUserCreate,
    StaffUserRead,
    StaffUserUpdate,
)
from mldb.sync_db import (
    APITokenService,
    AuditEventService,
    StaffSessionService,
    StaffUserService,
)
from mldb.values.enums import AuditAction, Role
from tests.mldb.sync_db.hooks import failing, nothing


def _user(username: str, **more: Any) -> StaffUserCreate:
    return StaffUserCreate(username=username, password_hash="hash", **more)


def test_a_user_is_stored_and_found_by_id_and_by_name(staff: StaffUserService) -> None:
    created = staff.create(_user("bob", display_name="Bob B."))

    assert created == staff.get(created.id)
    assert created == staff.get_by_username("bob")
    assert (created.username, created.display_name) == ("bob", "Bob B.")
    assert (created.role, created.is_active) == (Role.VIEWER, True)


def test_a_user_is_shown_by_username_without_another_name(staff: StaffUserService) -> None:
    assert (staff.create(_user("bob"))).display_name == "bob"


def test_case_and_blanks_of_a_username_do_not_matter(staff: StaffUserService) -> None:
    created = staff.create(_user(" Bob "))

    assert created.username == "bob"
    assert staff.get_by_username(" BOB ") == created


def test_a_second_user_of_a_name_is_refused(
    staff: StaffUserService, admin: StaffUserRead, audit: AuditEventService
) -> None:
    with pytest.raises(DuplicateError, match="'root' exists already") as caught:
        staff.create(_user("Root"))

    assert caught.value.field == "username"
    assert staff.get_all() == [admin]
    assert len(audit.get_all()) == 1


def test_constraint_backs_the_rule_up(
    staff: StaffUserService,
    admin: StaffUserRead,
    audit: AuditEventService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(staff, "_validate_create", nothing)

    with pytest.raises(DuplicateError, match="exists already") as caught:
        staff.create(_user("root"))

    assert caught.value.field == "username"
    assert staff.get_all() == [admin]
    assert len(audit.get_all()) == 1


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(
    ("values", "field"), [({"username": ""}, "username"), ({"role": "owner"}, "role")]
)
def test_constraints_back_the_schema_up(
    staff: StaffUserService, values: dict[str, Any], field: str
) -> None:
    unchecked = StaffUserCreate.model_construct(
        **{"username": "bob", "password_hash": "hash", "display_name": "Bob", **values}
    )

    with pytest.raises(RuleViolationError) as caught:
        staff.create(unchecked)

    assert caught.value.field == field


def test_only_the_credentials_hold_the_hash(staff: StaffUserService, admin: StaffUserRead) -> None:
    credentials = staff.get_credentials("ROOT")

    assert credentials.password_hash == "hash"
    assert credentials.model_dump(exclude={"password_hash", "unread_count"}) == admin.model_dump()
    assert "password_hash" not in repr(credentials)


def test_an_unknown_name_is_not_found(staff: StaffUserService) -> None:
    with pytest.raises(NotFoundError, match="no staff user 'bob'"):
        staff.get_by_username("bob")
    with pytest.raises(NotFoundError, match="no staff user 'bob'"):
        staff.get_credentials("bob")


def test_users_are_listed_by_name(staff: StaffUserService) -> None:
    for username in ("carol", "alice", "dave", "bob"):
        staff.create(_user(username))

    listed = [user.username for user in staff.get_all()]
    page = [user.username for user in staff.get_all(skip=1, limit=2)]
    assert listed == ["alice", "bob", "carol", "dave"]
    assert page == ["bob", "carol"]


def test_every_change_is_audited_without_the_secret(
    staff: StaffUserService, audit: AuditEventService
) -> None:
    user = staff.create(_user("bob"), reason="joined")
    changes = StaffUserUpdate(row_version=1, password_hash="other", role=Role.EDITOR)
    staff.update(user.id, changes, reason="promoted")

    updated, created = audit.get_of_entity("staff user", user.id)
    assert (created.actor, created.action) == ("alice", AuditAction.CREATE)
    assert (created.label, created.model_id, created.reason) == ("bob", None, "joined")
    assert created.changes["username"] == (None, "bob")
    assert created.changes["password_hash"] == ("(hidden)", "(hidden)")
    assert (updated.action, updated.reason) == (AuditAction.UPDATE, "promoted")
    assert updated.changes == {
        "password_hash": ("(hidden)", "(hidden)"),
        "role": ("viewer", "editor"),
    }


def test_an_inactive_user_is_still_found(
    staff: StaffUserService,
) -> None:
    user = staff.create(_user("bob"))
    inactive = staff.update(user.id, StaffUserUpdate(row_version=1, is_active=False))

    assert inactive.is_active is False
    assert staff.get_by_username("bob") == inactive
    assert (staff.get_credentials("bob")).is_active is False


def test_a_stale_copy_overwrites_nothing(staff: StaffUserService) -> None:
    user = staff.create(_user("bob"))
    staff.update(user.id, StaffUserUpdate(row_version=1, role=Role.EDITOR))

    with pytest.raises(ConflictError, match="changed this staff user") as caught:
        staff.update(user.id, StaffUserUpdate(row_version=1, role=Role.ADMIN))

    assert caught.value.field == "row_version"
    assert (staff.get(user.id)).role is Role.EDITOR


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"role": Role.EDITOR}, "role"), ({"is_active": False}, "is_active")],
)
def test_the_last_active_admin_stays_one(
    staff: StaffUserService, admin: StaffUserRead, changes: dict[str, Any], field: str
) -> None:
    """Neither an inactive admin nor an active editor could stand in."""
    staff.create(_user("retired", role=Role.ADMIN, is_active=False))
    staff.create(_user("editor", role=Role.EDITOR))

    with pytest.raises(RuleViolationError, match="The last admin") as caught:
        staff.update(admin.id, StaffUserUpdate(row_version=1, **changes))

    assert caught.value.field == field
    assert staff.get(admin.id) == admin


@pytest.mark.parametrize("changes", [{"role": Role.EDITOR}, {"is_active": False}])
def test_one_of_two_admins_may_go(
    staff: StaffUserService, admin: StaffUserRead, changes: dict[str, Any]
) -> None:
    second = staff.create(_user("second", role=Role.ADMIN))
    staff.update(admin.id, StaffUserUpdate(row_version=1, **changes))

    with pytest.raises(RuleViolationError, match="The last admin"):
        staff.update(second.id, StaffUserUpdate(row_version=1, **changes))


def test_the_last_admin_can_change_otherwise(staff: StaffUserService, admin: StaffUserRead) -> None:
    changes = StaffUserUpdate(row_version=1, display_name="Boss", role=Role.ADMIN, is_active=True)
    updated = staff.update(admin.id, changes)

    assert (updated.display_name, updated.row_version) == ("Boss", 2)


def test_a_user_is_never_deleted(staff: StaffUserService, admin: StaffUserRead) -> None:
    user = staff.create(_user("bob"))

    for row_id in (user.id, admin.id):
        with pytest.raises(RuleViolationError, match="Deactivate them instead"):
            staff.delete(row_id)

    assert len(staff.get_all()) == 2


def test_a_change_that_breaks_off_leaves_nothing(
    staff: StaffUserService,
    admin: StaffUserRead,
    audit: AuditEventService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = audit.get_all()
    monkeypatch.setattr(staff, "_record", failing)

    with pytest.raises(RuntimeError):
        staff.create(_user("bob"))
    with pytest.raises(RuntimeError):
        staff.update(admin.id, StaffUserUpdate(row_version=1, display_name="Boss"))

    assert staff.get_all() == [admin]
    assert audit.get_all() == events


def test_a_username_never_changes() -> None:
    with pytest.raises(ValidationError):
        StaffUserUpdate.model_validate({"row_version": 1, "username": "other"})


@pytest.mark.parametrize("revokes", [True, False])
def test_another_password_ends_sessions_and_perhaps_tokens(
    staff: StaffUserService,
    sessions: StaffSessionService,
    tokens: APITokenService,
    admin: StaffUserRead,
    *,
    revokes: bool,
) -> None:
    tokens.create(APITokenCreate(user_id=admin.id, name="ci"))
    expires_at = datetime.now(UTC) + timedelta(hours=1)
    sessions.create(
        StaffSessionCreate(key="12345678", payload="", user_id=admin.id, expires_at=expires_at)
    )
    changes = StaffUserUpdate(row_version=1, password_hash="other", must_change_password=True)
    changed = staff.set_password(admin.id, changes, revoke_tokens=revokes, reason="Lost")

    assert changed.must_change_password
    assert (staff.get_credentials("root")).password_hash == "other"
    assert sessions.get_of_user(admin.id) == []
    [token] = tokens.get_of_user(admin.id)
    assert (token.revoked_at is not None) is revokes


def test_a_password_is_not_set_on_a_stale_copy(
    staff: StaffUserService, tokens: APITokenService, admin: StaffUserRead
) -> None:
    tokens.create(APITokenCreate(user_id=admin.id, name="ci"))
    staff.update(admin.id, StaffUserUpdate(row_version=1, display_name="R"))

    with pytest.raises(ConflictError):
        staff.set_password(
            admin.id, StaffUserUpdate(row_version=1, password_hash="x"), revoke_tokens=True
        )
    assert (tokens.get_of_user(admin.id))[0].revoked_at is None
