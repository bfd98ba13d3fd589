"""Connections to a PostgreSQL server."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import URL

from mldb.errors import StorageError

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import PostgresConfig


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
