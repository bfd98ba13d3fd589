"""Keeping other writers out for the length of a transaction."""

from collections.abc import Iterable

from sqlalchemy import Connection, text


def lock_out_writers(connection: Connection, tables: Iterable[str]) -> None:
    """Let others only read these tables; a writer on SQLite is alone anyway.

    The tables are locked as a whole, also against `FOR UPDATE`, so that who waits holds nothing yet
    that this transaction would have to wait for.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE"))
