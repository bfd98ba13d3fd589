"""How Alembic reaches the database: one transaction for all steps, whole or not at all."""

from contextlib import nullcontext
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text

from mldb.config import DatabaseConfig, database_config
from mldb.database.maintenance import maintenance_engine, surviving_copies
from mldb.models import Base
from mldb.models.base import UTCDateTime

# Any number will do, as long as every migration of a database takes the same.
_ADVISORY_LOCK = 7_310_411


def _render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Migrations import nothing of mldb: our column types are rendered as their storage types."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _migrate(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=False,
        transactional_ddl=True,
        # SQLite can't alter tables: Alembic copies them.
        render_as_batch=is_sqlite,
        render_item=_render_item,
        compare_server_default=True,
    )
    with context.begin_transaction():
        if not is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        with surviving_copies(connection) if is_sqlite else nullcontext():
            context.run_migrations()


def _run() -> None:
    config: DatabaseConfig = context.config.attributes.get("database") or database_config()
    engine = maintenance_engine(config)
    try:
        with engine.connect() as connection:
            _migrate(connection)
    finally:
        engine.dispose()


if context.is_offline_mode():
    raise RuntimeError(
        "Offline mode is not supported: migrations look at the database they change."
    )
_run()
