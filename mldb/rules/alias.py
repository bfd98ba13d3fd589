"""When an alias may move, and where a roll-back leads."""

from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from mldb.errors import ConflictError, NotFoundError, RuleViolationError

MATRIX_NAMES: Final = 12
"""How many aliases a matrix has columns for."""


END_OF_TIME: Final = datetime(9999, 1, 1, tzinfo=UTC)
_JUST_NOW: Final = timedelta(minutes=1)


def trusted_until(at: datetime) -> datetime:
    """Later times in the history are no times, for somebody who asks what held at this moment.

    A clock that runs ahead writes a start or an end in the future of what holds already. Who asks
    for now is told what holds now; when it began to hold, nobody knows, so that of earlier moments
    the history is believed as it is.
    """
    now = datetime.now(UTC)
    return now if at > now - _JUST_NOW else END_OF_TIME


class Assignment(Protocol):
    """What the rules need to know of an assignment."""

    version_number: int


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


def roll_back_target(name: str, current: Assignment | None, before: Assignment | None) -> int:
    """Number of the version that the alias pointed to before it came to point where it does now.

    Args:
        name: the alias, for the message.
        current: the assignment that holds now.
        before: the last assignment to another version; of a removed alias, the last of all.

    Raises:
        NotFoundError: there never was such an alias.
        RuleViolationError: there is nothing to go back to.
    """
    if before is not None:
        return before.version_number
    if current is None:
        raise NotFoundError("alias", name)
    raise RuleViolationError(
        f"The alias {name!r} never pointed anywhere else; there is nothing to roll back to.", "name"
    )
