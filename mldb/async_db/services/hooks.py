"""The rules of a service, which every path that writes rows applies."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession


class Hooks:
    """Hooks that refuse by raising.

    They run inside the write transaction, once for all rows of one step. Whoever writes a single
    row hands in a batch of one. A subclass says which type the elements have.
    """

    async def check_create(self, session: AsyncSession, data: Sequence[Any]) -> None:
        """Apply the rules for new rows, for an import that writes the rows itself.

        Raises:
            RuleViolationError: a rule forbids one of them.
        """
        await self._validate_create(session, data)

    async def _validate_create(self, session: AsyncSession, data: Sequence[Any]) -> None:
        """Refuse rows that may not be created."""

    async def _validate_update(self, session: AsyncSession, changes: Sequence[Any]) -> None:
        """Refuse changes that may not be made; each is a row as it was and its new values."""

    async def _validate_delete(self, session: AsyncSession, rows: Sequence[Any]) -> None:
        """Refuse to remove rows that must stay."""
