"""Throw-away databases on the PostgreSQL server that checks and tests may use.

By default the server at 127.0.0.1:5432, as the role `postgres`; `TEST_POSTGRES_HOST`, `…_PORT`,
`…_USER`, `…_PASSWORD` and `…_DATABASE` name another one. The role must be allowed to create
databases.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
from psycopg import sql
from pydantic import SecretStr

from mldb.config import PostgresConfig


@cache
def postgres_config() -> PostgresConfig | None:
    """The server to test on, or None if none answers."""
    config = PostgresConfig(
        host=os.environ.get("TEST_POSTGRES_HOST", "127.0.0.1"),
        port=int(os.environ.get("TEST_POSTGRES_PORT", "5432")),
        user=os.environ.get("TEST_POSTGRES_USER", "postgres"),
        password=SecretStr(os.environ.get("TEST_POSTGRES_PASSWORD", "")),
        database=os.environ.get("TEST_POSTGRES_DATABASE", "postgres"),
        pool_size=10,
        sslmode="prefer",
        connect_timeout_seconds=5,
        echo=False,
    )
    try:
        connect(config).close()
    except psycopg.OperationalError:
        return None
    return config


def connect(config: PostgresConfig) -> psycopg.Connection:
    """Plain connection of the driver, every statement its own transaction."""
    return psycopg.connect(
        host=config.host,
        port=config.port,
        user=config.user,
        password=config.password.get_secret_value() if config.password else None,
        dbname=config.database,
        connect_timeout=config.connect_timeout_seconds,
        autocommit=True,
    )


@contextmanager
def temporary_database(
    server: PostgresConfig, template: str = "template0"
) -> Iterator[PostgresConfig]:
    """A new database, a copy of the template, dropped at the end whoever is still connected."""
    name = f"modelbook_test_{uuid.uuid4().hex[:12]}"
    _administer(
        server,
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
    )
    try:
        yield server.model_copy(update={"database": name})
    finally:
        _administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(server: PostgresConfig, statement: sql.Composed) -> None:
    with connect(server) as connection:
        connection.execute(statement)
