"""Makes forks safe: a child must neither use nor close the connections of its parent.

SQLite keeps its locks on a file in the memory of the process. A child inherits the records of locks
but not the locks: the parent regards the file as unused as soon as it closes it, and removes the
write-ahead log that the child uses. So all connections to SQLite are closed before a fork. If one
is in use and can't be closed, the child must not open the file.
"""

import os
import stat
import time
from collections.abc import Hashable
from pathlib import Path
from threading import Condition, Lock, RLock, get_ident
from typing import Final, Protocol
from weakref import WeakSet

PATIENCE_SECONDS: Final = 10.0
"""How long a fork waits for the operations of other threads."""

_DESCRIPTORS_IF_UNLISTED: Final = 4096


class Gate:
    """Counts the running operations; for a fork it lets no more begin and waits for their end."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._changed = Condition(self._lock)
        # By owner, a thread or task: the number of its operations, and their thread.
        self._inside: dict[Hashable, tuple[int, int]] = {}
        self._is_shut = False

    def try_enter(self, owner: Hashable) -> bool:
        """Begin an operation, unless the gate is shut for new owners; whether it began."""
        with self._lock:
            count, thread = self._inside.get(owner, (0, 0))
            if self._is_shut and not count:
                return False
            self._inside[owner] = count + 1, thread or get_ident()
            return True

    def enter(self, owner: Hashable) -> None:
        """Begin an operation, as soon as the gate is open."""
        while not self.try_enter(owner):
            with self._changed:
                if self._is_shut:
                    self._changed.wait(PATIENCE_SECONDS)

    def leave(self, owner: Hashable) -> None:
        """End an operation."""
        with self._changed:
            # In a forked child the operation began at its parent's gate.
            count, thread = self._inside.pop(owner, (0, 0))
            if count > 1:
                self._inside[owner] = count - 1, thread
            elif self._is_shut:
                self._changed.notify_all()

    def shut(self, until: float) -> bool:
        """Let no more operations begin; whether all running ones have ended by `until`.

        It doesn't wait for operations of the calling thread: they can't go on meanwhile.
        """
        with self._changed:
            self._is_shut = True
            while (left := until - time.monotonic()) > 0 and self._has_others():
                self._changed.wait(left)
            return not self._inside

    def open(self) -> None:
        """Let operations begin again."""
        with self._changed:
            self._is_shut = False
            self._changed.notify_all()

    def _has_others(self) -> bool:
        """Whether operations are running, all of them in other threads."""
        threads = {thread for _, thread in self._inside.values()}
        return bool(threads) and get_ident() not in threads


class ConnectionOwner(Protocol):
    """Owns connections to one database."""

    gate: Gate

    def let_go(self) -> None:
        """Close all connections; none is in use, and no operation can begin."""

    def forget(self) -> None:
        """Start afresh in a child; the open connections of its parent stay open and untouched."""


_owners: WeakSet[ConnectionOwner] = WeakSet()
_shut: list[Gate] = []
_one_fork = RLock()
_inherited_files: set[tuple[int, int]] = set()


def prepare_for_forks(owner: ConnectionOwner) -> None:
    """Have `let_go` and `forget` called at every fork of this process."""
    # Not while another thread forks: it would open a connection that nobody closes.
    with _one_fork:
        _owners.add(owner)


def is_inherited(path: Path) -> bool:
    """Whether the process that this one was forked from had the file open at that time."""
    if not _inherited_files:
        return False
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_dev, found.st_ino) in _inherited_files


def _before() -> None:
    _one_fork.acquire()
    until = time.monotonic() + PATIENCE_SECONDS
    for owner in list(_owners):
        _shut.append(owner.gate)
        if owner.gate.shut(until):
            owner.let_go()


def _after_in_parent() -> None:
    while _shut:
        _shut.pop().open()
    _one_fork.release()


def _after_in_child() -> None:
    global _one_fork  # noqa: PLW0603  # the parent's is locked by a thread that doesn't exist here
    _one_fork = RLock()
    _shut.clear()
    _inherited_files.update(_open_files())
    for owner in list(_owners):
        owner.forget()


def _open_files() -> set[tuple[int, int]]:
    """Device and inode of every file that this process has open, from any library."""
    files = set()
    for descriptor in _descriptors():
        try:
            found = os.fstat(descriptor)
        except OSError:
            continue
        if stat.S_ISREG(found.st_mode):
            files.add((found.st_dev, found.st_ino))
    return files


def _descriptors() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/dev/fd")]  # noqa: PTH208  # names are wanted
    except OSError:
        return list(range(_DESCRIPTORS_IF_UNLISTED))


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(
        before=_before, after_in_parent=_after_in_parent, after_in_child=_after_in_child
    )
