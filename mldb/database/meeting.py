"""Where requests of one process meet that can share a transaction."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False, slots=True)
class Waiting:
    """A request and, once it was carried out, its outcome."""

    request: Any
    outcome: Any = None


@dataclass(slots=True)
class Meeting:
    """Requests that wait, and the lock whose holder carries them out.

    The lock is one of threads or of an event loop.
    """

    lock: Any
    waiting: deque[Waiting] = field(default_factory=deque)
