"""Where an MLflow registry is kept, in the words of MLflow's users; opened to be read only."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from mldb.database import sqlite
from mldb.database.access import Access
from mldb.errors import StorageError

_HOW: Final = (
    "Give the address of MLflow's own database (its --backend-store-uri), such as "
    "sqlite:///mlflow.db or postgresql://user:password@host/database."
)


@contextmanager
def snapshot(address: str) -> Iterator[Connection]:
    """Connection that sees one state of this database and can change nothing.

    Raises:
        StorageError: there is no such database, or it can't be read.
    """
    url = _url(address)
    engine = _sqlite_engine(url) if url.get_backend_name() == "sqlite" else _postgres_engine(url)
    options = Access.SNAPSHOT.options(engine.dialect.name)
    try:
        with (
            reading_failures(),
            engine.execution_options(**options).connect() as connection,
            connection.begin(),
        ):
            yield connection
    finally:
        engine.dispose()


@contextmanager
def reading_failures() -> Iterator[None]:
    """Around everything that asks MLflow's database.

    Raises:
        StorageError: in place of SQLAlchemy's errors.
    """
    try:
        yield
    except SQLAlchemyError as error:
        reason = re.sub(r"\s+", " ", str(getattr(error, "orig", error))).strip()
        raise StorageError(f"MLflow's database can't be read: {reason}") from error


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        # The address may hold a password: it is not repeated.
        raise StorageError(f"This is no address of a database. {_HOW}") from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StorageError(f"{url.drivername!r} can't be read. {_HOW}")
    return url


def _sqlite_engine(url: URL) -> Engine:
    name = url.database or ""
    path = Path(name)
    if not path.is_file():
        raise StorageError(f"There is no SQLite file {name!r}. {_HOW}")

    def connect() -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        return sqlite3.connect(uri, uri=True, isolation_level=None)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    sqlite.begin_as_told(engine)
    return engine


def _postgres_engine(url: URL) -> Engine:
    """Through psycopg 3, whichever driver MLflow itself uses."""
    try:
        import psycopg  # noqa: F401, PLC0415  # an extra: most registries never need it
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs its driver: pip install 'modelbook[postgres]'."
        ) from error
    return create_engine(
        url.set(drivername="postgresql+psycopg"), poolclass=NullPool, hide_parameters=True
    )
