"""Threads for sync views under ASGI."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext

Application = Callable[[Any, Any, Any], Awaitable[None]]


class SharedThreads:
    """An ASGI application whose requests share some threads, in the order in which they come.

    Django would start a thread for each request and end it afterwards. asgiref wants one thread for
    all that a request does; nothing of ours keeps anything in a thread, so each step takes the next
    that is free, and a request that waits for its client to read holds none.
    """

    def __init__(self, application: Application, threads: int) -> None:
        self._application = application
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer."""
        async with ThreadSensitiveContext(executor=self._executor):
            await self._application(scope, receive, send)
