"""Sensitive steps ask for the password again, which a stolen session doesn't know."""

import time
from typing import Any, Final

from django.http import HttpRequest

from registry_app.accounts.attempts import looked_at

CONFIRMED_FOR_SECONDS: Final = 600
"""So long a password that was given counts."""

_CLOCK_TOLERANCE_SECONDS: Final = 60
_KEY: Final = "confirmed_at"


def confirm(session: Any) -> None:
    """Whoever has this session has just given the password."""
    session[_KEY] = time.time()


def is_confirmed(session: Any) -> bool:
    """Whether the password was given a short while ago."""
    age = time.time() - session.get(_KEY, 0)
    return bool(-_CLOCK_TOLERANCE_SECONDS <= age < CONFIRMED_FOR_SECONDS)


def is_own_password(request: HttpRequest, password: str) -> bool:
    """Whether this is the password of whoever is logged in; wrong ones count for this session.

    So neither somebody with a stolen session nor a stranger can lock its owner out elsewhere.

    Raises:
        ThrottledError: too many were wrong.
    """
    user: Any = request.user
    session: Any = request.session
    budget = f"session:{session.row_id}"
    return looked_at(
        request, user.username, lambda: bool(user.check_password(password)), budget=budget
    )
