"""Numbers of what needs attention."""

from datetime import datetime

from mldb.async_db.repositories.registry.readers.numbers import NumberRepository
from mldb.async_db.services.base import Service
from mldb.rules.arguments import check_moment
from mldb.schemas import RegistryNumbers
from mldb.schemas.registry.search import COUNT_LIMIT


class NumberReader(Service):
    """Reads numbers of the whole registry in one statement."""

    async def get(self, since: datetime) -> RegistryNumbers:
        """How often aliases were pointed somewhere since this time, and versions by status.

        Raises:
            RuleViolationError: the time has no zone.
        """
        since = check_moment(since, "since")
        async with self.database.reading() as session:
            row = await NumberRepository(session).get(since, COUNT_LIMIT)
        return RegistryNumbers(row.moved, row.pending, row.failed)
