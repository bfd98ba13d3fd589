"""Probes for load balancers and monitoring."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mldb import async_db, sync_db
from mldb.errors import BUSY, StorageError
from registry_app.core.unavailable import public_sentence

ALIVE: Final = "healthz"
READY: Final = "readyz"
PROBES: Final = frozenset({f"/{ALIVE}", f"/{READY}"})
"""Paths that load balancers request from the process itself, not through the proxy."""

READY_SECONDS: Final = 3.0
"""Time limit of the database; probes usually wait for five seconds."""

_Asked = tuple[asyncio.AbstractEventLoop, str]
_asked: dict[_Asked, asyncio.Task[None]] = {}


# Async, so that it needs no thread: it responds even when all threads are busy.
@require_safe
async def healthz(_: HttpRequest) -> HttpResponse:
    """200 while the process runs."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
async def readyz(_: HttpRequest) -> HttpResponse:
    """200 if the database responds in time and has the schema of this version, else 503.

    Checked through the connections of the pages and through those of the API.
    """
    questions = [
        _ask("pages", sync_to_async(check_database, thread_sensitive=False)()),
        _ask("API", async_db.default_database().check()),
    ]
    done, waiting = await asyncio.wait(questions, timeout=READY_SECONDS)
    error = next((failure for one in done if (failure := one.exception())), None)
    if waiting:
        error = error or StorageError(f"The database didn't answer in {READY_SECONDS:g} s.", BUSY)
    if error is None:
        return HttpResponse("ready\n", content_type="text/plain")
    if not isinstance(error, StorageError):
        raise error
    return HttpResponse(f"{public_sentence(error)}\n", status=503, content_type="text/plain")


def _ask(whom: str, question: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """The question, or the one that is still unanswered: they don't pile up."""
    key = asyncio.get_running_loop(), whom
    if key in _asked:
        question.close()
        return _asked[key]
    task = _asked[key] = asyncio.create_task(question)
    task.add_done_callback(lambda done: _forget(key, done))
    return task


def _forget(key: _Asked, done: asyncio.Task[None]) -> None:
    del _asked[key]
    if not done.cancelled():
        # Perhaps nobody waits for it any more.
        done.exception()


def check_database() -> None:
    """Check that the site's database responds and has the schema of this version.

    Raises:
        StorageError: it doesn't; the message says what to do.
    """
    sync_db.default_database().check()
