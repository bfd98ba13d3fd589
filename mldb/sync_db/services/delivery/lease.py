# Generated from mldb/async_db/services/delivery/lease.py by `make twins`.
"""Leases, by which one of several processes does a piece of work."""

from datetime import timedelta

from mldb.errors import DuplicateError
from mldb.rules.lease import is_free
from mldb.sync_db.repositories.delivery.lease import LeaseRepository
from mldb.sync_db.services.base import Service


class LeaseService(Service):
    """Leases by name, each with one holder until it expires.

    A holder renews its lease while it works. One that dies renews nothing, and another takes over
    when the lease has expired. Leases say nothing about the registry, so they are not audited.
    """

    def take(self, name: str, holder: str, *, seconds: float) -> bool:
        """Whether the holder has the lease from now on for so long, new or renewed.

        A refused holder has changed nothing and waited for no lock.
        """
        with self.database.snapshot() as session:
            repository = LeaseRepository(session)
            seen = repository.get_by_name(name)
            now = repository.now()
        if seen is None:
            return self._create(name, holder, seconds)
        if seen.holder != holder and not is_free(seen.expires_at, now, seconds):
            return False
        with self.database.writing() as session:
            repository = LeaseRepository(session)
            until = repository.now() + timedelta(seconds=seconds)
            return repository.replace(name, seen.holder, seen.expires_at, holder, until)

    def release(self, name: str, holder: str) -> None:
        """Let others take the lease at once, if the holder has it."""
        with self.database.writing() as session:
            LeaseRepository(session).delete_of_holder(name, holder)

    def _create(self, name: str, holder: str, seconds: float) -> bool:
        try:
            with self.database.writing() as session:
                repository = LeaseRepository(session)
                until = repository.now() + timedelta(seconds=seconds)
                repository.add({"name": name, "holder": holder, "expires_at": until})
        except DuplicateError:
            return False
        return True
