"""Throttling of login attempts.

After OWASP's device cookies: unknown devices share budgets per account and per network address; a
device that logged in before, or is logged in, has a budget of its own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from itertools import takewhile
from typing import Final, Protocol

WINDOW: Final = timedelta(minutes=15)
"""Older failures don't count."""

CLOCK_TOLERANCE: Final = timedelta(minutes=1)
"""Tolerance for clocks of other machines; attempts further in the future are ignored."""

FAILURES_ALLOWED: Final = 5
"""Failures of one account from one network address, or in one budget."""

FAILURES_PER_ADDRESS: Final = 50
"""Failures of unknown devices at one network address, for all accounts: an office, perhaps."""

FAILURES_PER_ACCOUNT: Final = 10
"""Failures from all network addresses; from then on unknown devices are slowed down."""

SLOWED_TO: Final = timedelta(minutes=1)
"""Time between two attempts at an account that is slowed down."""

USUAL_FOR: Final = timedelta(days=30)
"""After a login, its network address is not slowed down by other addresses for this time."""

_IPV6_NETWORK_BITS: Final = 64


class Attempt(Protocol):
    """A login attempt."""

    @property
    def username(self) -> str:
        """The account."""

    @property
    def address(self) -> str:
        """The network address of the browser."""

    @property
    def budget(self) -> str | None:
        """The device's own budget, if it has one."""


class PastAttempt(Attempt, Protocol):
    """A past login attempt."""

    @property
    def succeeded(self) -> bool:
        """Whether the password was right; False until it was checked."""

    @property
    def attempted_at(self) -> datetime:
        """Time of the attempt."""


def network_of(address: str) -> str:
    """The IPv4 address, or the /64 network of an IPv6 address: one user has 2**64 of those."""
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
    """Time from which this attempt may be made; None: now.

    Args:
        wanted: the attempt.
        past: attempts of the window with the same account or address, the newest first.
        is_usual: whether the account recently logged in from this address.
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
    """Time when the oldest failure that counts leaves the window; None: below the limit."""
    return failures[allowed - 1].attempted_at + WINDOW if len(failures) >= allowed else None


def _slowed_until(failures: Sequence[PastAttempt]) -> datetime | None:
    if len(failures) < FAILURES_PER_ACCOUNT:
        return None
    return failures[0].attempted_at + SLOWED_TO
