"""The counters from which a database assigns ids, each once."""

from sqlalchemy import Connection, text


def last_given(connection: Connection, table: str) -> int:
    """An id so that all assigned ids are at most as great, and all future ones are greater."""
    if connection.dialect.name == "sqlite":
        found = connection.scalar(
            text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table}
        )
    else:
        sequence = _sequence(connection, table)
        found = connection.scalar(text(f"SELECT last_value FROM {sequence}"))  # noqa: S608  # its name
    return int(found or 0)


def go_on_from(connection: Connection, table: str, last: int) -> None:
    """Assign only ids greater than `last` from now on."""
    if connection.dialect.name != "sqlite":
        values = {"sequence": _sequence(connection, table), "last": last}
        connection.execute(text("SELECT setval(:sequence, :last)"), values)
        return
    counter = {"table": table, "last": last}
    changed = connection.execute(
        text("UPDATE sqlite_sequence SET seq = :last WHERE name = :table"), counter
    )
    if not changed.rowcount:
        # SQLite makes a table's counter with its first row.
        connection.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), counter)


def _sequence(connection: Connection, table: str) -> str:
    found = connection.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table})
    return str(found)
