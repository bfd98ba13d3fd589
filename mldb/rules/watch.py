"""Rule for stars and watches."""

from typing import Final

from mldb.errors import RuleViolationError

MODELS_PER_USER: Final = 1_000


def check_room(number: int) -> None:
    """Refuse more than 1,000 starred and watched models per user.

    Raises:
        RuleViolationError: the user has 1,000.
    """
    if number >= MODELS_PER_USER:
        raise RuleViolationError(
            f"You star or watch {MODELS_PER_USER:,} models already. Give one up first."
        )
