"""SHA-256 and size of bytes while they are written."""

from hashlib import sha256
from typing import Final

from mldb.artifacts.backend import Data, Sink
from mldb.artifacts.threads import hashing_threads

# Below it, handing over to another thread costs more than it saves.
_WORTHWHILE_BYTES: Final = 128 * 2**10


class DigestingSink:
    """A sink that knows the digest and the size of what was written to it."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._digest = sha256()
        self.size_bytes = 0

    @property
    def sha256(self) -> str:
        """SHA-256 of all bytes so far."""
        return self._digest.hexdigest()

    def write(self, data: Data) -> None:
        """Append the bytes; the digest is computed meanwhile."""
        size = memoryview(data).nbytes
        if size < _WORTHWHILE_BYTES:
            self._digest.update(data)
            self._sink.write(data)
        else:
            digested = hashing_threads().submit(self._digest.update, data)
            try:
                self._sink.write(data)
            finally:
                digested.result()
        self.size_bytes += size

    def close(self) -> None:
        """Complete the object, durably."""
        self._sink.close()

    def abort(self) -> None:
        """Leave nothing behind."""
        self._sink.abort()
