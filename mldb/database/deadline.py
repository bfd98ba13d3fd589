"""An end for every wait on a PostgreSQL server, also on one that has fallen silent.

The server's own time-outs and TCP's help only as long as the server, or the network, is alive: a
frozen server, or a proxy that forwards nothing, still acknowledges what is sent to it.
"""

import time
from contextvars import ContextVar
from functools import cache
from typing import Any, Final

FINISHING_SECONDS: Final = 5.0
"""So long, at least, the end of a transaction may take, and the question whether a server lives."""

_began_at: ContextVar[float] = ContextVar("modelbook_began_at", default=0.0)


def begin() -> None:
    """Operations count from now, until the next one of this task or thread begins."""
    _began_at.set(time.monotonic())


class Limit:
    """How long operations on one connection may take; mixed into the driver's connections."""

    deadline: float | None = None
    limit_seconds: float = 0.0

    def begin(self) -> None:
        """Give the operation that has begun its time."""
        began_at = _began_at.get() or time.monotonic()
        self.deadline = began_at + self.limit_seconds if self.limit_seconds else None

    def allow(self, seconds: float = FINISHING_SECONDS, *, at_most: bool = False) -> None:
        """Let the next step have at least, or at most, so much time."""
        granted = time.monotonic() + seconds
        if at_most:
            self.deadline = granted if self.deadline is None else min(self.deadline, granted)
        elif self.deadline is not None:
            self.deadline = max(self.deadline, granted)

    def left(self) -> float | None:
        """Seconds until the deadline."""
        return None if self.deadline is None else self.deadline - time.monotonic()


@cache
def connection_classes() -> tuple[type[Any], type[Any]]:
    """The driver's connections, sync and async, whose waits end in an error at their deadline."""
    import psycopg  # noqa: PLC0415  # an extra: most registries never need it

    class OverdueError(psycopg.OperationalError):
        """The server did not answer in time."""

        is_overdue = True

    def give_up(connection: Any) -> OverdueError:
        # Nothing more can be asked of it, not even to cancel.
        connection.pgconn.finish()
        return OverdueError(
            f"did not answer within {connection.limit_seconds:g} seconds (the setting "
            "POSTGRES_OPERATION_TIMEOUT_SECONDS). If this was a change, look whether it was made "
            "before you repeat it."
        )

    class Limited(Limit, psycopg.Connection[Any]):
        """Without asyncio."""

        def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
            """As the driver's, until the deadline."""
            left = self.left()
            if left is not None and left <= 0:
                raise give_up(self)
            try:
                return super().wait(gen, *args, **{"timeout": left} | kwargs)
            except psycopg.errors._WaitTimeout as error:  # noqa: SLF001  # no public way
                raise give_up(self) from error

    class AsyncLimited(Limit, psycopg.AsyncConnection[Any]):
        """With asyncio."""

        async def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
            """As the driver's, until the deadline."""
            left = self.left()
            if left is not None and left <= 0:
                raise give_up(self)
            try:
                return await super().wait(gen, *args, **{"timeout": left} | kwargs)
            except psycopg.errors._WaitTimeout as error:  # noqa: SLF001  # no public way
                raise give_up(self) from error

    return Limited, AsyncLimited
