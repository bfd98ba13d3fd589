# Generated from tests/async_db/test_login_attempt.py by `make twins`.
"""Login attempts: counted, throttled, forgiven."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from mldb.rules.login import FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, WINDOW
from mldb.schemas import LoginAttemptCreate, LoginAttemptRead
from mldb.sync_db import AuditEventService, LoginAttemptService


def _fail(
    attempts: LoginAttemptService, times: int, username: str = "alice", address: str = "10.0.0.1"
) -> list[LoginAttemptRead]:
    failure = LoginAttemptCreate(username=username, address=address, succeeded=False)
    return [attempts.create(failure) for _ in range(times)]


def _succeed(attempts: LoginAttemptService) -> None:
    attempts.create(LoginAttemptCreate(username="alice", address="10.0.0.1", succeeded=True))


class Later(datetime):
    """A clock that is ahead by the time after which failures are forgiven."""

    @classmethod
    def now(cls, tz: object = None) -> Any:
        """The present time, and a window more."""
        return datetime.now(tz) + WINDOW + timedelta(seconds=1)  # type: ignore[arg-type]


def test_an_attempt_is_recorded(attempts: LoginAttemptService) -> None:
    (failure,) = _fail(attempts, 1)
    _succeed(attempts)

    success, first = attempts.get_all()
    assert first == failure
    assert (first.username, first.address, first.succeeded) == ("alice", "10.0.0.1", False)
    assert success.succeeded is True
    assert attempts.get_all(skip=1, limit=1) == [failure]


def test_failures_are_free_up_to_a_number_per_account(
    attempts: LoginAttemptService,
) -> None:
    _fail(attempts, FAILURES_PER_ACCOUNT - 1)

    assert attempts.get_blocked_until("alice", "10.0.0.1") is None


def test_an_account_is_blocked_from_every_address(attempts: LoginAttemptService) -> None:
    failures = _fail(attempts, FAILURES_PER_ACCOUNT)

    until = failures[0].attempted_at + WINDOW
    assert attempts.get_blocked_until("alice", "10.0.0.1") == until
    assert attempts.get_blocked_until("alice", "10.0.0.2") == until
    assert attempts.get_blocked_until("bob", "10.0.0.1") is None


def test_further_failures_block_for_longer(attempts: LoginAttemptService) -> None:
    failures = _fail(attempts, FAILURES_PER_ACCOUNT + 2)

    until = failures[2].attempted_at + WINDOW
    assert attempts.get_blocked_until("alice", "10.0.0.1") == until


def test_an_address_is_blocked_for_every_account(attempts: LoginAttemptService) -> None:
    failures = []
    for number in range(FAILURES_PER_ADDRESS):
        failures += _fail(attempts, 1, f"user{number}")

    until = failures[0].attempted_at + WINDOW
    assert attempts.get_blocked_until("stranger", "10.0.0.1") == until
    assert attempts.get_blocked_until("stranger", "10.0.0.2") is None


def test_the_longer_block_counts(attempts: LoginAttemptService) -> None:
    _fail(attempts, FAILURES_PER_ADDRESS, "bob")
    failures = _fail(attempts, FAILURES_PER_ACCOUNT, "alice", "10.0.0.2")

    until = failures[0].attempted_at + WINDOW
    assert attempts.get_blocked_until("alice", "10.0.0.1") == until


def test_a_success_forgives_the_account_and_not_the_address(
    attempts: LoginAttemptService,
) -> None:
    _fail(attempts, FAILURES_PER_ADDRESS)
    _succeed(attempts)

    assert attempts.get_blocked_until("alice", "10.0.0.2") is None
    assert attempts.get_blocked_until("bob", "10.0.0.1") is not None


def test_failures_after_a_success_count_again(attempts: LoginAttemptService) -> None:
    _fail(attempts, FAILURES_PER_ACCOUNT)
    _succeed(attempts)
    failures = _fail(attempts, FAILURES_PER_ACCOUNT)

    until = failures[0].attempted_at + WINDOW
    assert attempts.get_blocked_until("alice", "10.0.0.2") == until


def test_old_failures_are_forgiven(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail(attempts, FAILURES_PER_ADDRESS)
    monkeypatch.setattr("mldb.sync_db.services.login_attempt.datetime", Later)

    assert attempts.get_blocked_until("alice", "10.0.0.1") is None


def test_the_forgiven_can_be_forgotten(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail(attempts, 2)
    attempts.delete_forgiven()
    kept = attempts.get_all()
    monkeypatch.setattr("mldb.sync_db.services.login_attempt.datetime", Later)
    attempts.delete_forgiven()

    assert len(kept) == 2
    assert attempts.get_all() == []


def test_the_forgiven_are_forgotten_in_batches(
    attempts: LoginAttemptService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail(attempts, 3)
    monkeypatch.setattr("mldb.sync_db.services.login_attempt.datetime", Later)

    assert [attempts.delete_forgiven(limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("spelling", ["ALICE", " alice", "Alice\t", "\x00alice"])
def test_an_account_is_blocked_however_its_name_is_spelled(
    attempts: LoginAttemptService, spelling: str
) -> None:
    """As a login finds the account whatever the case and the blanks around the name."""
    _fail(attempts, FAILURES_PER_ACCOUNT, spelling)

    assert attempts.get_blocked_until("alice", "10.0.0.1") is not None
    assert attempts.get_blocked_until(spelling, "10.0.0.1") is not None


@pytest.mark.parametrize("typed", ["", "x" * 1_000, "\ud800", "\x00", "\u0130" * 255, "' --"])
def test_whatever_a_stranger_types_is_counted(attempts: LoginAttemptService, typed: str) -> None:
    _fail(attempts, FAILURES_PER_ACCOUNT, typed, typed)

    assert attempts.get_blocked_until(typed, typed) is not None


def test_attempts_are_not_audited(attempts: LoginAttemptService, audit: AuditEventService) -> None:
    _fail(attempts, 1)

    assert audit.get_all() == []
