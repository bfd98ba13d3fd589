"""Connections to a SQLite file, set up so that nothing acknowledged is lost."""

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, event

from mldb.database.access import BEGIN_DEFERRED, SQLITE_BEGIN
from mldb.database.files import create_for_owner

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import SQLiteConfig

_RETRY_SECONDS: Final = 0.01


def connect(config: "SQLiteConfig", *, create: bool = False) -> sqlite3.Connection:
    """New connection of the driver; the file must exist unless `create`.

    A new file is its owner's alone, and with it the files that SQLite puts beside it.

    Transactions are ours alone: the driver sends no BEGIN (`isolation_level=None`), because the one
    it would send is the wrong kind for a writer.
    """
    if create:
        # Where it can't be made, SQLite says why.
        with suppress(OSError):
            create_for_owner(Path(config.db_path))
    connection = sqlite3.connect(
        f"{Path(config.db_path).absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True,
        timeout=config.busy_timeout_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _keep_a_write_ahead_log(connection, config.busy_timeout_seconds)
        connection.execute(f"PRAGMA synchronous={config.synchronous}")
        connection.execute("PRAGMA foreign_keys=ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _keep_a_write_ahead_log(connection: sqlite3.Connection, patience_seconds: float) -> None:
    """Switch a new file to WAL, which is remembered in the file.

    SQLite's own waiting doesn't cover this: of two programs that switch one file at once, the
    second is refused immediately.
    """
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() >= deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def begin_as_told(engine: Engine) -> None:
    """Let every transaction of the engine start as its session's access says."""
    event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get(SQLITE_BEGIN)
    if statement == BEGIN_DEFERRED:
        # It touches neither lock nor file: SQLAlchemy's care would take longer than a short read.
        driver: Any = connection.connection.driver_connection
        driver.execute(statement)
    elif statement is not None:
        connection.exec_driver_sql(statement)
