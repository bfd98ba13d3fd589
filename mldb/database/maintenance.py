"""Engines for migrations: they create the file, check no foreign keys and lock out writers."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine

from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.database import postgres, sqlite
from mldb.database.access import Access


def maintenance_engine(config: DatabaseConfig) -> Engine:
    """Engine without a pool, whose transactions are for changing the schema."""
    arguments = {"poolclass": NullPool, "echo": config.echo, "hide_parameters": True}
    if not isinstance(config, SQLiteConfig):
        connect_args = postgres.connect_args(config.unhurried())
        return create_engine(postgres.url(config), connect_args=connect_args, **arguments)
    engine = create_engine(
        URL.create("sqlite", database=str(config.db_path)),
        creator=partial(_connect, config),
        **arguments,
    )
    sqlite.begin_by_access(engine)
    return engine.execution_options(**Access.WRITE.options("sqlite"))


def _connect(config: SQLiteConfig) -> sqlite3.Connection:
    connection = sqlite.connect(config, create=True)
    connection.execute("PRAGMA foreign_keys=OFF")
    return connection


@contextmanager
def surviving_copies(connection: Connection) -> Iterator[None]:
    """A context for migrations of SQLite that restores id counters and refuses other losses.

    To alter a table Alembic copies it and drops the old one. With foreign keys on that would empty
    the children. The copy lacks the id counter, triggers, and AUTOINCREMENT unless the migration
    requests it again (`table_kwargs={"sqlite_autoincrement": True}`).

    Raises:
        RuntimeError: rows lost their parents, or tables their triggers or AUTOINCREMENT.
    """
    counters, triggers = _counters(connection), _names(connection, "trigger")
    numbered = _autoincrement(connection)
    yield
    for table, counter in counters.items():
        connection.exec_driver_sql(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (counter, table)
        )
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    tables = _names(connection, "table")
    lost = {
        "rows without their parents": [str(orphan) for orphan in orphans[:5]],
        "tables without AUTOINCREMENT": numbered & tables - _autoincrement(connection),
        "no triggers": triggers - _names(connection, "trigger") if "audit_events" in tables else (),
    }
    for loss, names in lost.items():
        if names:
            raise RuntimeError(f"The migration would leave {loss}: {', '.join(sorted(names))}.")


def _counters(connection: Connection) -> dict[str, int]:
    if "sqlite_sequence" not in _names(connection, "table"):
        return {}
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    return {str(name): int(counter) for name, counter in rows}


def _names(connection: Connection, object_type: str) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = ?"
    rows = connection.exec_driver_sql(query, (object_type,))
    return {str(name) for (name,) in rows}


def _autoincrement(connection: Connection) -> set[str]:
    rows = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    )
    return {str(name) for (name,) in rows}
