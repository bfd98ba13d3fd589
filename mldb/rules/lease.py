"""Rule for taking a lease."""

from datetime import datetime, timedelta


def is_free(expires_at: datetime, now: datetime, seconds: float) -> bool:
    """Whether a lease has expired, or was taken with a clock that ran far ahead.

    A lease lasts at most `seconds`; a longer one comes from a wrong clock.
    """
    return expires_at <= now or expires_at > now + timedelta(seconds=seconds)
