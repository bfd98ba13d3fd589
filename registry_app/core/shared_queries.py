"""Queries whose result many callers wait for at the same time, run once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

ResultT = TypeVar("ResultT")


class SharedQueries(Generic[ResultT]):
    """Queries by key; in each event loop only so many run at the same time."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._slots: WeakKeyDictionary[Any, asyncio.Semaphore] = WeakKeyDictionary()
        self._running: dict[tuple[Any, ...], asyncio.Task[ResultT]] = {}

    async def shared(
        self,
        key: tuple[Any, ...],
        query: Callable[[], Awaitable[ResultT]],
        kept_seconds: float = 0.0,
    ) -> ResultT:
        """The result of a query that is running, ended at most so long ago, or begins now.

        The query goes on when its caller is cancelled: a connection is better returned than broken
        off. A failure is not kept.
        """
        loop = asyncio.get_running_loop()
        whole_key = (loop, *key)
        task = self._running.get(whole_key)
        if task is None:
            task = self._running[whole_key] = asyncio.create_task(self._in_slot(query))
            task.add_done_callback(lambda done: self._ended(whole_key, done, kept_seconds))
        return await asyncio.shield(task)

    async def _in_slot(self, query: Callable[[], Awaitable[ResultT]]) -> ResultT:
        loop = asyncio.get_running_loop()
        slots = self._slots.setdefault(loop, asyncio.Semaphore(self._at_once))
        async with slots:
            return await query()

    def _ended(
        self, key: tuple[Any, ...], task: asyncio.Task[ResultT], kept_seconds: float
    ) -> None:
        has_failed = task.cancelled() or task.exception() is not None
        if has_failed or not kept_seconds:
            del self._running[key]
        else:
            key[0].call_later(kept_seconds, self._running.pop, key, None)


class FreshQueries(Generic[ResultT]):
    """Queries by key, one at a time, whose results are never older than the request for them."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[Any, ...], asyncio.Task[ResultT]] = {}
        self._locks: WeakValueDictionary[tuple[Any, ...], asyncio.Lock] = WeakValueDictionary()

    async def fresh(self, key: tuple[Any, ...], query: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """The result of a query that begins after this call.

        All who wait for the query before it to end share the next one, which goes on when a caller
        is cancelled.
        """
        whole_key = (asyncio.get_running_loop(), *key)
        task = self._waiting.get(whole_key)
        if task is None:
            task = self._waiting[whole_key] = asyncio.create_task(self._in_turn(whole_key, query))
            # Otherwise a failure for which nobody waits any more would be reported as forgotten.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(task)

    async def _in_turn(
        self, key: tuple[Any, ...], query: Callable[[], Awaitable[ResultT]]
    ) -> ResultT:
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            await lock.acquire()
        finally:
            # Whoever comes from now on waits for the next query.
            del self._waiting[key]
        try:
            return await query()
        finally:
            lock.release()
