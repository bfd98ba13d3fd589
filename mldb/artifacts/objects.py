"""The artifact store in a bucket: S3 and alike, Google Cloud Storage, Azure."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, Final

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import from_url

from mldb.artifacts.backend import CHUNK_BYTES, Data, StoredObject
from mldb.artifacts.failures import MissingObjectError, failure, missing

# Its overloads are one for each type of store.
_from_url: Final[Any] = from_url
# A part of a file in transfer; three of them are in memory at once.
_PART_BYTES: Final = 6 * 2**20
_PARTS_AT_ONCE: Final = 2
_CLIENT: Final[dict[str, Any]] = {
    # For an endpoint of the operator's; without one the URL is https.
    "allow_http": True,
    "connect_timeout": timedelta(seconds=5),
    # Of silence, not of a whole file.
    "read_timeout": timedelta(seconds=30),
    "timeout": timedelta(days=1),
}
_RETRIES: Final[Any] = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}
# A signed URL leads to it: a browser saves it, whatever it is.
_SAVED: Final[Any] = {"Content-Disposition": "attachment"}
_SIGNS: Final = ("S3Store", "GCSStore", "AzureStore")

_REMEDIES: Final = {
    "NoSuchBucket": "has no such bucket. Create it, or set ARTIFACTS_URL to another.",
    "ContainerNotFound": "has no such container. Create it, or set ARTIFACTS_URL to another.",
    "bucket does not exist": "has no such bucket. Create it, or set ARTIFACTS_URL to another.",
    "169.254.169.254": "needs credentials. Set them in the environment, such as "
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    "metadata": "needs credentials. Set them in the environment, such as "
    "GOOGLE_APPLICATION_CREDENTIALS.",
    "InvalidAccessKeyId": "refuses the access key. Check the credentials in the environment.",
    "SignatureDoesNotMatch": "refuses the secret key. Check the credentials in the environment.",
    "AccessDenied": "refuses access. Check the credentials and their permissions.",
    "InsufficientStorage": "is full. Free some space, then try again.",
    "status code: 5": "fails: its server reports an error of its own. Look there, then try again.",
    "error sending request": "can't be reached. Check that it runs, the network and the endpoint.",
}
_DENIED: Final = "refuses the credentials. Check them, and their permissions, in the environment."


class ObjectSink:
    """A new object; larger ones are sent in parts."""

    def __init__(self, backend: "ObjectBackend", key: str) -> None:
        self._backend = backend
        self._key = key
        self._file: Any = obstore.open_writer(
            backend.store,
            key,
            attributes=_SAVED,
            buffer_size=_PART_BYTES,
            max_concurrency=_PARTS_AT_ONCE,
        )

    def write(self, data: Data) -> None:
        """Append the bytes."""
        with self._backend.failures(self._key):
            self._file.write(data)

    def close(self) -> None:
        """Send the rest and complete the object."""
        with self._backend.failures(self._key):
            self._file.close()
        self._file = None

    def abort(self) -> None:
        """Forget the object. Parts that were sent are removed by the rules of the bucket."""
        if self._file is None:
            self._backend.delete([self._key])
        self._file = None


class ObjectSource:
    """An object that is being read."""

    def __init__(self, backend: "ObjectBackend", key: str, found: Any) -> None:
        self._backend = backend
        self._key = key
        self._chunks: Iterator[Any] | None = iter(found.stream(min_chunk_size=CHUNK_BYTES))

    def read(self) -> bytes:
        """The next bytes; none at the end."""
        if self._chunks is None:
            return b""
        with self._backend.failures(self._key):
            return bytes(next(self._chunks, b""))

    def close(self) -> None:
        """Read no more."""
        self._chunks = None


class ObjectBackend:
    """Objects in a bucket, below a prefix."""

    def __init__(self, url: str) -> None:
        self.name = url
        with self.failures(""):
            self.store: Any = _from_url(url, client_options=_CLIENT, retry_config=_RETRIES)

    def create(self, key: str) -> ObjectSink:
        """A new object."""
        return ObjectSink(self, key)

    def put(self, key: str, data: Data) -> None:
        """A new object, which is durable at once."""
        with self.failures(key):
            obstore.put(self.store, key, data, attributes=_SAVED, max_concurrency=_PARTS_AT_ONCE)

    def settle(self, keys: Sequence[str]) -> None:
        """Nothing: stores confirm what is durable."""

    def open(self, key: str, start: int = 0, end: int | None = None) -> ObjectSource:
        """The bytes of an object."""
        options: Any = {}
        if end is not None:
            options["range"] = (start, end)
        elif start:
            options["range"] = {"offset": start}
        with self.failures(key):
            return ObjectSource(self, key, obstore.get(self.store, key, options=options))

    def size(self, key: str) -> int:
        """Size of an object."""
        with self.failures(key):
            found: int = obstore.head(self.store, key)["size"]
        return found

    def delete(self, keys: Sequence[str]) -> None:
        """Remove objects."""
        for key in keys:
            with suppress(MissingObjectError), self.failures(key):
                obstore.delete(self.store, key)

    def below(self, prefix: str) -> Iterator[Sequence[StoredObject]]:
        """All objects below the prefix."""
        pages = iter(obstore.list(self.store, prefix, chunk_size=1_000))
        while True:
            with self.failures(prefix):
                page = next(pages, None)
            if page is None:
                return
            yield [StoredObject(one["path"], one["size"], one["last_modified"]) for one in page]

    def sign(self, key: str, seconds: int) -> str | None:
        """A URL that gives the object to anybody for so long."""
        if type(self.store).__name__ not in _SIGNS:
            return None
        with self.failures(key):
            signed: str = obstore.sign(self.store, "GET", key, timedelta(seconds=seconds))
        return signed

    @contextmanager
    def failures(self, key: str) -> Iterator[None]:
        """A context that translates errors of the store."""
        try:
            yield
        except FileNotFoundError as error:
            if remedy := _remedy(error):
                raise failure(self.name, remedy) from error
            raise missing(self.name, key) from error
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise failure(self.name, _remedy(error) or _DENIED) from error
        except BaseError as error:
            first = str(error).splitlines()[0]
            raise failure(self.name, _remedy(error) or f"reports an error: {first}.") from error


def _remedy(error: Exception) -> str | None:
    return next((words for sign, words in _REMEDIES.items() if sign in str(error)), None)
