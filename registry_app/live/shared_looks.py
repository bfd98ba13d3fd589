"""Looks into the database that many wait for at the same time, made once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

SeenT = TypeVar("SeenT")


class SharedLooks(Generic[SeenT]):
    """Looks by key; of each event loop only so many go on side by side."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._turns: WeakKeyDictionary[Any, asyncio.Semaphore] = WeakKeyDictionary()
        self._looking: dict[tuple[Any, ...], asyncio.Task[SeenT]] = {}

    async def shared(
        self,
        key: tuple[Any, ...],
        look: Callable[[], Awaitable[SeenT]],
        kept_seconds: float = 0.0,
    ) -> SeenT:
        """What is seen by a look that is on its way, ended so long ago at most, or begins now.

        It goes on when whoever asked for it goes away: a connection is better given back than
        broken off. What failed is not kept.
        """
        loop = asyncio.get_running_loop()
        whole_key = (loop, *key)
        task = self._looking.get(whole_key)
        if task is None:
            task = self._looking[whole_key] = asyncio.create_task(self._in_turn(look))
            task.add_done_callback(lambda done: self._ended(whole_key, done, kept_seconds))
        return await asyncio.shield(task)

    async def _in_turn(self, look: Callable[[], Awaitable[SeenT]]) -> SeenT:
        loop = asyncio.get_running_loop()
        turns = self._turns.setdefault(loop, asyncio.Semaphore(self._at_once))
        async with turns:
            return await look()

    def _ended(self, key: tuple[Any, ...], task: asyncio.Task[SeenT], kept_seconds: float) -> None:
        has_failed = task.cancelled() or task.exception() is not None
        if has_failed or not kept_seconds:
            del self._looking[key]
        else:
            key[0].call_later(kept_seconds, self._looking.pop, key, None)
