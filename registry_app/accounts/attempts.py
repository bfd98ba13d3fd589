"""Every look at a password is counted first, and refused when too many were wrong."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest

from mldb.errors import ThrottledError
from mldb.schemas import LoginAttemptCreate
from mldb.security import note
from registry_app.accounts.hashing import TooManyPasswordsError
from registry_app.core.registry import Registry

FoundT = TypeVar("FoundT")


def looked_at(
    request: HttpRequest, username: str, look: Callable[[], FoundT], *, budget: str | None
) -> FoundT:
    """The result of `look`; a false one means that the password was wrong.

    Raises:
        ThrottledError: too many passwords were wrong; this one was not checked.
        TooManyPasswordsError: too many are being checked; this one was neither checked nor
            counted.
    """
    attempts = Registry().login_attempts
    data = LoginAttemptCreate(
        username=username, address=str(request.META.get("REMOTE_ADDR", "")), budget=budget
    )
    try:
        attempt = attempts.begin(data)
    except ThrottledError:
        note("throttled", account=username)
        raise
    try:
        found = look()
    except TooManyPasswordsError:
        attempts.withdraw(attempt.id)
        note("overloaded", account=username)
        raise
    if found:
        attempts.succeed(attempt.id)
    return found
