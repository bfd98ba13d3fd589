"""The thread of a server that does the periodic work, in one process of all."""

import logging
import os
import random
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Final

from mldb.errors import StorageError
from registry_app.core.registry import Registry
from registry_app.serving.housekeeping import JOBS, Job, steps

LEASE: Final = "housekeeping"
LEASE_SECONDS: Final = 60.0
STOP_SECONDS: Final = 2.0
_FIRST_LOOK_SECONDS: Final = 3.0
_RETRY_SECONDS: Final = 60.0
_HOST_LENGTH: Final = 100
_log = logging.getLogger(__name__)


class Worker:
    """Does jobs when they are due, as long as this process holds the lease.

    It looks three times in the time of a lease. It is a thread, and one that ends with the process,
    so that neither requests nor the end of the server ever wait for it; whatever fails is logged
    and tried again.
    """

    def __init__(self, jobs: Sequence[Job] = JOBS, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self._jobs = jobs
        self._lease_seconds = lease_seconds
        self._holder = f"{socket.gethostname()[:_HOST_LENGTH]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._due_at: dict[str, float] = {}
        self._taken_at: float | None = None
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin, a moment from now."""
        self._thread.start()

    def stop(self) -> None:
        """End soon; a step that takes longer is left to end with the process."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        # Processes that start together don't look together.
        first = min(_FIRST_LOOK_SECONDS, self._lease_seconds)
        self._stopping.wait(random.uniform(0, first))  # noqa: S311  # no secret
        while not self._stopping.is_set():
            self._look()
            self._stopping.wait(self._lease_seconds / 3)
        if self._taken_at is not None:
            self._try_to(self._release)

    def _look(self) -> None:
        self._taken_at = None
        if self._try_to(self._renew):
            for job in self._jobs:
                if time.monotonic() >= self._due_at.get(job.name, 0) and self._goes_on():
                    self._do(job)

    def _do(self, job: Job) -> None:
        is_done = self._try_to(lambda: self._do_steps(job))
        wait = job.every.total_seconds() if is_done else _RETRY_SECONDS
        self._due_at[job.name] = time.monotonic() + wait

    def _do_steps(self, job: Job) -> None:
        for _ in steps(job):
            self._renew_in_time()
            if not self._goes_on():
                return

    def _goes_on(self) -> bool:
        return self._taken_at is not None and not self._stopping.is_set()

    def _renew_in_time(self) -> None:
        if self._taken_at is None or time.monotonic() - self._taken_at > self._lease_seconds / 3:
            self._renew()

    def _renew(self) -> None:
        # Before asking: the lease may count from any moment of it.
        now = time.monotonic()
        taken = Registry().leases.take(LEASE, self._holder, seconds=self._lease_seconds)
        self._taken_at = now if taken else None

    def _release(self) -> None:
        Registry().leases.release(LEASE, self._holder)

    def _try_to(self, act: Callable[[], None]) -> bool:
        """Whether it worked; else the log says why not."""
        try:
            act()
        except StorageError as error:
            _log.warning("The periodic work waits: %s", error)
        except Exception:  # noqa: BLE001  # logged; nobody else could handle it
            _log.exception("The periodic work failed.")
        else:
            return True
        return False
