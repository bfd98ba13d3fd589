"""Numbers of what is in the registry."""

from datetime import datetime
from typing import Any

from mldb.async_db.repositories.registry.readers.base import ReaderRepository
from mldb.statements.registry.readers.numbers import numbers


class NumberRepository(ReaderRepository):
    """Counts versions and moves of aliases."""

    async def get(self, since: datetime, at_most: int) -> Any:
        """Moves since a time; pending and failed versions among the newest `at_most`."""
        return await self._first(numbers(), since=since, at_most=at_most)
