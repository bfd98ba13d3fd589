"""How failed logins slow down the next ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=15)
"""Failures older than this are forgiven."""

FAILURES_PER_ACCOUNT: Final = 5
FAILURES_PER_ADDRESS: Final = 20


def blocked_until(failed_at: Sequence[datetime], allowed: int) -> datetime | None:
    """When the next attempt may be made; None: now.

    Args:
        failed_at: times of the failures within the window, newest first.
        allowed: how many of them are free; the oldest of that many has to leave the window.
    """
    if len(failed_at) < allowed:
        return None
    return failed_at[allowed - 1] + WINDOW
