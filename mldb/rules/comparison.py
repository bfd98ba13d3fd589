"""Rules for comparing versions."""

from typing import Final

from mldb.errors import RuleViolationError

COMPARED_LIMIT: Final = 20
"""Most versions that a page can show side by side."""


def check_comparable(count: int) -> None:
    """Refuse to compare too many versions.

    Raises:
        RuleViolationError: there are more than 20.
    """
    if count > COMPARED_LIMIT:
        raise RuleViolationError(
            f"{count:,} versions are too many to compare. Choose at most {COMPARED_LIMIT}.",
            "versions",
        )
