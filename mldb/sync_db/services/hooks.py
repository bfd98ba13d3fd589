# Generated from mldb/async_db/services/hooks.py by `make twins`.
"""The rules of a service, which every path that writes rows applies."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session


class Hooks:
    """Hooks that refuse by raising.

    They run inside the write transaction, once for all rows of one step. Whoever writes a single
    row hands in a batch of one. A subclass says which type the elements have.
    """

    def check_create(self, session: Session, data: Sequence[Any]) -> None:
        """Apply the rules for new rows, for an import that writes the rows itself.

        Raises:
            RuleViolationError: a rule forbids one of them.
        """
        self._validate_create(session, data)

    def _validate_create(self, session: Session, data: Sequence[Any]) -> None:
        """Refuse rows that may not be created."""

    def _validate_update(self, session: Session, changes: Sequence[Any]) -> None:
        """Refuse changes that may not be made; each is a row as it was and its new values."""

    def _validate_delete(self, session: Session, rows: Sequence[Any]) -> None:
        """Refuse to remove rows that must stay."""
