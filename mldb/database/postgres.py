"""Connections to a PostgreSQL server."""

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from mldb.database.folding import look_for_icu
from mldb.errors import StorageError

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import PostgresConfig

_USED_AT: Final = "modelbook_used_at"
_TRUSTED_SECONDS: Final = 5


def url(config: "PostgresConfig") -> URL:
    """SQLAlchemy's address of the database; psycopg serves both colours.

    Raises:
        StorageError: the driver is not installed.
    """
    try:
        import psycopg  # noqa: F401, PLC0415  # an extra: most registries never need it
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs its driver: pip install 'modelbook[postgres]'."
        ) from error
    return URL.create(
        "postgresql+psycopg",
        username=config.user,
        password=config.password.get_secret_value() if config.password else None,
        host=config.host,
        port=config.port,
        database=config.database,
    )


def connect_args(config: "PostgresConfig") -> dict[str, Any]:
    """Arguments of libpq for every connection."""
    return {
        "sslmode": config.sslmode,
        "connect_timeout": config.connect_timeout_seconds,
        "application_name": "modelbook",
        "options": "-c timezone=UTC",
    }


def ping_after_idling(engine: Engine) -> None:
    """Let no operation meet a connection that died while the pool kept it.

    Whoever used one a moment ago need not ask: that would cost as much as a query.
    """
    look_for_icu(engine)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_check_use, engine))


def _note_use(_: object, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = time.monotonic()


def _check_use(engine: Engine, connection: Any, record: ConnectionPoolEntry, _: object) -> None:
    used_at = record.info.get(_USED_AT)
    if used_at is None or time.monotonic() - used_at < _TRUSTED_SECONDS:
        return
    if not _answers(engine, connection):
        # The pool makes a new one.
        raise DisconnectionError


def _answers(engine: Engine, connection: Any) -> bool:
    dialect = engine.dialect
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        if not dialect.is_disconnect(error, connection, None):
            raise
        return False
    return True
