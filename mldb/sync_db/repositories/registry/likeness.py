# Generated from mldb/async_db/repositories/registry/likeness.py by `make twins`.
"""Existing names that are similar to a name that does not exist."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from mldb.search.likeness import likeliest
from mldb.search.pattern import Pattern, folded
from mldb.statements.registry.likeness import aliases_in_use, similar_models
from mldb.values.limits import NAME_LENGTH, PAGE_SIZE_LIMIT
from mldb.values.texts import is_storable

# Comparing them takes some 20 ms; more candidates make no better suggestion.
_CANDIDATES: Final = 200
_SHARE_OF_LENGTH: Final = 4


class LikenessRepository:
    """Reads only, in the session that the caller hands in."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def model_like(self, name: str) -> str | None:
        """Name of a live model that was probably meant, or None."""
        wanted = folded(name)
        if not wanted or not is_storable(name) or len(name) > NAME_LENGTH:
            return None
        half, slack = (len(wanted) + 1) // 2, max(1, len(wanted) // _SHARE_OF_LENGTH)
        values = {
            "wanted": name,
            "exact": wanted,
            "first": f"{Pattern((wanted[:half],)).like}%",
            "second": f"%{Pattern((wanted[half:],)).like}",
            "shortest": len(name) - slack,
            "longest": len(name) + slack,
            "count": _CANDIDATES,
        }
        connection = self.session.connection()
        found: Sequence[str] = (connection.execute(similar_models(), values)).scalars().all()
        return likeliest(name, found)

    def alias_like(self, model_name: str, name: str) -> str | None:
        """Alias of the model that was probably meant, or None."""
        if not is_storable(model_name + name):
            return None
        values = {"model_name": model_name, "count": PAGE_SIZE_LIMIT}
        connection = self.session.connection()
        found: Sequence[str] = (connection.execute(aliases_in_use(), values)).scalars().all()
        return likeliest(name, found)
