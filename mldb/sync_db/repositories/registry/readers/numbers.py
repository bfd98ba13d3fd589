# Generated from mldb/async_db/repositories/registry/readers/numbers.py by `make twins`.
"""Numbers of what is in the registry."""

from datetime import datetime
from typing import Any

from mldb.statements.registry.readers.numbers import numbers
from mldb.sync_db.repositories.registry.readers.base import ReaderRepository


class NumberRepository(ReaderRepository):
    """Counts versions and moves of aliases."""

    def get(self, since: datetime, at_most: int) -> Any:
        """Moves since a time; pending and failed versions among the newest `at_most`."""
        return self._first(numbers(), since=since, at_most=at_most)
