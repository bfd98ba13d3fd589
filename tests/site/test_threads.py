"""Threads of sync views under ASGI: one for each request at a time, kept for later ones."""

import asyncio
from threading import get_ident
from typing import Any

from asgiref.sync import sync_to_async

from registry_app.threads import KeptThreads


async def _two_steps(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Notes the thread of each of two steps, with time for others between them."""
    for _ in range(2):
        scope["threads"].append(await sync_to_async(get_ident)())
        await asyncio.sleep(0)


async def test_a_request_keeps_its_thread_and_leaves_it_to_the_next() -> None:
    application, threads = KeptThreads(_two_steps), list[int]()
    for _ in range(2):
        await application({"threads": threads}, None, None)

    assert len(set(threads)) == 1
    assert get_ident() not in threads


async def test_requests_side_by_side_have_threads_of_their_own() -> None:
    application, several = KeptThreads(_two_steps), [list[int]() for _ in range(3)]
    await asyncio.gather(*(application({"threads": one}, None, None) for one in several))

    assert [len(set(one)) for one in several] == [1, 1, 1]
    assert len({one[0] for one in several}) == 3


async def test_a_thread_survives_a_failure() -> None:
    async def fail(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await _two_steps(scope, receive, send)
        if scope["fails"]:
            raise ZeroDivisionError

    application, threads = KeptThreads(fail), list[int]()
    for fails in (True, False):
        await asyncio.gather(
            application({"threads": threads, "fails": fails}, None, None), return_exceptions=True
        )

    assert len(set(threads)) == 1
