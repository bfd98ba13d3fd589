"""The schema revision of this version of mldb, and the check that a database has it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from mldb.errors import StorageError
from mldb.sentence import sentence

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig

REVISION: Final = "0013"
"""The newest revision in migrations/versions; revisions are numbered and sort as text."""


def path_text(path: Path) -> str:
    """The path for people; bytes that are no text are escaped."""
    return str(path).encode(errors="backslashreplace").decode()


def describe(config: "DatabaseConfig") -> str:
    """The database's name for people."""
    if config.dialect == "sqlite":
        return f"the SQLite file {path_text(config.db_path)}"
    servers = ", ".join(f"{host}:{port}" for host, port in config.servers())
    return f"the PostgreSQL database {config.database!r} at {servers}"


def check_encoding(connection: Connection, config: "DatabaseConfig") -> None:
    """Refuse a PostgreSQL database that can't store every text.

    Raises:
        StorageError: its encoding is not UTF-8.
    """
    if connection.dialect.name != "postgresql":
        return
    driver: Any = connection.connection.driver_connection
    encoding = driver.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StorageError(
            f"{sentence(describe(config))} has the encoding {encoding}, which can't store every "
            "text. Create one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and set "
            "POSTGRES_DATABASE."
        )


def check_revision(connection: Connection, config: "DatabaseConfig") -> None:
    """Refuse a database whose schema is not the one that the models describe.

    Raises:
        StorageError: the schema is missing, older or newer; the message says which. Or the
            database can't store every text.
    """
    check_encoding(connection, config)
    found = None
    if inspect(connection).has_table("alembic_version"):
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found == REVISION:
        return
    where = describe(config)
    if found is None:
        message = f"{where} has no Modelbook tables yet. Run `python -m mldb.migrate`."
    elif found < REVISION:
        message = (
            f"{where} has schema revision {found}, this version of Modelbook needs {REVISION}. "
            "Back it up, then run `python -m mldb.migrate`."
        )
    else:
        message = (
            f"{where} has schema revision {found}, this version of Modelbook supports only "
            f"{REVISION}. Upgrade Modelbook, or restore the back-up from before the migration."
        )
    raise StorageError(sentence(message))
