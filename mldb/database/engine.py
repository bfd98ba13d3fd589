"""Arguments of SQLAlchemy's engine factories that both colours share."""

from typing import TYPE_CHECKING, Any, Final

from pydantic_core import from_json, to_json

from mldb.database import postgres

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig, PostgresConfig

_POOL_TIMEOUT_SECONDS: Final = 30.0


def _json(value: object) -> str:
    return to_json(value).decode()


def writers_share(config: "PostgresConfig") -> int:
    """The number of connections for writers: a wait for a lock must not keep readers waiting."""
    return config.pool_size // 2


def _pool_timeout_seconds(config: "PostgresConfig") -> float:
    """The time limit for getting a connection; the rest of the time is for the operation."""
    limit = config.operation_timeout_seconds
    if not limit:
        return _POOL_TIMEOUT_SECONDS
    # A wait for a lock is to be ended by the server, which keeps the connection.
    lock_seconds = min(1.5 * config.lock_timeout_seconds, limit * 2 / 3)
    return limit - max(lock_seconds, limit / 3)


def engine_arguments(config: "DatabaseConfig", *, writes: bool = False) -> dict[str, Any]:
    """Arguments for a pooled engine; for SQLite without the connection factory.

    On PostgreSQL readers and writers have separate engines, and so separate pools.
    """
    # Parameters contain password hashes and session contents: not for logs and tracebacks.
    shared = {
        "echo": config.echo,
        "hide_parameters": True,
        "json_serializer": _json,
        # Seven times as fast as Python's own.
        "json_deserializer": from_json,
    }
    if config.dialect == "sqlite":
        # Threads must not wait for connections: the file's write lock is the only queue.
        return shared | {"pool_size": 5, "max_overflow": -1}
    writers = writers_share(config)
    return shared | {
        "connect_args": postgres.connect_args(config),
        "pool_size": writers if writes else config.pool_size - writers,
        "max_overflow": 0,
        "pool_timeout": _pool_timeout_seconds(config),
    }
