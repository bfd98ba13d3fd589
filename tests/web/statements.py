"""Counting what a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Pool, event


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of the block, but for those that begin a transaction."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def transactions() -> Iterator[list[Any]]:
    """The connections that the block took from the pool, one for each transaction."""
    taken: list[Any] = []

    def note(connection: Any, *_: Any) -> None:
        taken.append(connection)

    event.listen(Pool, "checkout", note)
    try:
        yield taken
    finally:
        event.remove(Pool, "checkout", note)
