"""Locks out other writers for the length of a transaction."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

# An import waits for files and for other databases; its transaction is long on purpose.
_PATIENT: Final = ("statement_timeout", "idle_in_transaction_session_timeout")


def lock_out_writers(connection: Connection, tables: Iterable[str]) -> None:
    """Let other transactions only read these tables; a writer on SQLite is alone anyway.

    The time-outs of this transaction are switched off. The tables are locked as a whole, also
    against `FOR UPDATE`, so that a waiting transaction has no lock that this one would wait for.
    """
    if connection.dialect.name == "postgresql":
        for setting in _PATIENT:
            connection.execute(text(f"SET LOCAL {setting} = 0"))
        connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE"))
