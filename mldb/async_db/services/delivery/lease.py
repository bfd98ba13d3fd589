"""Leases, by which one of several processes does a piece of work."""

from datetime import timedelta

from mldb.async_db.repositories.delivery.lease import LeaseRepository
from mldb.async_db.services.base import Service
from mldb.errors import DuplicateError
from mldb.rules.lease import is_free


class LeaseService(Service):
    """Leases by name, each with one holder until it expires.

    A holder renews its lease while it works. One that dies renews nothing, and another takes over
    when the lease has expired. Leases say nothing about the registry, so they are not audited.
    """

    async def take(self, name: str, holder: str, *, seconds: float) -> bool:
        """Whether the holder has the lease from now on for so long, new or renewed.

        A refused holder has changed nothing and waited for no lock.
        """
        async with self.database.snapshot() as session:
            repository = LeaseRepository(session)
            seen = await repository.get_by_name(name)
            now = await repository.now()
        if seen is None:
            return await self._create(name, holder, seconds)
        if seen.holder != holder and not is_free(seen.expires_at, now, seconds):
            return False
        async with self.database.writing() as session:
            repository = LeaseRepository(session)
            until = await repository.now() + timedelta(seconds=seconds)
            return await repository.replace(name, seen.holder, seen.expires_at, holder, until)

    async def release(self, name: str, holder: str) -> None:
        """Let others take the lease at once, if the holder has it."""
        async with self.database.writing() as session:
            await LeaseRepository(session).delete_of_holder(name, holder)

    async def _create(self, name: str, holder: str, seconds: float) -> bool:
        try:
            async with self.database.writing() as session:
                repository = LeaseRepository(session)
                until = await repository.now() + timedelta(seconds=seconds)
                await repository.add({"name": name, "holder": holder, "expires_at": until})
        except DuplicateError:
            return False
        return True
