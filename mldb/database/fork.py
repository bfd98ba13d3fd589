"""A fork beside open connections: a child must neither use nor close what is its parent's.

SQLite keeps its locks of a file in the memory of the process. In a child they look held and are
not: the parent takes the file for unused as soon as it closes it, and removes the write-ahead log
under the child's feet. So all connections to SQLite are closed before a fork. Where one is in use
and can't be, the child is kept away from the file.
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
    """Operations go in and out; for a fork it is shut, and those inside are waited for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._changed = Condition(self._lock)
        # By whoever is at work: how many operations, and in which thread.
        self._inside: dict[Hashable, tuple[int, int]] = {}
        self._is_shut = False

    def try_enter(self, owner: Hashable) -> bool:
        """Whether the operation may begin; one inside another of the same owner always may."""
        with self._lock:
            count, thread = self._inside.get(owner, (0, 0))
            if self._is_shut and not count:
                return False
            self._inside[owner] = count + 1, thread or get_ident()
            return True

    def enter(self, owner: Hashable) -> None:
        """The same, as soon as it may."""
        while not self.try_enter(owner):
            with self._changed:
                if self._is_shut:
                    self._changed.wait(PATIENCE_SECONDS)

    def leave(self, owner: Hashable) -> None:
        """The operation is over."""
        with self._changed:
            # In a forked child the operation began at its parent's gate.
            count, thread = self._inside.pop(owner, (0, 0))
            if count > 1:
                self._inside[owner] = count - 1, thread
            elif self._is_shut:
                self._changed.notify_all()

    def shut(self, until: float) -> bool:
        """Let nobody in any more; whether all are out by then.

        An operation of the thread that asks is not waited for: it can't go on.
        """
        with self._changed:
            self._is_shut = True
            while (left := until - time.monotonic()) > 0 and self._has_others():
                self._changed.wait(left)
            return not self._inside

    def open(self) -> None:
        """Let operations in again."""
        with self._changed:
            self._is_shut = False
            self._changed.notify_all()

    def _has_others(self) -> bool:
        """Whether somebody is inside, and all who are can go on."""
        threads = {thread for _, thread in self._inside.values()}
        return bool(threads) and get_ident() not in threads


class Holder(Protocol):
    """Holds connections of one database."""

    gate: Gate

    def let_go(self) -> None:
        """Close what is open; nothing is in use, and nobody begins to use it."""

    def forget(self) -> None:
        """Start anew in a child; what its parent left open stays open and untouched."""


_holders: WeakSet[Holder] = WeakSet()
_shut: list[Gate] = []
_one_fork = RLock()
_inherited_files: set[tuple[int, int]] = set()


def prepare_for_forks(holder: Holder) -> None:
    """Have the holder called around every fork of this process."""
    # Not while another thread forks: it would open a connection that nobody closes.
    with _one_fork:
        _holders.add(holder)


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
    for holder in list(_holders):
        _shut.append(holder.gate)
        if holder.gate.shut(until):
            holder.let_go()


def _after_in_parent() -> None:
    while _shut:
        _shut.pop().open()
    _one_fork.release()


def _after_in_child() -> None:
    global _one_fork  # noqa: PLW0603  # the parent's is held by a thread that is not here
    _one_fork = RLock()
    _shut.clear()
    _inherited_files.update(_open_files())
    for holder in list(_holders):
        holder.forget()


def _open_files() -> set[tuple[int, int]]:
    """Device and number of every file that this process has open, whoever opened it."""
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
