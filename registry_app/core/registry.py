"""The registries of the site: `mldb`'s, bound to the database that the settings name."""

import asyncio
from typing import TypeVar

from django.core.exceptions import SynchronousOnlyOperation

from mldb import async_db, sync_db
from mldb.sync_db.services.base import Service

ServiceT = TypeVar("ServiceT", bound=Service)


class Registry(sync_db.Registry):
    """Sync services; inside an event loop, which they would block, they raise."""

    def __init__(self, actor: str | None = None) -> None:
        super().__init__(actor=actor)

    def service(self, service_type: type[ServiceT]) -> ServiceT:
        """A service of this type, outside of an event loop.

        Raises:
            SynchronousOnlyOperation: an event loop runs in this thread.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return super().service(service_type)
        raise SynchronousOnlyOperation("Use AsyncRegistry inside an event loop.")


class AsyncRegistry(async_db.Registry):
    """Async services."""

    def __init__(self, actor: str | None = None, via: str | None = None) -> None:
        super().__init__(actor=actor, via=via)
