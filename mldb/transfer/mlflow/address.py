"""Opens the database of an MLflow registry read-only."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from mldb.database import sqlite
from mldb.database.access import Access
from mldb.errors import StorageError
from mldb.terminal import printable
from mldb.transfer.mlflow.advice import ENCODE, HOW, folder_advice, url_of

_CONNECT_SECONDS: Final = 10
# Exceptions of drivers for an unusable URL.
_UNUSABLE: Final = (ValueError, TypeError)


@contextmanager
def snapshot(address: str) -> Iterator[Connection]:
    """A read-only connection that sees one state of the database.

    Raises:
        StorageError: there is no such database, or it can't be read.
    """
    url = url_of(address)
    engine = _sqlite_engine(url) if url.get_backend_name() == "sqlite" else _postgres_engine(url)
    options = Access.SNAPSHOT.options(engine.dialect.name)
    try:
        with (
            reading_failures(url),
            closing(_connected(engine.execution_options(**options))) as connection,
            connection.begin(),
        ):
            yield connection
    finally:
        engine.dispose()


@contextmanager
def reading_failures(url: URL | None = None) -> Iterator[None]:
    """Context for reads of MLflow's database: hides the passwords in error messages.

    Raises:
        StorageError: instead of SQLAlchemy's errors.
    """
    try:
        yield
    except SQLAlchemyError as error:
        reason = re.sub(r"\s+", " ", str(getattr(error, "orig", error))).strip()
        advice = f". {ENCODE}" if "resolve host" in reason else ""
        for secret in _secrets(url):
            reason = reason.replace(secret, "***")
        raise StorageError(
            f"MLflow's database can't be read: {printable(reason)}{advice}"
        ) from error


def _connected(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except _UNUSABLE:
        # Their messages may repeat the URL.
        raise StorageError(
            f"MLflow's database can't be reached by this address, or is not in UTF-8. {HOW}"
        ) from None


def _secrets(url: URL | None) -> list[str]:
    """Parts of the URL that no message may show, the longest first.

    Host and port are among them: after an @ in a password they are a part of the password.
    """
    if url is None:
        return []
    values = [value for name, value in url.query.items() if "pass" in name.lower()]
    found = [str(value) for value in (url.password, url.host, url.port, *values) if value]
    return sorted({*found, *map(quote, found)}, key=len, reverse=True)


def _sqlite_engine(url: URL) -> Engine:
    name = url.database or ""
    path = Path(name)
    if name and os.path.isdir(name):  # noqa: PTH112  # never raises, whatever the name
        raise StorageError(folder_advice(name))
    if not os.path.isfile(name):  # noqa: PTH113
        raise StorageError(f"There is no SQLite file {name!r}. {HOW}")

    def connect() -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        return sqlite3.connect(uri, uri=True, isolation_level=None)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    sqlite.begin_by_access(engine)
    return engine


def _postgres_engine(url: URL) -> Engine:
    """Through psycopg 3, whichever driver MLflow itself uses."""
    try:
        import psycopg  # noqa: F401, PLC0415  # an extra: most registries never need it
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs its driver: pip install 'modelbook[postgres]'."
        ) from error
    waiting = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args=waiting,
    )
