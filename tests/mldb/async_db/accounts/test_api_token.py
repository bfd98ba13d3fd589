"""API tokens: made, used, revoked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from mldb.async_db import (
    APITokenService,
    AuditEventService,
    Database,
    MLModelService,
    StaffUserService,
)
from mldb.async_db.services.change import Change
from mldb.errors import DuplicateError, InvalidTokenError, NotFoundError, RuleViolationError
from mldb.models import APIToken
from mldb.schemas import (
    APITokenCreate,
    MLModelCreate,
    StaffUserCreate,
    StaffUserRead,
    StaffUserUpdate,
)
from mldb.values.enums import AuditAction, Role, TokenScope
from tests.mldb.async_db.hooks import failing

HOUR = timedelta(hours=1)


def _token(user: StaffUserRead, name: str = "ci", **more: Any) -> APITokenCreate:
    return APITokenCreate(user_id=user.id, name=name, **more)


async def test_a_token_opens_the_door_for_its_owner(
    tokens: APITokenService, admin: StaffUserRead
) -> None:
    created = await tokens.create(_token(admin, scope=TokenScope.WRITE))
    owner = await tokens.authenticate(created.secret)

    assert created.secret.startswith("mb_")
    assert owner.user == admin
    assert (owner.id, owner.name, owner.scope) == (created.id, "ci", TokenScope.WRITE)
    assert (owner.expires_at, owner.revoked_at, owner.last_used_at) == (None, None, None)


async def test_a_secret_is_shown_once(
    tokens: APITokenService, admin: StaffUserRead, database: Database
) -> None:
    created = await tokens.create(_token(admin))

    async with database.reading() as session:
        row = (await session.execute(select(APIToken.__table__))).one()
    assert created.secret not in repr(row)
    assert created.secret not in repr(created)
    assert not hasattr(await tokens.get(created.id), "secret")


async def test_every_secret_is_another_one(tokens: APITokenService, admin: StaffUserRead) -> None:
    secrets = {(await tokens.create(_token(admin, name))).secret for name in ("a", "b", "c")}

    assert len(secrets) == 3


async def test_a_second_token_of_a_name_is_refused(
    tokens: APITokenService, admin: StaffUserRead, audit: AuditEventService
) -> None:
    await tokens.create(_token(admin))
    events = await audit.get_all()

    with pytest.raises(DuplicateError, match="token of this name already") as caught:
        await tokens.create(_token(admin))

    assert caught.value.field == "name"
    assert len(await tokens.get_of_user(admin.id)) == 1
    assert await audit.get_all() == events


async def test_two_users_have_tokens_of_the_same_name(
    tokens: APITokenService, staff: StaffUserService, admin: StaffUserRead
) -> None:
    bob = await staff.create(StaffUserCreate(username="bob", password_hash="hash"))
    await tokens.create(_token(admin))
    created = await tokens.create(_token(bob))

    assert (await tokens.authenticate(created.secret)).user == bob


async def test_constraint_refuses_a_secret_given_out_twice(
    tokens: APITokenService, admin: StaffUserRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mldb.async_db.services.accounts.api_token.new_secret", lambda: "mb_same")
    await tokens.create(_token(admin, "first"))

    with pytest.raises(DuplicateError, match="This secret exists already"):
        await tokens.create(_token(admin, "second"))


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(("values", "field"), [({"name": ""}, "name"), ({"scope": "all"}, "scope")])
async def test_constraints_back_the_schema_up(
    tokens: APITokenService, admin: StaffUserRead, values: dict[str, Any], field: str
) -> None:
    unchecked = APITokenCreate.model_construct(**{"user_id": admin.id, "name": "ci", **values})

    with pytest.raises(RuleViolationError) as caught:
        await tokens.create(unchecked)

    assert caught.value.field == field


@pytest.mark.parametrize("user_id", [0, -1, 999, 2**70])
async def test_an_unknown_user_gets_no_token(tokens: APITokenService, user_id: int) -> None:
    with pytest.raises(NotFoundError) as caught:
        await tokens.create(APITokenCreate(user_id=user_id, name="ci"))

    assert (caught.value.entity, caught.value.key) == ("staff user", user_id)


async def test_an_inactive_user_gets_no_token(
    tokens: APITokenService, staff: StaffUserService, admin: StaffUserRead
) -> None:
    bob = await staff.create(StaffUserCreate(username="bob", password_hash="hash", is_active=False))

    with pytest.raises(NotFoundError, match="no staff user"):
        await tokens.create(_token(bob))


async def test_a_token_can_not_expire_before_it_is_made(
    tokens: APITokenService, admin: StaffUserRead
) -> None:
    with pytest.raises(RuleViolationError, match="must be in the future") as caught:
        await tokens.create(_token(admin, expires_at=datetime.now(UTC)))

    assert caught.value.field == "expires_at"
    assert await tokens.get_of_user(admin.id) == []


async def test_a_token_opens_nothing_from_its_expiry_on(
    tokens: APITokenService, admin: StaffUserRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    expires_at = datetime.now(UTC) + HOUR
    created = await tokens.create(_token(admin, expires_at=expires_at))
    now = expires_at - timedelta(microseconds=1)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Any:
            return now

    monkeypatch.setattr("mldb.async_db.services.accounts.api_token.datetime", Clock)
    owner = await tokens.authenticate(created.secret)
    now = expires_at

    assert owner.expires_at == expires_at
    with pytest.raises(NotFoundError):
        await tokens.authenticate(created.secret)


@pytest.mark.parametrize("secret", ["", "mb_", "mb_unknown", "\x00", "\ud800"])
async def test_an_unknown_secret_opens_nothing_and_is_not_told(
    tokens: APITokenService, admin: StaffUserRead, secret: str
) -> None:
    await tokens.create(_token(admin))

    with pytest.raises(NotFoundError, match=r"^There is no valid API token\.$"):
        await tokens.authenticate(secret)


async def test_a_token_acts_for_an_active_user_only(
    tokens: APITokenService, staff: StaffUserService, admin: StaffUserRead
) -> None:
    bob = await staff.create(
        StaffUserCreate(username="bob", password_hash="hash", role=Role.EDITOR)
    )
    created = await tokens.create(_token(bob))
    await staff.update(bob.id, StaffUserUpdate(row_version=1, is_active=False))

    with pytest.raises(NotFoundError):
        await tokens.authenticate(created.secret)


async def test_a_revoked_token_opens_nothing(tokens: APITokenService, admin: StaffUserRead) -> None:
    created = await tokens.create(_token(admin))
    revoked = await tokens.revoke(created.id)

    assert revoked == await tokens.get(created.id)
    assert revoked.revoked_at == revoked.updated_at
    with pytest.raises(NotFoundError):
        await tokens.authenticate(created.secret)


async def test_making_and_revoking_are_audited_without_the_secret(
    tokens: APITokenService, admin: StaffUserRead, audit: AuditEventService
) -> None:
    created = await tokens.create(_token(admin), reason="for CI")
    await tokens.revoke(created.id, reason="leaked")

    revocation, creation = await audit.get_of_entity("API token", created.id)
    assert (creation.actor, creation.action, creation.reason) == (
        "alice",
        AuditAction.CREATE,
        "for CI",
    )
    assert (creation.label, creation.model_id) == ("root/ci", None)
    assert creation.changes == {"name": (None, "ci"), "scope": (None, "read")}
    assert (revocation.action, revocation.reason) == (AuditAction.UPDATE, "leaked")
    assert revocation.changes.keys() == {"revoked_at"}
    assert revocation.changes["revoked_at"][0] is None


async def test_revoking_again_changes_nothing(
    tokens: APITokenService, admin: StaffUserRead, audit: AuditEventService
) -> None:
    created = await tokens.create(_token(admin))
    revoked = await tokens.revoke(created.id)
    events = await audit.get_all()

    assert await tokens.revoke(created.id) == revoked
    assert await audit.get_all() == events


@pytest.mark.parametrize("token_id", [0, -1, 999, 2**70])
async def test_an_unknown_token_is_not_found(tokens: APITokenService, token_id: int) -> None:
    with pytest.raises(NotFoundError, match="no API token"):
        await tokens.get(token_id)
    with pytest.raises(NotFoundError, match="no API token"):
        await tokens.revoke(token_id)


async def test_a_use_is_noted_and_makes_no_copy_stale(
    tokens: APITokenService, admin: StaffUserRead, audit: AuditEventService
) -> None:
    created = await tokens.create(_token(admin))
    events = await audit.get_all()
    await tokens.note_use(created.id)

    used = await tokens.get(created.id)
    assert used.last_used_at is not None
    assert used.last_used_at > created.created_at
    assert (used.row_version, used.updated_at) == (1, created.updated_at)
    assert await audit.get_all() == events


@pytest.mark.parametrize("token_id", [0, -1, 999, 2**70])
async def test_the_use_of_an_unknown_token_is_no_error(
    tokens: APITokenService, token_id: int
) -> None:
    await tokens.note_use(token_id)

    with pytest.raises(NotFoundError):
        await tokens.get(token_id)


async def test_tokens_of_a_user_are_listed_with_the_newest_first(
    tokens: APITokenService, admin: StaffUserRead
) -> None:
    for name in ("b", "c", "a"):
        await tokens.create(_token(admin, name))

    listed = await tokens.get_of_user(admin.id)
    assert [token.name for token in listed] == ["a", "c", "b"]
    assert await tokens.get_of_user(admin.id, skip=1, limit=1) == listed[1:2]


async def test_a_change_that_breaks_off_leaves_nothing(
    tokens: APITokenService,
    admin: StaffUserRead,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    created = await tokens.create(_token(admin))
    monkeypatch.setattr(Change, "record", failing)

    with pytest.raises(RuntimeError):
        await tokens.create(_token(admin, "second"))
    with pytest.raises(RuntimeError):
        await tokens.revoke(created.id)

    (token,) = await tokens.get_of_user(admin.id)
    assert (token.name, token.revoked_at) == ("ci", None)


async def test_a_token_can_be_for_chosen_models(
    tokens: APITokenService, models: MLModelService, admin: StaffUserRead
) -> None:
    for name in ("fraud", "resnet"):
        await models.create(MLModelCreate(name=name))
    token = await tokens.create(
        APITokenCreate(user_id=admin.id, name="ci", model_names=["fraud", "resnet"])
    )

    assert (await tokens.authenticate(token.secret)).model_names == ["fraud", "resnet"]


async def test_a_token_is_for_models_that_exist(
    tokens: APITokenService, models: MLModelService, admin: StaffUserRead
) -> None:
    await models.create(MLModelCreate(name="fraud"))
    await models.delete((await models.create(MLModelCreate(name="old"))).id)

    for name in ("resnet", "old", "Fraud"):
        with pytest.raises(RuleViolationError, match=f"no model '{name}'") as caught:
            await tokens.create(
                APITokenCreate(user_id=admin.id, name="ci", model_names=["fraud", name])
            )

        assert caught.value.field == "model_names"
    assert await tokens.get_of_user(admin.id) == []


@pytest.mark.parametrize("names", [[], ["a/b"], ["x"] * 101])
def test_chosen_models_have_names_and_bounds(names: list[str]) -> None:
    with pytest.raises(ValidationError):
        APITokenCreate(user_id=1, name="ci", model_names=names)


async def test_all_tokens_of_a_user_are_revoked_together(
    tokens: APITokenService,
    staff: StaffUserService,
    admin: StaffUserRead,
    audit: AuditEventService,
) -> None:
    bob = await staff.create(StaffUserCreate(username="bob", password_hash="hash"))
    first, second = [
        await tokens.create(APITokenCreate(user_id=admin.id, name=name)) for name in ("a", "b")
    ]
    others = await tokens.create(APITokenCreate(user_id=bob.id, name="c"))
    await tokens.revoke(first.id)
    count = await tokens.revoke_of_user(admin.id, reason="Lost laptop")
    event = (await audit.get_all())[0]

    assert count == 1
    assert (event.label, event.reason, list(event.changes)) == (
        "root/b",
        "Lost laptop",
        ["revoked_at"],
    )
    assert (await tokens.get(others.id)).revoked_at is None
    with pytest.raises(NotFoundError):
        await tokens.authenticate(second.secret)


@pytest.mark.parametrize("user_id", [0, -1, 999, 2**70])
async def test_nobody_has_no_tokens_to_revoke(tokens: APITokenService, user_id: int) -> None:
    with pytest.raises(NotFoundError, match="staff user"):
        await tokens.revoke_of_user(user_id)


async def test_a_secret_that_opens_nothing_is_told_alike_and_known_apart(
    tokens: APITokenService, admin: StaffUserRead
) -> None:
    token = await tokens.create(APITokenCreate(user_id=admin.id, name="ci"))
    await tokens.revoke(token.id)

    told = []
    for secret in (token.secret, "mb_unknown"):
        with pytest.raises(InvalidTokenError) as caught:
            await tokens.authenticate(secret)
        told.append((str(caught.value), caught.value.why, caught.value.label))
    assert told == [
        ("There is no valid API token.", "revoked", "root/ci"),
        ("There is no valid API token.", "unknown", None),
    ]
