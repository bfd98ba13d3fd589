"""Deadlines for every wait on a PostgreSQL server, also on one that has stopped responding.

The time-outs of the server and of TCP work only while the server, or the network, is alive: a
frozen server, or a proxy that forwards nothing, still acknowledges packets.
"""

import time
from contextvars import ContextVar
from functools import cache
from typing import Any, Final

FINISHING_SECONDS: Final = 5.0
"""The minimal time for the end of a transaction, and for the check whether a server is alive."""

_began_at: ContextVar[float] = ContextVar("modelbook_began_at", default=0.0)


def begin() -> None:
    """Let the time of an operation of this task or thread count from now."""
    _began_at.set(time.monotonic())


class Deadline:
    """The time limit of operations on one connection; mixed into the driver's connections."""

    deadline: float | None = None
    limit_seconds: float = 0.0

    def begin(self) -> None:
        """Set the deadline of the operation that has begun."""
        began_at = _began_at.get() or time.monotonic()
        self.deadline = began_at + self.limit_seconds if self.limit_seconds else None

    def allow(self, seconds: float = FINISHING_SECONDS, *, at_most: bool = False) -> None:
        """Give the next step at least, or at most, this much time."""
        granted = time.monotonic() + seconds
        if at_most:
            self.deadline = granted if self.deadline is None else min(self.deadline, granted)
        elif self.deadline is not None:
            self.deadline = max(self.deadline, granted)

    def left(self) -> float | None:
        """Seconds until the deadline; None: there is none."""
        return None if self.deadline is None else self.deadline - time.monotonic()


@cache
def connection_classes() -> tuple[type[Any], type[Any]]:
    """The driver's connection classes, sync and async, whose waits fail at their deadline."""
    import psycopg  # noqa: PLC0415  # an extra: most registries never need it

    class OverdueError(psycopg.OperationalError):
        """The server did not respond in time."""

        is_overdue = True

    def give_up(connection: Any) -> OverdueError:
        # The connection is of no more use, not even for a cancellation.
        connection.pgconn.finish()
        return OverdueError(
            f"did not respond within {connection.limit_seconds:g} seconds (the setting "
            "POSTGRES_OPERATION_TIMEOUT_SECONDS). If this was a change, check whether it was made "
            "before you repeat it."
        )

    class Limited(Deadline, psycopg.Connection[Any]):
        """Without asyncio."""

        def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
            """Wait like the driver, but until the deadline at most."""
            left = self.left()
            if left is not None and left <= 0:
                raise give_up(self)
            try:
                return super().wait(gen, *args, **{"timeout": left} | kwargs)
            except psycopg.errors._WaitTimeout as error:  # noqa: SLF001  # no public way
                raise give_up(self) from error

    class AsyncLimited(Deadline, psycopg.AsyncConnection[Any]):
        """With asyncio."""

        async def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
            """Wait like the driver, but until the deadline at most."""
            left = self.left()
            if left is not None and left <= 0:
                raise give_up(self)
            try:
                return await super().wait(gen, *args, **{"timeout": left} | kwargs)
            except psycopg.errors._WaitTimeout as error:  # noqa: SLF001  # no public way
                raise give_up(self) from error

    return Limited, AsyncLimited
