"""Limits of a page."""

from mldb.errors import RuleViolationError
from mldb.values.limits import MAX_ID, PAGE_SIZE_LIMIT


def check_page(skip: int, limit: int) -> None:
    """Refuse a page that is impossible or too large.

    Raises:
        RuleViolationError: at `skip` or `limit`.
    """
    if not 0 <= skip <= MAX_ID:
        raise RuleViolationError("The number of rows to skip can't be below 0.", "skip")
    if not 1 <= limit <= PAGE_SIZE_LIMIT:
        raise RuleViolationError(f"Ask for 1 to {PAGE_SIZE_LIMIT:,} rows at once.", "limit")
