# Generated from mldb/async_db/services/registry/owners.py by `make twins`.
"""Owners of models."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mldb.errors import RuleViolationError
from mldb.rules.batch import about_item
from mldb.sync_db.repositories.accounts.person import PersonRepository


def check_owners(session: Session, owners: Sequence[str | None]) -> None:
    """Refuse an owner who may not log in: nobody would hear of the model.

    An import doesn't ask: it keeps what was true where the export was made.

    Raises:
        RuleViolationError: at `owner`, for the first of them.
    """
    named = {owner for owner in owners if owner is not None}
    unknown = named - PersonRepository(session).active_among(named)
    for index, owner in enumerate(owners):
        if owner in unknown:
            with about_item(index):
                raise RuleViolationError(f"Nobody who may log in is called {owner!r}.", "owner")
