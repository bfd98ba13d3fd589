"""A connection for migrations: creates the file, checks no foreign keys, locks out writers."""

import sqlite3
from functools import partial

from sqlalchemy import Engine, NullPool, create_engine

from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.database import postgres, sqlite
from mldb.database.access import Access


def maintenance_engine(config: DatabaseConfig) -> Engine:
    """Engine without a pool, whose transactions are for changing the schema."""
    arguments = {"poolclass": NullPool, "echo": config.echo}
    if not isinstance(config, SQLiteConfig):
        return create_engine(
            postgres.url(config), connect_args=postgres.connect_args(config), **arguments
        )
    engine = create_engine(
        f"sqlite:///{config.db_path}", creator=partial(_connect, config), **arguments
    )
    sqlite.begin_as_told(engine)
    return engine.execution_options(**Access.WRITE.options("sqlite"))


def _connect(config: SQLiteConfig) -> sqlite3.Connection:
    connection = sqlite.connect(config, create=True)
    connection.execute("PRAGMA foreign_keys=OFF")
    return connection
