"""Passwords are hashed a few at a time, as each takes a hundred megabytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any, Final

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE: Final = 2
"""So many hashes are made at once in one process."""

WAITING: Final = 20
"""So many more wait for their turn; whoever comes then is turned away."""

PATIENCE_SECONDS: Final = 10.0
"""The longest wait for a turn."""

RETRY_SECONDS: Final = 10
_admitted = BoundedSemaphore(AT_ONCE + WAITING)
_running = BoundedSemaphore(AT_ONCE)


class TooManyPasswordsError(Exception):
    """Too many passwords are being looked at; this one was not."""

    def __str__(self) -> str:
        return "Too many passwords are being checked at the moment. Try again in some seconds."


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id as Django sets it, for all passwords of the process together."""

    def encode(self, password: Any, salt: Any) -> str:
        """The hash.

        Raises:
            TooManyPasswordsError: there was no turn.
        """
        with _turn():
            return super().encode(password, salt)

    def verify(self, password: Any, encoded: str) -> bool:
        """Whether this is the password.

        Raises:
            TooManyPasswordsError: there was no turn.
        """
        with _turn():
            return super().verify(password, encoded)


@contextmanager
def _turn() -> Iterator[None]:
    if not _admitted.acquire(blocking=False):
        raise TooManyPasswordsError
    try:
        if not _running.acquire(timeout=PATIENCE_SECONDS):
            raise TooManyPasswordsError
        try:
            yield
        finally:
            _running.release()
    finally:
        _admitted.release()
