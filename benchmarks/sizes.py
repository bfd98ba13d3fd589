"""Bytes of databases at rest."""

from contextlib import closing

from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.database import sqlite
from tools.postgres import connect


def size_bytes(config: DatabaseConfig) -> int:
    """Size of the whole database, with all indexes and without what waits to be written."""
    if isinstance(config, SQLiteConfig):
        with closing(sqlite.connect(config)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return config.db_path.stat().st_size
    with connect(config) as connection:
        # Rows that were changed leave room, which later ones use.
        connection.execute("VACUUM")
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        size: int = row[0] if row else 0
        return size
