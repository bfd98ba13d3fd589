# Generated from mldb/async_db/services/registry/readers/numbers.py by `make twins`.
"""Numbers of what needs attention."""

from datetime import datetime

from mldb.rules.arguments import check_moment
from mldb.schemas import RegistryNumbers
from mldb.schemas.registry.search import COUNT_LIMIT
from mldb.sync_db.repositories.registry.readers.numbers import NumberRepository
from mldb.sync_db.services.base import Service


class NumberReader(Service):
    """Reads numbers of the whole registry in one statement."""

    def get(self, since: datetime) -> RegistryNumbers:
        """How often aliases were pointed somewhere since this time, and versions by status.

        Raises:
            RuleViolationError: the time has no zone.
        """
        since = check_moment(since, "since")
        with self.database.reading() as session:
            row = NumberRepository(session).get(since, COUNT_LIMIT)
        return RegistryNumbers(row.moved, row.pending, row.failed)
