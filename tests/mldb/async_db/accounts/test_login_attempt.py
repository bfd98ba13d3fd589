"""Login attempts: counted before the password is looked at, throttled, forgiven."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from mldb.async_db import AuditEventService, Database, LoginAttemptService
from mldb.errors import ThrottledError
from mldb.models import LoginAttempt
from mldb.rules.login import (
    FAILURES_ALLOWED,
    FAILURES_PER_ACCOUNT,
    FAILURES_PER_ADDRESS,
    USUAL_FOR,
    WINDOW,
)
from mldb.schemas import LoginAttemptCreate, LoginAttemptRead

HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"
CLOCK = "mldb.async_db.services.accounts.login_attempt.datetime"


def _attempt(
    username: str = "alice", address: str = HERE, budget: str | None = None
) -> LoginAttemptCreate:
    return LoginAttemptCreate(username=username, address=address, budget=budget)


async def _fail(
    attempts: LoginAttemptService, times: int, *given: Any, **named: Any
) -> list[LoginAttemptRead]:
    return [await attempts.begin(_attempt(*given, **named)) for _ in range(times)]


async def _succeed(attempts: LoginAttemptService, *given: Any) -> None:
    (attempt,) = await _fail(attempts, 1, *given)
    await attempts.succeed(attempt.id)


async def _is_blocked(attempts: LoginAttemptService, *given: Any, **named: Any) -> bool:
    """Whether the next attempt is refused; one that is not is forgotten."""
    try:
        (attempt,) = await _fail(attempts, 1, *given, **named)
    except ThrottledError:
        return True
    await attempts.withdraw(attempt.id)
    return False


def _clock_ahead_by(difference: timedelta) -> type[datetime]:
    class Ahead(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Any:
            return datetime.now(tz) + difference  # type: ignore[arg-type]

    return Ahead


async def test_an_attempt_is_a_failure_until_it_succeeds(attempts: LoginAttemptService) -> None:
    (begun,) = await _fail(attempts, 1)
    await attempts.succeed(begun.id)

    assert (begun.username, begun.address, begun.succeeded) == ("alice", HERE, False)
    assert [one.succeeded for one in await attempts.get_all()] == [True]


async def test_what_was_not_looked_at_is_forgotten(attempts: LoginAttemptService) -> None:
    (begun,) = await _fail(attempts, 1)
    await attempts.withdraw(begun.id)

    assert await attempts.get_all() == []


async def test_an_account_is_blocked_where_the_failures_came_from(
    attempts: LoginAttemptService,
) -> None:
    failures = await _fail(attempts, FAILURES_ALLOWED)

    with pytest.raises(ThrottledError, match=r"Try again after \d\d:\d\d UTC") as caught:
        await attempts.begin(_attempt())
    assert caught.value.until == failures[0].attempted_at + WINDOW
    assert not await _is_blocked(attempts, "alice", ELSEWHERE)
    assert not await _is_blocked(attempts, "bob", HERE)


async def test_an_attempt_that_is_refused_is_not_recorded(attempts: LoginAttemptService) -> None:
    """Or whoever goes on trying would block for ever."""
    failures = await _fail(attempts, FAILURES_ALLOWED)
    await _is_blocked(attempts)

    assert await attempts.get_all() == failures[::-1]


async def test_an_address_is_blocked_for_every_account(attempts: LoginAttemptService) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        await _fail(attempts, 1, f"user{number}")

    assert await _is_blocked(attempts, "stranger", HERE)
    assert not await _is_blocked(attempts, "stranger", ELSEWHERE)


async def test_failures_from_everywhere_slow_an_account_down(attempts: LoginAttemptService) -> None:
    """It is not blocked: one attempt a minute is let through."""
    for number in range(FAILURES_PER_ACCOUNT):
        (last,) = await _fail(attempts, 1, "alice", f"10.0.1.{number}")

    with pytest.raises(ThrottledError) as caught:
        await attempts.begin(_attempt("alice", ELSEWHERE))
    assert caught.value.until == last.attempted_at + timedelta(minutes=1)


async def test_nobody_slows_an_account_down_at_its_usual_address(
    attempts: LoginAttemptService,
) -> None:
    await _succeed(attempts)
    for number in range(FAILURES_PER_ACCOUNT):
        await _fail(attempts, 1, "alice", f"10.0.1.{number}")

    assert not await _is_blocked(attempts)
    assert await _is_blocked(attempts, "alice", ELSEWHERE)


async def test_a_budget_of_its_own_is_used_up_by_nobody_else(attempts: LoginAttemptService) -> None:
    await _fail(attempts, FAILURES_ALLOWED)
    for number in range(FAILURES_PER_ADDRESS - FAILURES_ALLOWED):
        await _fail(attempts, 1, f"user{number}")
    for number in range(FAILURES_PER_ACCOUNT - FAILURES_ALLOWED):
        await _fail(attempts, 1, "alice", f"10.0.1.{number}")

    assert not await _is_blocked(attempts, budget="device:1")


async def test_a_budget_is_limited_and_its_failures_count_nowhere_else(
    attempts: LoginAttemptService,
) -> None:
    await _fail(attempts, FAILURES_ALLOWED, budget="device:1")

    assert await _is_blocked(attempts, budget="device:1")
    assert await _is_blocked(attempts, "alice", ELSEWHERE, "device:1")
    assert not await _is_blocked(attempts, budget="device:2")
    assert not await _is_blocked(attempts)


async def test_a_success_forgives_what_failed_before_it_there(
    attempts: LoginAttemptService,
) -> None:
    await _fail(attempts, FAILURES_ALLOWED - 1)
    await _succeed(attempts)

    assert not await _is_blocked(attempts)
    await _fail(attempts, FAILURES_ALLOWED)
    assert await _is_blocked(attempts)


async def test_an_ipv6_network_counts_as_one_address(attempts: LoginAttemptService) -> None:
    for number in range(FAILURES_ALLOWED):
        await _fail(attempts, 1, "alice", f"2001:db8::{number + 1:x}")

    assert await _is_blocked(attempts, "alice", "2001:db8:0:0:ffff::1")
    assert not await _is_blocked(attempts, "alice", "2001:db8:0:1::1")


async def test_old_failures_are_forgiven(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fail(attempts, FAILURES_ALLOWED)
    monkeypatch.setattr(CLOCK, _clock_ahead_by(WINDOW + timedelta(seconds=1)))

    assert not await _is_blocked(attempts)


@pytest.mark.parametrize("ahead", [timedelta(minutes=5), timedelta(days=3_650)])
async def test_failures_of_a_clock_that_was_ahead_are_ignored(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    with monkeypatch.context() as wrong:
        wrong.setattr(CLOCK, _clock_ahead_by(ahead))
        await _fail(attempts, FAILURES_ALLOWED)

    assert not await _is_blocked(attempts)


async def test_a_clock_that_is_a_little_ahead_is_believed(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as wrong:
        wrong.setattr(CLOCK, _clock_ahead_by(timedelta(seconds=20)))
        await _fail(attempts, FAILURES_ALLOWED)

    assert await _is_blocked(attempts)


async def test_the_forgiven_are_forgotten_some_at_a_time(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fail(attempts, 3)
    await _succeed(attempts, "bob")
    fresh = await attempts.delete_forgiven()
    monkeypatch.setattr(CLOCK, _clock_ahead_by(WINDOW + timedelta(seconds=1)))

    assert fresh == 0
    assert await attempts.count_forgiven() == 3
    assert await attempts.delete_forgiven(limit=2) == 2
    assert await attempts.delete_forgiven(limit=2) == 1
    assert [one.username for one in await attempts.get_all()] == ["bob"]


async def test_usual_addresses_are_forgotten_later(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _succeed(attempts)
    monkeypatch.setattr(CLOCK, _clock_ahead_by(USUAL_FOR + timedelta(seconds=1)))

    assert await attempts.delete_forgiven() == 1


async def test_what_a_wrong_clock_recorded_is_forgotten_too(
    attempts: LoginAttemptService, database: Database
) -> None:
    await _fail(attempts, 1)
    async with database.writing() as session:
        far = datetime.now(UTC) + timedelta(days=3_650)
        await session.execute(update(LoginAttempt).values(attempted_at=far))

    assert await attempts.delete_forgiven() == 1


@pytest.mark.parametrize("spelling", ["ALICE", " alice", "Alice\t", "\x00alice"])
async def test_an_account_is_blocked_however_its_name_is_spelled(
    attempts: LoginAttemptService, spelling: str
) -> None:
    """As a login finds the account whatever the case and the blanks around the name."""
    await _fail(attempts, FAILURES_ALLOWED, spelling)

    assert await _is_blocked(attempts, "alice")
    assert await _is_blocked(attempts, spelling)


@pytest.mark.parametrize("typed", ["", "x" * 1_000, "\ud800", "\x00", "\u0130" * 255, "' --"])
async def test_whatever_a_stranger_types_is_counted(
    attempts: LoginAttemptService, typed: str
) -> None:
    await _fail(attempts, FAILURES_ALLOWED, typed, typed)

    assert await _is_blocked(attempts, typed, typed)


async def test_attempts_are_not_audited(
    attempts: LoginAttemptService, audit: AuditEventService
) -> None:
    await _fail(attempts, 1)

    assert await audit.get_all() == []
