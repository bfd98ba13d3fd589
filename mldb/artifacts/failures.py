"""Turns failures of the artifact store into sentences that say what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from mldb.errors import StorageError

UNAVAILABLE_STORE: Final = (
    "The registry's files can't be used at the moment. Try again later; if the problem persists, "
    "contact the operator of the registry."
)
_NO_PERMISSION: Final = "can't be used by this user. Give this user permission to read and write."
_FULL: Final = "is full. Free some space, then try again."
_BY_NUMBER: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "can't hold a file of this size.",
    errno.EROFS: "can't be written: its file system is read-only.",
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.ENOTDIR: "is not a directory. Set ARTIFACTS_URL to one.",
    errno.EISDIR: "has a directory where a file should be. Move it away.",
    errno.EMFILE: "can't be opened: this process has too many open files. Raise its limit.",
    errno.EIO: "can't be read or written: the disk reports an error.",
}


class MissingObjectError(StorageError):
    """The store has no object with this key."""


def failure(store: str, what: str) -> StorageError:
    """The error for a failure of the store; `what` is the rest of the sentence."""
    return StorageError(f"The artifact store {store} {what}", UNAVAILABLE_STORE)


def missing(store: str, key: str) -> MissingObjectError:
    """The error for an object that should be there."""
    return MissingObjectError(
        f"The artifact store {store} has no object {key}. Restore it from a back-up.",
        "The bytes of this file are missing in the artifact store. Contact the operator of the "
        "registry.",
    )


@contextmanager
def disk_failures(store: str) -> Iterator[None]:
    """A context that translates errors of the operating system."""
    try:
        yield
    except OSError as error:
        fallback = f"reports an error: {error.strerror or error}."
        raise failure(store, _BY_NUMBER.get(error.errno or 0, fallback)) from error


def check_stored_size(path: str, expected: int, found: int) -> None:
    """Refuse to read bytes that can't be those that were stored.

    Raises:
        StorageError: there are too few or too many.
    """
    if found != expected:
        message = (
            f"The file {path!r} is damaged: {found:,} bytes are in the artifact store, and "
            f"{expected:,} were stored. Restore it from a back-up, or upload it again."
        )
        raise StorageError(message, message)
