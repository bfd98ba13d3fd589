"""SHA-256 of bytes while they are written."""

from collections import deque
from hashlib import sha256
from threading import Condition
from typing import Final

from mldb.artifacts.backend import Data, Sink
from mldb.artifacts.threads import hashing_threads

# Below it, handing over to another thread costs more than it saves.
_WORTHWHILE_BYTES: Final = 256 * 2**10
_WAITING_BYTES: Final = 8 * 2**20


class Digest:
    """SHA-256 of bytes in their order, computed by another thread if they are many."""

    def __init__(self) -> None:
        self._digest = sha256()
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._is_running = False
        self._changed = Condition()

    def update(self, data: Data) -> None:
        """Append the bytes; it waits only if too many wait already."""
        with self._changed:
            if not self._is_running and len(data) < _WORTHWHILE_BYTES:
                self._digest.update(data)
                return
            # Others than bytes may change before their turn.
            self._waiting.append(bytes(data))
            self._waiting_bytes += len(data)
            if not self._is_running:
                self._is_running = True
                hashing_threads().submit(self._run)
            self._changed.wait_for(lambda: self._waiting_bytes <= _WAITING_BYTES)

    def hexdigest(self) -> str:
        """SHA-256 of all bytes so far."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_running)
            return self._digest.hexdigest()

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    self._is_running = False
                    self._changed.notify_all()
                    return
                data = self._waiting.popleft()
            self._digest.update(data)
            with self._changed:
                self._waiting_bytes -= len(data)
                self._changed.notify_all()


class DigestingSink:
    """A sink that computes the digest of what is written to it, at the same time."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._digest = Digest()
        self.size_bytes = 0

    @property
    def sha256(self) -> str:
        """SHA-256 of all bytes so far."""
        return self._digest.hexdigest()

    def write(self, data: Data) -> None:
        """Append the bytes."""
        data = memoryview(data).cast("B") if isinstance(data, memoryview) else data
        self._digest.update(data)
        self._sink.write(data)
        self.size_bytes += len(data)

    def close(self) -> None:
        """Complete the object, durably."""
        self._sink.close()

    def abort(self) -> None:
        """Leave nothing behind."""
        self._sink.abort()
