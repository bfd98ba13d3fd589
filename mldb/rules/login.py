"""How wrong passwords slow down the next ones.

After OWASP's device cookies: strangers have budgets by account and address, and whoever logged in
before from a device, or is logged in already, has a budget that no stranger can use up.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from itertools import takewhile
from typing import Final, Protocol

WINDOW: Final = timedelta(minutes=15)
"""Failures older than this are forgiven."""

CLOCK_TOLERANCE: Final = timedelta(minutes=1)
"""So far ahead the clock of another machine may be; attempts from later on are ignored."""

FAILURES_ALLOWED: Final = 5
"""Of one account from one address, or in one budget."""

FAILURES_PER_ADDRESS: Final = 50
"""Of strangers at one address, whatever the account: of a whole office, perhaps."""

FAILURES_PER_ACCOUNT: Final = 10
"""From all addresses together; from then on strangers are let through one by one."""

SLOWED_TO: Final = timedelta(minutes=1)
"""The time between two attempts at an account that is slowed down."""

USUAL_FOR: Final = timedelta(days=30)
"""So long an address is a usual one after a login; it is not slowed down by what others do."""

_IPV6_NETWORK_BITS: Final = 64


class Attempt(Protocol):
    """What the rule needs to know of an attempt."""

    @property
    def username(self) -> str:
        """Whose password was looked at."""

    @property
    def address(self) -> str:
        """Where it came from."""

    @property
    def budget(self) -> str | None:
        """The budget of its own that it counts against."""


class PastAttempt(Attempt, Protocol):
    """One that was made."""

    @property
    def succeeded(self) -> bool:
        """Whether the password was right; while it is being looked at it is not."""

    @property
    def attempted_at(self) -> datetime:
        """When it was made."""


def network_of(address: str) -> str:
    """What counts as one address: whoever has an IPv6 address has 2**64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((int(parsed), _IPV6_NETWORK_BITS), strict=False))


def blocked_until(
    wanted: Attempt, past: Sequence[PastAttempt], *, is_usual: bool
) -> datetime | None:
    """When this attempt may be made; None: now.

    Args:
        wanted: the attempt.
        past: those of the window at the account or from the address, the newest first.
        is_usual: whether the account logged in from this address lately.
    """
    if wanted.budget is not None:
        own = [each for each in past if _is_like(each, wanted) and each.budget == wanted.budget]
        return _freed_at(_since_success(own), FAILURES_ALLOWED)
    strangers = [each for each in past if each.budget is None]
    failures = [each for each in strangers if not each.succeeded]
    here = [each for each in failures if each.address == wanted.address]
    both = [e for e in strangers if _is_like(e, wanted) and e.address == wanted.address]
    blocks = [
        _freed_at(_since_success(both), FAILURES_ALLOWED),
        _freed_at(here, FAILURES_PER_ADDRESS),
        None if is_usual else _slowed_until([e for e in failures if _is_like(e, wanted)]),
    ]
    return max((block for block in blocks if block is not None), default=None)


def _is_like(attempt: Attempt, wanted: Attempt) -> bool:
    return attempt.username == wanted.username


def _since_success(attempts: Sequence[PastAttempt]) -> list[PastAttempt]:
    return list(takewhile(lambda each: not each.succeeded, attempts))


def _freed_at(failures: Sequence[PastAttempt], allowed: int) -> datetime | None:
    """The oldest of as many as are allowed has to leave the window."""
    return failures[allowed - 1].attempted_at + WINDOW if len(failures) >= allowed else None


def _slowed_until(failures: Sequence[PastAttempt]) -> datetime | None:
    if len(failures) < FAILURES_PER_ACCOUNT:
        return None
    return failures[0].attempted_at + SLOWED_TO
