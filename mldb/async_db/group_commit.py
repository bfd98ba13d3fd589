"""Lets requests that wait for each other share a transaction, and with it the wait for the disk."""

from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from typing import Any, Final, Protocol

from mldb.database.meeting import Meeting, Waiting
from mldb.errors import StorageError

SIZE_LIMIT: Final = 10_000
"""Size of the requests of one transaction; only a single one can be larger."""


class Request(Protocol):
    """A request that can share a transaction."""

    @property
    def size(self) -> int:
        """How much it writes."""


class Write(Protocol):
    """Carries requests out in one transaction."""

    async def __call__(self, requests: Sequence[Any], /) -> Sequence[Any]:
        """The outcome of each request: a result, or its refusal as an exception.

        When it returns, the transaction is committed; when it raises, nothing was stored.
        """


async def carry_out(meeting: Meeting, request: Request, write: Write) -> Any:
    """The result of the request, which shares a transaction with those that wait meanwhile.

    Whoever gets the lock carries out all requests that wait; the others find their outcome when it
    is their turn. So an outcome exists only after the commit.

    Raises:
        MLDBError: the refusal of the request, or the failure of the database.
    """
    waiting = Waiting(request)
    meeting.waiting.append(waiting)
    try:
        async with meeting.lock:
            if waiting.outcome is None:
                await _carry_out_all(meeting, waiting, write)
    finally:
        # Somebody who stopped waiting, such as by a time-out. Others are not looked for: the
        # error of `remove` would hold the text of the whole request.
        if waiting.outcome is None:
            with suppress(ValueError):
                meeting.waiting.remove(waiting)
    if isinstance(waiting.outcome, Exception):
        # Several may have the same, and each adds its own trace.
        raise copy(waiting.outcome)
    return waiting.outcome


async def _carry_out_all(meeting: Meeting, own: Waiting, write: Write) -> None:
    """Carry out the own request and those that wait with it."""
    together = _taken(meeting, own)
    try:
        await _write_together(together, write)
    finally:
        # Only an interruption leaves one without an outcome. It is of this request alone.
        unfinished = [one for one in together if one is not own and one.outcome is None]
        meeting.waiting.extendleft(reversed(unfinished))


def _taken(meeting: Meeting, own: Waiting) -> list[Waiting]:
    """The own request and others that wait, in their order, as many as fit."""
    meeting.waiting.remove(own)
    together, size = [own], own.request.size
    with suppress(IndexError):  # as nobody waits any more
        while (size := size + meeting.waiting[0].request.size) <= SIZE_LIMIT:
            together.append(meeting.waiting.popleft())
    return together


async def _write_together(together: list[Waiting], write: Write) -> None:
    try:
        outcomes = await write([one.request for one in together])
    except StorageError as failure:
        outcomes = [failure] * len(together)
    except Exception as error:  # noqa: BLE001  # whoever waits for it raises it
        # Nobody knows whose fault it is: each alone, so that it hits nobody else.
        if len(together) > 1:
            for one in together:
                await _write_together([one], write)
            return
        outcomes = [error]
    for one, outcome in zip(together, outcomes, strict=True):
        one.outcome = outcome
