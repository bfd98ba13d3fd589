"""Keeping other writers out for the length of a transaction."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

# An import waits for files and for other databases; its transaction is long on purpose.
_PATIENT: Final = ("statement_timeout", "idle_in_transaction_session_timeout")


def lock_out_writers(connection: Connection, tables: Iterable[str]) -> None:
    """Let others only read these tables; a writer on SQLite is alone anyway.

    This transaction itself may take as long as it takes.

    The tables are locked as a whole, also against `FOR UPDATE`, so that who waits holds nothing yet
    that this transaction would have to wait for.
    """
    if connection.dialect.name == "postgresql":
        for setting in _PATIENT:
            connection.execute(text(f"SET LOCAL {setting} = 0"))
        connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE"))
