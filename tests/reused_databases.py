"""Migrated PostgreSQL databases that tests use one after the other, each time empty."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from mldb.config import PostgresConfig
from tools.postgres import connect, temporary_database

# Emptying takes longer than copying the template from about this many rows.
MANY_ROWS = 20_000

# Every change of the schema gives the rows that describe it new transaction ids. Statistics and
# settings of the database would change how the next test runs.
FINGERPRINT = """
SELECT md5(string_agg(item, ',' ORDER BY item)) FROM (
    SELECT 'class' || oid || ':' || xmin FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT 'column' || attrelid || ':' || attnum || ':' || xmin
        FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT 'trigger' || oid || ':' || xmin FROM pg_trigger
    UNION ALL SELECT 'constraint' || oid || ':' || xmin FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT 'function' || oid || ':' || xmin FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT 'schema' || oid || ':' || xmin FROM pg_namespace
    UNION ALL SELECT 'extension' || oid || ':' || xmin FROM pg_extension
    UNION ALL SELECT 'statistics' || starelid FROM pg_statistic WHERE starelid >= 16384
    UNION ALL SELECT 'setting' || setrole || ':' || xmin FROM pg_db_role_setting
        WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION ALL SELECT 'revision' || xmin FROM alembic_version
) AS items (item)
"""

DISCONNECT = """
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# The migration makes it; only its own row version shows whether a test changed it.
EXPERIMENTS = "ml_experiments"
UNCHANGED_DEFAULT = (
    "SELECT count(*) FROM ml_experiments WHERE id = 0 AND row_version = 1 AND deleted_at IS NULL"
)

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
SEQUENCES = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


@dataclass(frozen=True)
class _Copy:
    """A database, whose connection stays open: a new one takes longer than to empty it."""

    config: PostgresConfig
    connection: psycopg.Connection
    fingerprint: str | None
    dropping: ExitStack


class ReusedDatabases:
    """Copies of a template; a copy that a test altered beyond its rows is dropped."""

    def __init__(self, server: PostgresConfig, template: str) -> None:
        self._server = server
        self._template = template
        self._free: list[_Copy] = []

    @contextmanager
    def one(self) -> Iterator[PostgresConfig]:
        """An empty database that nobody else uses until the block is left."""
        copy = self._free.pop() if self._free else self._copied()
        try:
            yield copy.config
        finally:
            if _emptied(copy):
                self._free.append(copy)
            else:
                copy.dropping.close()

    def close(self) -> None:
        """Drop all databases that are not in use."""
        while self._free:
            self._free.pop().dropping.close()

    def _copied(self) -> _Copy:
        stack = ExitStack()
        config = stack.enter_context(temporary_database(self._server, self._template))
        connection = stack.enter_context(closing(connect(config)))
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(
                sql.Identifier(config.database)
            )
        )
        return _Copy(config, connection, _fingerprint(connection), stack)


def _emptied(copy: _Copy) -> bool:
    """Whether the database is as the template again."""
    try:
        copy.connection.execute(DISCONNECT)
        if _fingerprint(copy.connection) != copy.fingerprint:
            return False
        if copy.connection.execute(UNCHANGED_DEFAULT).fetchone() != (1,):
            return False
        with copy.connection.transaction():
            return _delete_rows(copy.connection) < MANY_ROWS
    # Dropped, renamed, everybody disconnected, or the role may not switch triggers off.
    except psycopg.Error:
        return False


def _fingerprint(connection: psycopg.Connection) -> str | None:
    row = connection.execute(FINGERPRINT).fetchone()
    return row[0] if row else None


def _delete_rows(connection: psycopg.Connection) -> int:
    """Delete the rows of all tables, without triggers and foreign keys; their number."""
    connection.execute("SET LOCAL session_replication_role = replica")
    names = [name for (name,) in connection.execute(TABLES) if name != "alembic_version"]
    deletions = [
        connection.execute(
            sql.SQL("DELETE FROM {} {}").format(
                sql.Identifier(name), sql.SQL("WHERE id <> 0" if name == EXPERIMENTS else "")
            )
        ).rowcount
        for name in names
    ]
    connection.execute(SEQUENCES)
    return sum(deletions)
