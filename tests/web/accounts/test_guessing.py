"""Many guesses at once: no more are looked at than of guesses one by one, and few at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.test import Client

from mldb.config import DatabaseConfig
from mldb.rules.login import FAILURES_ALLOWED
from mldb.schemas import StaffUserCreate
from mldb.sync_db import default_database
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.accounts import hashing
from registry_app.accounts.hashing import AT_ONCE, WAITING, TooManyPasswordsError
from registry_app.core.registry import Registry
from tests.mldb.workers import PATIENCE_SECONDS, settings
from tests.web.conftest import PASSWORD
from tests.web.page import text

GUESSES = 80


class Looks:
    """How many passwords are looked at, at the moment and in all."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.running = self.most = self.count = 0

    def verify(self, *_: Any) -> bool:
        """A look at a password, which is wrong."""
        with self.lock:
            self.running += 1
            self.count += 1
            self.most = max(self.most, self.running)
        with self.lock:
            self.running -= 1
        return False


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Counts looks at passwords, which take no time."""
    looks = Looks()
    monkeypatch.setattr(Argon2PasswordHasher, "verify", looks.verify)
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *_: str(looks.verify()))
    return looks


@pytest.fixture
def on(config: DatabaseConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site on each kind of database."""
    default_database().close()
    for name, value in settings(config).items():
        monkeypatch.setenv(name, value)
    default_database.cache_clear()
    yield
    default_database().close()


def _at_once(count: int, act: Any) -> list[Any]:
    barrier = Barrier(count)

    def work(number: int) -> Any:
        barrier.wait(PATIENCE_SECONDS)
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return [
            job.result(PATIENCE_SECONDS) for job in [pool.submit(work, n) for n in range(count)]
        ]


def test_guesses_at_once_are_limited_as_those_one_by_one(
    on: None, looks: Looks, password_hash: str
) -> None:
    Registry(SYSTEM).staff.create(
        StaffUserCreate(username="bob", password_hash=password_hash, role=Role.EDITOR)
    )
    statuses = _at_once(
        GUESSES,
        lambda n: (
            Client().post("/login", {"username": "bob", "password": f"guess {n}"}).status_code
        ),
    )

    assert looks.count == FAILURES_ALLOWED
    assert sorted(statuses) == [422] * FAILURES_ALLOWED + [429] * (GUESSES - FAILURES_ALLOWED)


def test_an_unknown_account_is_limited_alike(looks: Looks) -> None:
    statuses = _at_once(
        12, lambda _: Client().post("/login", {"username": "x", "password": "y"}).status_code
    )

    assert looks.count == FAILURES_ALLOWED
    assert statuses.count(422) == FAILURES_ALLOWED


def test_few_are_looked_at_at_once_and_few_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are turned away at once, and those that wait get their turn."""
    turn, started = Event(), Lock()
    running: list[int] = []

    def verify(*_: Any) -> bool:
        with started:
            running.append(1)
        return turn.wait(PATIENCE_SECONDS)

    def look(_: int) -> str:
        try:
            return str(check_password("guess", encoded))
        except TooManyPasswordsError:
            with started:
                refused.append(1)
                if len(refused) == refusals:
                    # All others have been admitted.
                    seen.append(len(running))
                    turn.set()
            return "refused"

    encoded = make_password(PASSWORD)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", PATIENCE_SECONDS)
    refused: list[int] = []
    seen: list[int] = []
    refusals = 8
    results = _at_once(AT_ONCE + WAITING + refusals, look)

    assert results.count("refused") == refusals
    assert results.count("True") == AT_ONCE + WAITING
    assert seen[0] <= AT_ONCE


def test_who_waits_too_long_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 0.01)
    encoded = make_password(PASSWORD)
    for _ in range(AT_ONCE):
        hashing._running.acquire()
    try:
        with pytest.raises(TooManyPasswordsError, match="Try again in some seconds"):
            check_password(PASSWORD, encoded)
    finally:
        for _ in range(AT_ONCE):
            hashing._running.release()

    assert check_password(PASSWORD, encoded)


def _refuse(*_: Any) -> bool:
    raise TooManyPasswordsError


def test_an_attempt_that_was_not_looked_at_is_told_and_not_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch, password_hash: str
) -> None:
    Registry(SYSTEM).staff.create(StaffUserCreate(username="bob", password_hash=password_hash))
    monkeypatch.setattr(hashing.BoundedArgon2, "verify", _refuse)
    response = client.post("/login", {"username": "bob", "password": PASSWORD})

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "Too many passwords are being checked" in text(response)
    assert Registry().login_attempts.get_all() == []


def test_the_api_says_so_too(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing.BoundedArgon2, "encode", _refuse)
    admin.cookies["csrftoken"] = "c" * 32
    data = {"username": "carol", "password": "another long pass phrase"}
    headers = {"X-CSRFToken": "c" * 32}
    response = admin.post("/api/v1/staff", data, "application/json", headers=headers)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
