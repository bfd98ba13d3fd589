"""Rules for comparing versions and runs."""

from typing import Final

from mldb.errors import RuleViolationError

COMPARED_LIMIT: Final = 20
"""Most versions or runs that a page can show side by side."""


def check_comparable(count: int, compared: str = "versions") -> None:
    """Refuse to compare too many versions, or runs.

    Raises:
        RuleViolationError: there are more than 20.
    """
    if count > COMPARED_LIMIT:
        raise RuleViolationError(
            f"{count:,} {compared} are too many to compare. Choose at most {COMPARED_LIMIT}.",
            compared,
        )
