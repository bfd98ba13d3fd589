"""Arguments of SQLAlchemy's engine factories that both colours share."""

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from mldb.database import postgres

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig


def _json(value: object) -> str:
    return to_json(value).decode()


def engine_arguments(config: "DatabaseConfig") -> dict[str, Any]:
    """Arguments for a pooled engine; of a SQLite engine the connection factory is still missing."""
    # Parameters hold hashes of passwords and contents of sessions: not for logs and tracebacks.
    shared = {
        "echo": config.echo,
        "hide_parameters": True,
        "json_serializer": _json,
        # Seven times as quick as Python's own.
        "json_deserializer": from_json,
    }
    if config.dialect == "sqlite":
        # Threads must not wait for connections: the file's write lock is the only queue.
        return shared | {"pool_size": 5, "max_overflow": -1}
    return shared | {
        "connect_args": postgres.connect_args(config),
        "pool_size": config.pool_size,
        "max_overflow": 0,
    }
