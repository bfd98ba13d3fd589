"""When a lease can be taken."""

from datetime import datetime, timedelta


def is_free(expires_at: datetime, now: datetime, seconds: float) -> bool:
    """Whether a lease has expired, or was taken by a clock that ran far ahead.

    No holder takes it for more than `seconds`, so one that lasts longer is no holder's any more.
    """
    return expires_at <= now or expires_at > now + timedelta(seconds=seconds)
