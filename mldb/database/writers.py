"""Refuses a second write transaction of a thread or task, which would wait for the first."""

import os
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig

_at_work: set[tuple[Hashable, Hashable]] = set()


def database_key(config: "DatabaseConfig") -> Hashable:
    """A key that is equal for all settings that name one database."""
    if config.dialect == "sqlite":
        return os.path.realpath(config.db_path)
    return (*config.servers(), config.database)


@contextmanager
def writing(database: Hashable, owner: Hashable) -> Iterator[None]:
    """A context for a write transaction of `owner`, a thread or task, on a database.

    Raises:
        RuntimeError: the owner has another one on this database, and would wait for its end.
    """
    key = database, owner
    if key in _at_work:
        raise RuntimeError(
            "A transaction of this thread or task is open on the same database, and this change "
            "would wait for its end. In a block of `transaction()` use the database that the block "
            "gives, also for services; in one of `writing()` use its session."
        )
    _at_work.add(key)
    try:
        yield
    finally:
        _at_work.discard(key)


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_at_work.clear)
