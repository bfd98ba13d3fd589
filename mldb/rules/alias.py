"""Rules for moving an alias and for rolling it back."""

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
    """The time up to which the history's times are trusted, for a question about the time `at`.

    A clock that runs ahead records starts and ends in the future. A question about the present gets
    the current assignments, so times after now are ignored; a question about the past trusts all
    times, because nobody can correct them.
    """
    now = datetime.now(UTC)
    return now if at > now - _JUST_NOW else END_OF_TIME


class Assignment(Protocol):
    """An assignment of an alias."""

    version_number: int


def check_expected(name: str, current: Assignment | None, expected: int | None) -> None:
    """Refuse a change that was decided on an outdated assignment.

    Raises:
        ConflictError: the alias points to another version than expected (0: to none).
    """
    points_to = current.version_number if current else 0
    if expected is not None and expected != points_to:
        where = f"version {points_to}" if current else "no version"
        raise ConflictError(
            f"Somebody else moved the alias {name!r}: it points to {where} now.", "expected_version"
        )


def path_of(numbers: Iterable[int]) -> list[int]:
    """The versions that a roll-back can return to, the first one first.

    A return to an earlier version removes the versions in between: they were rolled back. `numbers`
    are the versions of all assignments, the first one first.
    """
    path: dict[int, None] = {}
    for number in numbers:
        if number in path:
            while next(reversed(path)) != number:
                path.popitem()
        path[number] = None
    return list(path)


def default_target(numbers: Sequence[int], *, is_current: bool) -> int | None:
    """The version that a roll-back without a version leads to; None: there is none.

    `numbers` are the versions of all assignments, the first one first; `is_current` says whether
    the last assignment is current.
    """
    path = path_of(numbers)[: -1 if is_current else None]
    return path[-1] if path else None


def roll_back_target(name: str, numbers: Sequence[int], to: int | None, *, is_current: bool) -> int:
    """Number of the version that a roll-back leads to: `to`, or the default.

    Args:
        name: the alias, for the message.
        numbers: the versions of all its assignments, the first one first.
        to: the requested version, if any.
        is_current: whether the last assignment is current.

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
