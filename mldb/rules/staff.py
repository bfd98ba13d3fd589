"""Rule that keeps the last admin."""

from mldb.errors import RuleViolationError
from mldb.values.enums import Role


def check_admin_remains(role: str, is_active: bool) -> None:  # noqa: FBT001  # a column's value
    """Refuse to demote or deactivate the last active admin.

    Raises:
        RuleViolationError: at `role` or `is_active`.
    """
    if role != Role.ADMIN:
        raise RuleViolationError(
            "The last admin can't give up the role. Name another first.", "role"
        )
    if not is_active:
        raise RuleViolationError(
            "The last admin can't be deactivated. Name another first.", "is_active"
        )
