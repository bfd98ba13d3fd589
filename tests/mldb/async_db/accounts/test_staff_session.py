"""Login sessions: found by their key, until they expire or are ended."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from mldb.async_db import AuditEventService, Database, StaffSessionService, StaffUserService
from mldb.errors import DuplicateError, NotFoundError
from mldb.models import StaffSession
from mldb.schemas import (
    StaffSessionCreate,
    StaffUserCreate,
    StaffUserRead,
    StaffUserUpdate,
)

HOUR = timedelta(hours=1)


def _session(
    key: str, user_id: int | None = None, payload: str = "{}", lasts: timedelta = HOUR
) -> StaffSessionCreate:
    return StaffSessionCreate(
        key=key, user_id=user_id, payload=payload, expires_at=datetime.now(UTC) + lasts
    )


async def _stored(database: Database) -> int | None:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(StaffSession))


async def test_a_session_is_found_by_its_key(
    sessions: StaffSessionService, admin: StaffUserRead
) -> None:
    data = _session("key-of-root", admin.id, '{"cart": 1}')
    created = await sessions.create(data)

    assert created == await sessions.get("key-of-root")
    assert (created.user_id, created.payload) == (admin.id, '{"cart": 1}')
    assert created.expires_at == data.expires_at
    assert created.created_at == created.updated_at


async def test_a_session_and_its_user_are_found_together(
    sessions: StaffSessionService, staff: StaffUserService, admin: StaffUserRead
) -> None:
    created = await sessions.create(_session("key-of-root", admin.id))
    owner = await sessions.get_with_user("key-of-root")

    assert owner.user == await staff.get_credentials(admin.username)
    assert owner.model_dump(exclude={"user"}) == created.model_dump()
    assert "payload" not in repr(owner)
    assert "password_hash" not in repr(owner)


async def test_a_session_of_nobody_is_found_without_a_user(sessions: StaffSessionService) -> None:
    await sessions.create(_session("anonymous"))

    assert (await sessions.get_with_user("anonymous")).user is None


async def test_a_session_needs_no_user(sessions: StaffSessionService) -> None:
    assert (await sessions.create(_session("anonymous"))).user_id is None


async def test_a_key_is_stored_as_its_hash_only(
    sessions: StaffSessionService, database: Database
) -> None:
    created = await sessions.create(_session("a-secret-key"))

    async with database.reading() as session:
        row = (await session.execute(select(StaffSession.__table__))).one()
    assert "a-secret-key" not in repr(row)
    assert "payload" not in repr(created)
    assert "a-secret-key" not in repr(_session("a-secret-key"))


async def test_a_key_is_used_once(sessions: StaffSessionService) -> None:
    created = await sessions.create(_session("same-key"))

    with pytest.raises(DuplicateError, match="This session exists already"):
        await sessions.create(_session("same-key", payload="[]"))

    assert await sessions.get("same-key") == created


@pytest.mark.parametrize("key", ["", "unknown-key", "\x00", "\ud800", "SAME-KEY"])
async def test_an_unknown_key_is_not_found_nor_told(
    sessions: StaffSessionService, key: str
) -> None:
    await sessions.create(_session("same-key"))

    with pytest.raises(NotFoundError, match=r"^There is no session\.$"):
        await sessions.get(key)
    with pytest.raises(NotFoundError, match=r"^There is no session\.$"):
        await sessions.get_with_user(key)


async def test_an_expired_session_is_not_found(
    sessions: StaffSessionService, admin: StaffUserRead
) -> None:
    await sessions.create(_session("expired-key", admin.id, lasts=-HOUR))

    assert await sessions.get_of_user(admin.id) == []
    with pytest.raises(NotFoundError):
        await sessions.get("expired-key")
    with pytest.raises(NotFoundError):
        await sessions.get_with_user("expired-key")
    with pytest.raises(NotFoundError):
        await sessions.update(_session("expired-key"))


async def test_an_update_replaces_the_contents(
    sessions: StaffSessionService, admin: StaffUserRead
) -> None:
    created = await sessions.create(_session("key-of-root"))
    data = _session("key-of-root", admin.id, '{"cart": 1}', 2 * HOUR)
    updated = await sessions.update(data)

    assert updated == await sessions.get("key-of-root")
    assert (updated.id, updated.created_at) == (created.id, created.created_at)
    assert (updated.user_id, updated.payload) == (admin.id, '{"cart": 1}')
    assert updated.expires_at == data.expires_at
    assert updated.updated_at > created.updated_at


async def test_an_ended_session_stays_so(sessions: StaffSessionService) -> None:
    await sessions.create(_session("some-key"))
    await sessions.delete("some-key")

    with pytest.raises(NotFoundError):
        await sessions.get("some-key")
    with pytest.raises(NotFoundError):
        await sessions.update(_session("some-key"))


async def test_ending_what_is_not_there_is_no_error(sessions: StaffSessionService) -> None:
    created = await sessions.create(_session("other-key"))
    await sessions.delete("some-key")

    assert await sessions.get("other-key") == created


async def test_sessions_of_a_user_are_listed_with_the_newest_first(
    sessions: StaffSessionService, admin: StaffUserRead
) -> None:
    await sessions.create(_session("anonymous"))
    created = [await sessions.create(_session(f"key-000{number}", admin.id)) for number in range(3)]
    await sessions.create(_session("expired-key", admin.id, lasts=-HOUR))

    assert await sessions.get_of_user(admin.id) == created[::-1]
    assert await sessions.get_of_user(admin.id, skip=1, limit=1) == created[1:2]


@pytest.mark.parametrize(("kept", "left"), [(None, 1), ("key-0000", 2), ("unknown-key", 1)])
async def test_all_sessions_of_a_user_can_be_ended_but_for_one(
    sessions: StaffSessionService,
    database: Database,
    admin: StaffUserRead,
    kept: str | None,
    left: int,
) -> None:
    await sessions.create(_session("anonymous"))
    for number in range(3):
        await sessions.create(_session(f"key-000{number}", admin.id))
    await sessions.delete_of_user(admin.id, except_key=kept)

    assert await _stored(database) == left
    assert (await sessions.get("anonymous")).user_id is None


async def test_who_is_deactivated_has_no_session_left(
    sessions: StaffSessionService, staff: StaffUserService, admin: StaffUserRead
) -> None:
    other = await staff.create(StaffUserCreate(username="bob", password_hash="hash"))
    for key, user in (("of-bob-1", other), ("of-admin", admin)):
        await sessions.create(_session(key, user.id))
    changes = StaffUserUpdate(row_version=other.row_version, is_active=False)
    changed = await staff.update(other.id, changes)
    changes = StaffUserUpdate(row_version=changed.row_version, is_active=True)
    await staff.update(other.id, changes)

    assert await sessions.get_of_user(other.id) == []
    assert len(await sessions.get_of_user(admin.id)) == 1


@pytest.mark.parametrize("user_id", [0, -1, 999, 2**70])
async def test_ending_the_sessions_of_nobody_is_no_error(
    sessions: StaffSessionService, database: Database, user_id: int
) -> None:
    await sessions.create(_session("anonymous"))
    await sessions.delete_of_user(user_id)

    assert await _stored(database) == 1


@pytest.mark.parametrize("user_id", [0, -1, 999, 2**70])
async def test_a_session_of_an_unknown_user_is_refused(
    sessions: StaffSessionService, database: Database, user_id: int
) -> None:
    await sessions.create(_session("anonymous"))

    with pytest.raises(NotFoundError, match="no staff user"):
        await sessions.create(_session("some-key", user_id))
    with pytest.raises(NotFoundError, match="no staff user"):
        await sessions.update(_session("anonymous", user_id))

    assert await _stored(database) == 1
    assert (await sessions.get("anonymous")).user_id is None


async def test_the_expired_can_be_forgotten(
    sessions: StaffSessionService, database: Database
) -> None:
    await sessions.create(_session("expired-key", lasts=-HOUR))
    await sessions.create(_session("some-key"))
    counted = await sessions.count_expired()
    await sessions.delete_expired()

    assert (counted, await sessions.count_expired()) == (1, 0)
    assert await _stored(database) == 1
    assert (await sessions.get("some-key")).user_id is None


async def test_the_expired_are_forgotten_in_batches(sessions: StaffSessionService) -> None:
    for number in range(3):
        await sessions.create(_session(f"expired-{number}", lasts=-HOUR))

    assert [await sessions.delete_expired(limit=2) for _ in range(3)] == [2, 1, 0]


async def test_sessions_are_not_audited(
    sessions: StaffSessionService, audit: AuditEventService
) -> None:
    await sessions.create(_session("some-key"))
    await sessions.update(_session("some-key", payload="[]"))
    await sessions.delete("some-key")

    assert await audit.get_all() == []


async def test_a_use_moves_the_moment_of_expiry(sessions: StaffSessionService) -> None:
    later = datetime.now(UTC) + 2 * HOUR
    created = await sessions.create(_session("some-key"))
    await sessions.note_use("some-key", later)
    used = await sessions.get("some-key")

    assert used.expires_at == later
    assert used.updated_at > created.updated_at


async def test_a_use_brings_no_session_back(sessions: StaffSessionService) -> None:
    await sessions.create(_session("expired-key", lasts=-HOUR))
    await sessions.note_use("expired-key", datetime.now(UTC) + HOUR)
    await sessions.note_use("unknown-key", datetime.now(UTC) + HOUR)

    with pytest.raises(NotFoundError):
        await sessions.get("expired-key")


async def test_one_of_ones_own_sessions_can_be_ended(
    sessions: StaffSessionService, staff: StaffUserService, admin: StaffUserRead
) -> None:
    bob = await staff.create(StaffUserCreate(username="bob", password_hash="hash"))
    first = await sessions.create(_session("key-0001", admin.id))
    await sessions.create(_session("key-0002", admin.id))
    await sessions.delete_of_user_by_id(admin.id, first.id)

    assert len(await sessions.get_of_user(admin.id)) == 1
    for user_id, session_id in ((bob.id, first.id + 1), (admin.id, first.id), (admin.id, 2**70)):
        with pytest.raises(NotFoundError, match="no session"):
            await sessions.delete_of_user_by_id(user_id, session_id)


async def test_the_expired_are_forgotten_some_at_a_time(sessions: StaffSessionService) -> None:
    for number in range(3):
        await sessions.create(_session(f"expired-{number}", lasts=-HOUR))

    assert await sessions.delete_expired(limit=2) == 2
    assert await sessions.delete_expired(limit=2) == 1


async def test_it_is_known_where_a_session_was_used_last(sessions: StaffSessionService) -> None:
    data = _session("some-key")
    data.address, data.browser = "192.0.2.7", "x" * 300
    created = await sessions.create(StaffSessionCreate.model_validate(data.model_dump()))

    assert (created.address, created.browser) == ("192.0.2.7", "x" * 255)
