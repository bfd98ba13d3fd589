"""Threads for sync views under ASGI."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext

Application = Callable[[Any, Any, Any], Awaitable[None]]


class KeptThreads:
    """An ASGI application whose requests each have a thread, kept for later ones.

    Django would start a thread for each request and end it afterwards.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._idle: list[ThreadPoolExecutor] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer with the thread that was idle last, or with a new one if all are busy."""
        executor = self._idle.pop() if self._idle else ThreadPoolExecutor(max_workers=1)
        try:
            async with ThreadSensitiveContext(executor=executor):
                await self._application(scope, receive, send)
        finally:
            self._idle.append(executor)


class SharedThread:
    """An ASGI application whose requests share one thread, as they last long and seldom need it."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._executor = ThreadPoolExecutor(max_workers=1)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer."""
        async with ThreadSensitiveContext(executor=self._executor):
            await self._application(scope, receive, send)
