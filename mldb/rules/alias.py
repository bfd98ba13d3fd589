"""When an alias may move, and where a roll-back leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mldb.errors import ConflictError, NotFoundError, RuleViolationError


class Assignment(Protocol):
    """What the rules need to know of an assignment."""

    version_number: int
    ended_at: datetime | None


def check_expected(name: str, current: Assignment | None, expected: int | None) -> None:
    """Refuse a decision made on an assignment that is no longer the current one.

    Raises:
        ConflictError: the alias points elsewhere than expected (0 expects: nowhere).
    """
    points_to = current.version_number if current else 0
    if expected is not None and expected != points_to:
        where = f"version {points_to}" if current else "no version"
        raise ConflictError(
            f"Somebody else moved the alias {name!r}: it points to {where} now.", "expected_version"
        )


def roll_back_target(name: str, newest_first: Sequence[Assignment]) -> int:
    """Number of the version that the alias pointed to before the last move or removal.

    Args:
        name: the alias, for the message.
        newest_first: at least the two newest assignments, the current one included.

    Raises:
        NotFoundError: there never was such an alias.
        RuleViolationError: there is nothing to go back to.
    """
    if not newest_first:
        raise NotFoundError("alias", name)
    newest = newest_first[0]
    if newest.ended_at is not None:
        return newest.version_number
    if len(newest_first) == 1:
        raise RuleViolationError(
            f"The alias {name!r} never pointed anywhere else; there is nothing to roll back to.",
            "name",
        )
    return newest_first[1].version_number
