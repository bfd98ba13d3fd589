"""Threads that wait for disks and networks, so that an event loop doesn't.

They are not those of asyncio, which also look up host names: a store that hangs must not stop
everything else.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final

WORKERS: Final = 16
PARALLEL: Final = 8
"""How many objects of one request are transferred at once."""


@cache
def waiting_threads() -> ThreadPoolExecutor:
    """Threads for calls of the artifact store."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="artifacts")


@cache
def hashing_threads() -> ThreadPoolExecutor:
    """Threads that compute digests. Those that wait for them are of the other pool."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="digests")


def _forget() -> None:
    """A forked process has none of the threads."""
    waiting_threads.cache_clear()
    hashing_threads.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
