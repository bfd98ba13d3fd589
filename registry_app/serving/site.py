"""The site as one ASGI application: pages, the API, and what the process keeps while it runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from mldb.async_db import Database, default_database
from mldb.errors import StorageError
from registry_app.accounts.permissions import API_PATH, LIVE_PATH
from registry_app.core.root_path import below_root, inner_path
from registry_app.serving.stopping import noticing_stops
from registry_app.serving.worker import Worker

Application = Callable[[Any, Any, Any], Awaitable[None]]

RETRY_SECONDS: Final = 5
_log = logging.getLogger(__name__)


class Site:
    """Hands pages, streams and the API their requests; opens the database, and closes it.

    As long as the server runs, so does a worker for periodic work.

    Django knows nothing of start and end. A database that can't be reached at the start is tried
    again; until then every operation tries for itself, and says what is wrong.
    """

    def __init__(self, *, pages: Application, streams: Application, api: Application) -> None:
        self._pages = pages
        self._streams = streams
        self._api = api

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer; for the server itself run until it stops."""
        if scope["type"] == "lifespan":
            with noticing_stops():
                await self._run(receive, send)
        elif scope["type"] == "http":
            scope = below_root(scope)
            await self._face(inner_path(scope))(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    def _face(self, path: str) -> Application:
        if path.startswith(API_PATH):
            return self._api
        return self._streams if path == LIVE_PATH else self._pages

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
