"""Connections to a PostgreSQL server."""

import logging
import os
import time
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from mldb.database.deadline import FINISHING_SECONDS, Deadline, connection_classes
from mldb.database.folding import look_for_icu
from mldb.errors import StorageError

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import PostgresConfig

_USED_AT: Final = "modelbook_used_at"
_TRUSTED_SECONDS: Final = 5
_MAY_BE_PLAIN: Final = {"disable", "allow", "prefer"}
_log = logging.getLogger(__name__)


def url(config: "PostgresConfig") -> URL:
    """SQLAlchemy's URL of the database; sync and async code use the driver psycopg.

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
        database=config.database,
    )


def connect_args(config: "PostgresConfig") -> dict[str, Any]:
    """Arguments of libpq for every connection."""
    silent_seconds = config.network_timeout_seconds
    arguments = {
        "host": ",".join(config.hosts()),
        "port": str(config.port),
        "sslmode": config.sslmode,
        "connect_timeout": config.connect_timeout_seconds,
        "application_name": "modelbook",
        "client_encoding": "utf8",
        "options": server_options(config),
        "keepalives": 1,
        "keepalives_idle": max(1, silent_seconds // 2),
        "keepalives_interval": max(1, silent_seconds // 6),
        "keepalives_count": 3,
        "tcp_user_timeout": silent_seconds * 1000,
    }
    attrs = config.session_attrs()
    return arguments if attrs is None else arguments | {"target_session_attrs": attrs}


def server_options(config: "PostgresConfig") -> str:
    """Server settings of every session; they override those in `PGOPTIONS`."""
    limits = {
        "statement_timeout": config.operation_timeout_seconds,
        "lock_timeout": config.lock_timeout_seconds,
        "idle_in_transaction_session_timeout": config.idle_transaction_timeout_seconds,
    }
    ours = ["-c timezone=UTC"]
    ours += [f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items()]
    return " ".join([os.environ.get("PGOPTIONS", ""), *ours]).strip()


def warn_if_plain(config: "PostgresConfig") -> None:
    """Log a warning if passwords and data may be sent unencrypted."""
    if may_be_plain(config):
        _log.warning(plain_warning(config))


def may_be_plain(config: "PostgresConfig") -> bool:
    """Whether the connection leaves this machine and may be unencrypted."""
    return config.sslmode in _MAY_BE_PLAIN and not all(map(_is_local, config.hosts()))


def plain_warning(config: "PostgresConfig") -> str:
    """The warning that the connection may be unencrypted, and the settings that prevent it."""
    return (
        f"With POSTGRES_SSLMODE={config.sslmode} the connection to PostgreSQL may be unencrypted, "
        "and the server is not verified. Set it to verify-full, or to require at least."
    )


def _is_local(host: str) -> bool:
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def limit_operations(engine: Engine, config: "PostgresConfig") -> None:
    """Let no operation on the engine wait for ever, nor get a dead connection.

    A connection that was used a moment ago is not checked: that would cost as much as a query.
    """
    look_for_icu(engine)
    # Several rows are one statement: the driver's own way takes a round trip more.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "connect", partial(_set_limit, config))
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_check_out, engine))
    event.listen(engine, "rollback", _allow_rollback)


def connect_limited(_: object, __: object, args: Any, kwargs: Any) -> Any:
    """New connection of the driver with deadlines; a handler of the event `do_connect`."""
    return connection_classes()[0].connect(*args, **kwargs)


def _driver_of(connection: Any) -> Any:
    return getattr(connection, "driver_connection", connection)


def _set_limit(config: "PostgresConfig", connection: Any, _: object) -> None:
    driver = _driver_of(connection)
    driver.limit_seconds = config.operation_timeout_seconds
    # SQLAlchemy queries the server's version on the first one.
    driver.begin()


def _note_use(_: object, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = time.monotonic()


def _check_out(engine: Engine, connection: Any, record: ConnectionPoolEntry, _: object) -> None:
    driver: Deadline = _driver_of(connection)
    driver.begin()
    used_at = record.info.get(_USED_AT)
    if used_at is None or time.monotonic() - used_at < _TRUSTED_SECONDS:
        return
    driver.allow(FINISHING_SECONDS, at_most=True)
    if not _is_alive(engine, connection):
        # The other connections are dead for the same reason. The pool makes new ones.
        raise InvalidatePoolError
    driver.begin()


def _allow_rollback(connection: Connection) -> None:
    if not connection.invalidated:
        _driver_of(connection.connection.dbapi_connection).allow()


def _is_alive(engine: Engine, connection: Any) -> bool:
    dialect = engine.dialect
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        if not dialect.is_disconnect(error, connection, None):
            raise
        return False
    return True
