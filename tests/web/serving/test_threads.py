"""Threads of sync views under ASGI: some, which all requests share."""

import asyncio
import threading
from threading import get_ident
from typing import Any

from asgiref.sync import sync_to_async

from registry_app.serving.threads import SharedThreads

PATIENCE_SECONDS = 120


async def _two_steps(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Notes the thread of each of two steps, with time for others between them."""
    for _ in range(2):
        scope["threads"].append(await sync_to_async(get_ident)())
        await asyncio.sleep(0)


async def test_a_thousand_requests_share_the_threads() -> None:
    application, threads = SharedThreads(_two_steps, 4), list[int]()
    await asyncio.gather(*(application({"threads": threads}, None, None) for _ in range(1_000)))

    assert len(threads) == 2_000
    assert len(set(threads)) <= 4
    assert get_ident() not in threads


async def test_as_many_as_there_are_threads_run_side_by_side() -> None:
    meeting = threading.Barrier(3)

    async def meet(scope: Any, receive: Any, send: Any) -> None:
        await sync_to_async(meeting.wait)(PATIENCE_SECONDS)

    application = SharedThreads(meet, 3)
    await asyncio.gather(*(application({}, None, None) for _ in range(3)))

    assert not meeting.broken


async def test_a_request_that_waits_for_its_client_holds_no_thread() -> None:
    reads = asyncio.Event()

    async def slowly(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await _two_steps(scope, receive, send)
        await scope["reads"].wait()
        await _two_steps(scope, receive, send)

    application, free = SharedThreads(slowly, 1), asyncio.Event()
    free.set()
    slow = asyncio.create_task(application({"threads": [], "reads": reads}, None, None))
    await application({"threads": [], "reads": free}, None, None)

    assert not slow.done()
    reads.set()
    await slow


async def test_a_thread_survives_a_failure() -> None:
    async def fail(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await _two_steps(scope, receive, send)
        if scope["fails"]:
            raise ZeroDivisionError

    application, threads = SharedThreads(fail, 1), list[int]()
    for fails in (True, False):
        await asyncio.gather(
            application({"threads": threads, "fails": fails}, None, None), return_exceptions=True
        )

    assert len(threads) == 4
    assert len(set(threads)) == 1
