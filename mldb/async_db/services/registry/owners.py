"""Owners of models."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.accounts.person import PersonRepository
from mldb.errors import RuleViolationError
from mldb.rules.batch import about_item


async def check_owners(session: AsyncSession, owners: Sequence[str | None]) -> None:
    """Refuse an owner who may not log in: nobody would hear of the model.

    An import doesn't ask: it keeps what was true where the export was made.

    Raises:
        RuleViolationError: at `owner`, for the first of them.
    """
    named = {owner for owner in owners if owner is not None}
    unknown = named - await PersonRepository(session).active_among(named)
    for index, owner in enumerate(owners):
        if owner in unknown:
            with about_item(index):
                raise RuleViolationError(f"Nobody who may log in is called {owner!r}.", "owner")
