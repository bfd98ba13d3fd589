"""Login attempts: counted, throttled, forgiven."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from mldb.async_db import AuditEventService, LoginAttemptService
from mldb.rules.login import FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, WINDOW
from mldb.schemas import LoginAttemptCreate, LoginAttemptRead


async def _fail(
    attempts: LoginAttemptService, times: int, username: str = "alice", address: str = "10.0.0.1"
) -> list[LoginAttemptRead]:
    failure = LoginAttemptCreate(username=username, address=address, succeeded=False)
    return [await attempts.create(failure) for _ in range(times)]


async def _succeed(attempts: LoginAttemptService) -> None:
    await attempts.create(LoginAttemptCreate(username="alice", address="10.0.0.1", succeeded=True))


class Later(datetime):
    """A clock that is ahead by the time after which failures are forgiven."""

    @classmethod
    def now(cls, tz: object = None) -> Any:
        """The present time, and a window more."""
        return datetime.now(tz) + WINDOW + timedelta(seconds=1)  # type: ignore[arg-type]


async def test_an_attempt_is_recorded(attempts: LoginAttemptService) -> None:
    (failure,) = await _fail(attempts, 1)
    await _succeed(attempts)

    success, first = await attempts.get_all()
    assert first == failure
    assert (first.username, first.address, first.succeeded) == ("alice", "10.0.0.1", False)
    assert success.succeeded is True
    assert await attempts.get_all(skip=1, limit=1) == [failure]


async def test_failures_are_free_up_to_a_number_per_account(
    attempts: LoginAttemptService,
) -> None:
    await _fail(attempts, FAILURES_PER_ACCOUNT - 1)

    assert await attempts.get_blocked_until("alice", "10.0.0.1") is None


async def test_an_account_is_blocked_from_every_address(attempts: LoginAttemptService) -> None:
    failures = await _fail(attempts, FAILURES_PER_ACCOUNT)

    until = failures[0].attempted_at + WINDOW
    assert await attempts.get_blocked_until("alice", "10.0.0.1") == until
    assert await attempts.get_blocked_until("alice", "10.0.0.2") == until
    assert await attempts.get_blocked_until("bob", "10.0.0.1") is None


async def test_further_failures_block_for_longer(attempts: LoginAttemptService) -> None:
    failures = await _fail(attempts, FAILURES_PER_ACCOUNT + 2)

    until = failures[2].attempted_at + WINDOW
    assert await attempts.get_blocked_until("alice", "10.0.0.1") == until


async def test_an_address_is_blocked_for_every_account(attempts: LoginAttemptService) -> None:
    failures = []
    for number in range(FAILURES_PER_ADDRESS):
        failures += await _fail(attempts, 1, f"user{number}")

    until = failures[0].attempted_at + WINDOW
    assert await attempts.get_blocked_until("stranger", "10.0.0.1") == until
    assert await attempts.get_blocked_until("stranger", "10.0.0.2") is None


async def test_the_longer_block_counts(attempts: LoginAttemptService) -> None:
    await _fail(attempts, FAILURES_PER_ADDRESS, "bob")
    failures = await _fail(attempts, FAILURES_PER_ACCOUNT, "alice", "10.0.0.2")

    until = failures[0].attempted_at + WINDOW
    assert await attempts.get_blocked_until("alice", "10.0.0.1") == until


async def test_a_success_forgives_the_account_and_not_the_address(
    attempts: LoginAttemptService,
) -> None:
    await _fail(attempts, FAILURES_PER_ADDRESS)
    await _succeed(attempts)

    assert await attempts.get_blocked_until("alice", "10.0.0.2") is None
    assert await attempts.get_blocked_until("bob", "10.0.0.1") is not None


async def test_failures_after_a_success_count_again(attempts: LoginAttemptService) -> None:
    await _fail(attempts, FAILURES_PER_ACCOUNT)
    await _succeed(attempts)
    failures = await _fail(attempts, FAILURES_PER_ACCOUNT)

    until = failures[0].attempted_at + WINDOW
    assert await attempts.get_blocked_until("alice", "10.0.0.2") == until


async def test_old_failures_are_forgiven(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fail(attempts, FAILURES_PER_ADDRESS)
    monkeypatch.setattr("mldb.async_db.services.login_attempt.datetime", Later)

    assert await attempts.get_blocked_until("alice", "10.0.0.1") is None


async def test_the_forgiven_can_be_forgotten(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fail(attempts, 2)
    await attempts.delete_forgiven()
    kept = await attempts.get_all()
    monkeypatch.setattr("mldb.async_db.services.login_attempt.datetime", Later)
    await attempts.delete_forgiven()

    assert len(kept) == 2
    assert await attempts.get_all() == []


async def test_the_forgiven_are_forgotten_in_batches(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fail(attempts, 3)
    monkeypatch.setattr("mldb.async_db.services.login_attempt.datetime", Later)

    assert [await attempts.delete_forgiven(limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("spelling", ["ALICE", " alice", "Alice\t", "\x00alice"])
async def test_an_account_is_blocked_however_its_name_is_spelled(
    attempts: LoginAttemptService, spelling: str
) -> None:
    """As a login finds the account whatever the case and the blanks around the name."""
    await _fail(attempts, FAILURES_PER_ACCOUNT, spelling)

    assert await attempts.get_blocked_until("alice", "10.0.0.1") is not None
    assert await attempts.get_blocked_until(spelling, "10.0.0.1") is not None


@pytest.mark.parametrize("typed", ["", "x" * 1_000, "\ud800", "\x00", "\u0130" * 255, "' --"])
async def test_whatever_a_stranger_types_is_counted(
    attempts: LoginAttemptService, typed: str
) -> None:
    await _fail(attempts, FAILURES_PER_ACCOUNT, typed, typed)

    assert await attempts.get_blocked_until(typed, typed) is not None


async def test_attempts_are_not_audited(
    attempts: LoginAttemptService, audit: AuditEventService
) -> None:
    await _fail(attempts, 1)

    assert await audit.get_all() == []
