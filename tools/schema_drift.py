"""Fails if the migrations don't lead to the tables that the models describe, on either database.

Usage: `python -m tools.schema_drift`. Without a PostgreSQL server it says so, and fails in CI.
"""

import os
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.util import CommandError

from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.migrate import alembic_config, migrate
from tools.postgres import postgres_config, temporary_database


def main() -> int:
    """Exit status: 0 if there is no drift."""
    with tempfile.TemporaryDirectory() as folder:
        drifted = has_drifted(SQLiteConfig(db_path=Path(folder) / "drift.db"))
    server = postgres_config()
    if server is None:
        print("PostgreSQL is not reachable: drift was checked on SQLite only.", file=sys.stderr)
        return 1 if drifted or os.environ.get("CI") else 0
    with temporary_database(server) as config:
        drifted |= has_drifted(config)
    return 1 if drifted else 0


def has_drifted(config: DatabaseConfig) -> bool:
    """Whether an upgraded database differs from the models."""
    migrate(config)
    try:
        command.check(alembic_config(config))
    except CommandError as error:
        print(f"{config.dialect}: {error}", file=sys.stderr)
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
