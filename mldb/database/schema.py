"""Which schema revision this version of mldb works with, and what to say about any other."""

from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from mldb.errors import StorageError
from mldb.sentence import sentence

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig

REVISION: Final = "0005"
"""The newest revision in migrations/versions; revisions are numbered and sort as text."""


def describe(config: "DatabaseConfig") -> str:
    """The database's name for people."""
    if config.dialect == "sqlite":
        return f"the SQLite file {config.db_path}"
    return f"the PostgreSQL database {config.database!r} at {config.host}:{config.port}"


def check_revision(connection: Connection, config: "DatabaseConfig") -> None:
    """Refuse a database whose schema is not the one that the models describe.

    Raises:
        StorageError: the schema is missing, older or newer; the message says which.
    """
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
            "Make a copy of it, then run `python -m mldb.migrate`."
        )
    else:
        message = (
            f"{where} has schema revision {found}, this version of Modelbook knows only "
            f"{REVISION}. Upgrade Modelbook, or restore the copy from before the migration."
        )
    raise StorageError(sentence(message))
