"""When an alias may move, and where a roll-back leads."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from mldb.errors import ConflictError, NotFoundError, RuleViolationError

MATRIX_NAMES: Final = 12
"""How many aliases a matrix has columns for."""
_NAMED: Final = 5


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


def path_of(numbers: Iterable[int]) -> list[int]:
    """The versions that led to the last one, from the first on.

    A return to an earlier version takes out what lies between: that was rolled back from, so no
    roll-back leads there. `numbers` are those of all assignments, the first one first.
    """
    path: dict[int, None] = {}
    for number in numbers:
        if number in path:
            while next(reversed(path)) != number:
                path.popitem()
        path[number] = None
    return list(path)


def default_target(numbers: Sequence[int], *, is_current: bool) -> int | None:
    """Where a roll-back leads that names no version; None: nowhere.

    `numbers` are those of all assignments, the first one first; `is_current`: the last one holds.
    """
    path = path_of(numbers)[: -1 if is_current else None]
    return path[-1] if path else None


def roll_back_target(name: str, numbers: Sequence[int], to: int | None, *, is_current: bool) -> int:
    """Number of the version that a roll-back leads to: the one asked for, or the default.

    Args:
        name: the alias, for the message.
        numbers: of the versions of all its assignments, the first one first.
        to: the version asked for, if one is.
        is_current: whether the last assignment holds.

    Raises:
        NotFoundError: there never was such an alias.
        RuleViolationError: there is nothing to go back to, or it never pointed to that version.
    """
    if not numbers:
        raise NotFoundError("alias", name)
    if to is not None and to not in numbers:
        raise RuleViolationError(
            f"The alias {name!r} never pointed to version {to}. Move it there instead.", "version"
        )
    target = to or default_target(numbers, is_current=is_current)
    if target is not None:
        return target
    others = [str(number) for number in dict.fromkeys(numbers) if number != numbers[-1]]
    if others:
        raise RuleViolationError(
            f"The alias {name!r} was rolled back from all its other versions "
            f"({', '.join(others[-_NAMED:])}), so there is nothing to roll back to. Say to which.",
            "version",
        )
    raise RuleViolationError(
        f"The alias {name!r} never pointed anywhere else; there is nothing to roll back to.", "name"
    )
