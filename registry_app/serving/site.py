"""The site as one ASGI application: all interfaces, the database and the periodic work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from mldb.async_db import Database, default_database
from mldb.errors import StorageError
from registry_app.core.interface import Interface
from registry_app.core.root_path import below_root, inner_path
from registry_app.serving.stopping import noticing_stops
from registry_app.serving.worker import Worker

Application = Callable[[Any, Any, Any], Awaitable[None]]

RETRY_SECONDS: Final = 5
_log = logging.getLogger(__name__)


class Site:
    """Passes each request to the application of its interface, the first that includes its path.

    While the server runs, the database is open and a worker does the periodic work: Django has no
    hooks for start and end. A database that can't be reached at the start is tried again; until
    then each operation tries for itself, and says what is wrong.
    """

    def __init__(self, applications: Mapping[Interface, Application]) -> None:
        self._applications = applications

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Respond to a request; for the server's lifespan, run until it stops."""
        if scope["type"] == "lifespan":
            with noticing_stops():
                await self._run(receive, send)
        elif scope["type"] == "http":
            scope = below_root(scope)
            await self._application(inner_path(scope))(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    def _application(self, path: str) -> Application:
        return next(
            application
            for interface, application in self._applications.items()
            if interface.includes(path)
        )

    async def _run(self, receive: Any, send: Any) -> None:
        await receive()
        database = default_database()
        opening = asyncio.create_task(_open(database))
        await asyncio.wait([opening], timeout=RETRY_SECONDS)
        worker = Worker()
        worker.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(worker.stop)
        opening.cancel()
        if not opening.cancelled() and opening.done():
            await database.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _open(database: Database) -> None:
    while True:
        try:
            await database.open()
        except StorageError as error:
            _log.warning("%s Trying again in %s seconds.", error, RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return
