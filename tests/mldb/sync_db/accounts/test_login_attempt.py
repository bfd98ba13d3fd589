# Generated from tests/mldb/async_db/accounts/test_login_attempt.py by `make twins`.
"""Login attempts: counted before the password is looked at, throttled, forgiven."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

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
from mldb.sync_db import AuditEventService, Database, LoginAttemptService

HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"
CLOCK = "mldb.sync_db.services.accounts.login_attempt.datetime"


def _attempt(
    username: str = "alice", address: str = HERE, budget: str | None = None
) -> LoginAttemptCreate:
    return LoginAttemptCreate(username=username, address=address, budget=budget)


def _fail(
    attempts: LoginAttemptService, times: int, *given: Any, **named: Any
) -> list[LoginAttemptRead]:
    return [attempts.begin(_attempt(*given, **named)) for _ in range(times)]


def _succeed(attempts: LoginAttemptService, *given: Any) -> None:
    (attempt,) = _fail(attempts, 1, *given)
    attempts.succeed(attempt.id)


def _is_blocked(attempts: LoginAttemptService, *given: Any, **named: Any) -> bool:
    """Whether the next attempt is refused; one that is not is forgotten."""
    try:
        (attempt,) = _fail(attempts, 1, *given, **named)
    except ThrottledError:
        return True
    attempts.withdraw(attempt.id)
    return False


def _clock_ahead_by(difference: timedelta) -> type[datetime]:
    class Ahead(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Any:
            return datetime.now(tz) + difference  # type: ignore[arg-type]

    return Ahead


def test_an_attempt_is_a_failure_until_it_succeeds(attempts: LoginAttemptService) -> None:
    (begun,) = _fail(attempts, 1)
    attempts.succeed(begun.id)

    assert (begun.username, begun.address, begun.succeeded) == ("alice", HERE, False)
    assert [one.succeeded for one in attempts.get_all()] == [True]


def test_what_was_not_looked_at_is_forgotten(attempts: LoginAttemptService) -> None:
    (begun,) = _fail(attempts, 1)
    attempts.withdraw(begun.id)

    assert attempts.get_all() == []


def test_an_account_is_blocked_where_the_failures_came_from(
    attempts: LoginAttemptService,
) -> None:
    failures = _fail(attempts, FAILURES_ALLOWED)

    with pytest.raises(ThrottledError, match=r"Try again after \d\d:\d\d UTC") as caught:
        attempts.begin(_attempt())
    assert caught.value.until == failures[0].attempted_at + WINDOW
    assert not _is_blocked(attempts, "alice", ELSEWHERE)
    assert not _is_blocked(attempts, "bob", HERE)


def test_an_attempt_that_is_refused_is_not_recorded(attempts: LoginAttemptService) -> None:
    """Or whoever goes on trying would block for ever."""
    failures = _fail(attempts, FAILURES_ALLOWED)
    _is_blocked(attempts)

    assert attempts.get_all() == failures[::-1]


def test_an_address_is_blocked_for_every_account(attempts: LoginAttemptService) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        _fail(attempts, 1, f"user{number}")

    assert _is_blocked(attempts, "stranger", HERE)
    assert not _is_blocked(attempts, "stranger", ELSEWHERE)


def test_failures_from_everywhere_slow_an_account_down(attempts: LoginAttemptService) -> None:
    """It is not blocked: one attempt a minute is let through."""
    for number in range(FAILURES_PER_ACCOUNT):
        (last,) = _fail(attempts, 1, "alice", f"10.0.1.{number}")

    with pytest.raises(ThrottledError) as caught:
        attempts.begin(_attempt("alice", ELSEWHERE))
    assert caught.value.until == last.attempted_at + timedelta(minutes=1)


def test_nobody_slows_an_account_down_at_its_usual_address(
    attempts: LoginAttemptService,
) -> None:
    _succeed(attempts)
    for number in range(FAILURES_PER_ACCOUNT):
        _fail(attempts, 1, "alice", f"10.0.1.{number}")

    assert not _is_blocked(attempts)
    assert _is_blocked(attempts, "alice", ELSEWHERE)


def test_a_budget_of_its_own_is_used_up_by_nobody_else(attempts: LoginAttemptService) -> None:
    _fail(attempts, FAILURES_ALLOWED)
    for number in range(FAILURES_PER_ADDRESS - FAILURES_ALLOWED):
        _fail(attempts, 1, f"user{number}")
    for number in range(FAILURES_PER_ACCOUNT - FAILURES_ALLOWED):
        _fail(attempts, 1, "alice", f"10.0.1.{number}")

    assert not _is_blocked(attempts, budget="device:1")


def test_a_budget_is_limited_and_its_failures_count_nowhere_else(
    attempts: LoginAttemptService,
) -> None:
    _fail(attempts, FAILURES_ALLOWED, budget="device:1")

    assert _is_blocked(attempts, budget="device:1")
    assert _is_blocked(attempts, "alice", ELSEWHERE, "device:1")
    assert not _is_blocked(attempts, budget="device:2")
    assert not _is_blocked(attempts)


def test_a_success_forgives_what_failed_before_it_there(
    attempts: LoginAttemptService,
) -> None:
    _fail(attempts, FAILURES_ALLOWED - 1)
    _succeed(attempts)

    assert not _is_blocked(attempts)
    _fail(attempts, FAILURES_ALLOWED)
    assert _is_blocked(attempts)


def test_an_ipv6_network_counts_as_one_address(attempts: LoginAttemptService) -> None:
    for number in range(FAILURES_ALLOWED):
        _fail(attempts, 1, "alice", f"2001:db8::{number + 1:x}")

    assert _is_blocked(attempts, "alice", "2001:db8:0:0:ffff::1")
    assert not _is_blocked(attempts, "alice", "2001:db8:0:1::1")


def test_old_failures_are_forgiven(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail(attempts, FAILURES_ALLOWED)
    monkeypatch.setattr(CLOCK, _clock_ahead_by(WINDOW + timedelta(seconds=1)))

    assert not _is_blocked(attempts)


@pytest.mark.parametrize("ahead", [timedelta(minutes=5), timedelta(days=3_650)])
def test_failures_of_a_clock_that_was_ahead_are_ignored(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    with monkeypatch.context() as wrong:
        wrong.setattr(CLOCK, _clock_ahead_by(ahead))
        _fail(attempts, FAILURES_ALLOWED)

    assert not _is_blocked(attempts)


def test_a_clock_that_is_a_little_ahead_is_believed(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as wrong:
        wrong.setattr(CLOCK, _clock_ahead_by(timedelta(seconds=20)))
        _fail(attempts, FAILURES_ALLOWED)

    assert _is_blocked(attempts)


def test_the_forgiven_are_forgotten_some_at_a_time(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail(attempts, 3)
    _succeed(attempts, "bob")
    fresh = attempts.delete_forgiven()
    monkeypatch.setattr(CLOCK, _clock_ahead_by(WINDOW + timedelta(seconds=1)))

    assert fresh == 0
    assert attempts.count_forgiven() == 3
    assert attempts.delete_forgiven(limit=2) == 2
    assert attempts.delete_forgiven(limit=2) == 1
    assert [one.username for one in attempts.get_all()] == ["bob"]


def test_usual_addresses_are_forgotten_later(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _succeed(attempts)
    monkeypatch.setattr(CLOCK, _clock_ahead_by(USUAL_FOR + timedelta(seconds=1)))

    assert attempts.delete_forgiven() == 1


def test_what_a_wrong_clock_recorded_is_forgotten_too(
    attempts: LoginAttemptService, database: Database
) -> None:
    _fail(attempts, 1)
    with database.writing() as session:
        far = datetime.now(UTC) + timedelta(days=3_650)
        session.execute(update(LoginAttempt).values(attempted_at=far))

    assert attempts.delete_forgiven() == 1


@pytest.mark.parametrize("spelling", ["ALICE", " alice", "Alice\t", "\x00alice"])
def test_an_account_is_blocked_however_its_name_is_spelled(
    attempts: LoginAttemptService, spelling: str
) -> None:
    """As a login finds the account whatever the case and the blanks around the name."""
    _fail(attempts, FAILURES_ALLOWED, spelling)

    assert _is_blocked(attempts, "alice")
    assert _is_blocked(attempts, spelling)


@pytest.mark.parametrize("typed", ["", "x" * 1_000, "\ud800", "\x00", "\u0130" * 255, "' --"])
def test_whatever_a_stranger_types_is_counted(attempts: LoginAttemptService, typed: str) -> None:
    _fail(attempts, FAILURES_ALLOWED, typed, typed)

    assert _is_blocked(attempts, typed, typed)


def test_attempts_are_not_audited(attempts: LoginAttemptService, audit: AuditEventService) -> None:
    _fail(attempts, 1)

    assert audit.get_all() == []
