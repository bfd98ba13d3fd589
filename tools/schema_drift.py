"""Fails if the migrations don't lead to the tables that the models describe, on either database.

Usage: `python -m tools.schema_drift`. Without a PostgreSQL server it says so, and fails in CI.
"""

import os
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.util import CommandError
from sqlalchemy import Engine, inspect

from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.database.maintenance import maintenance_engine
from mldb.migrate import alembic_config, migrate
from mldb.models import Base
from tools.postgres import postgres_config, temporary_database


def main() -> int:
    """Exit status: 0 if there is no drift."""
    with tempfile.TemporaryDirectory() as folder:
        file = SQLiteConfig(db_path=Path(folder) / "drift.db")
        drifted = has_drifted(file) | bool(differing_checks(file))
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


def differing_checks(config: SQLiteConfig) -> set[tuple[str, str]]:
    """Checks that only the upgraded database has, or only the models, which Alembic overlooks.

    They have the same text on every database.
    """
    with tempfile.TemporaryDirectory() as folder:
        modelled = maintenance_engine(SQLiteConfig(db_path=Path(folder) / "models.db"))
        Base.metadata.create_all(modelled)
        differing = _checks(modelled) ^ _checks(maintenance_engine(config))
    for table, check in sorted(differing):
        print(f"{table} differs in the check {check}", file=sys.stderr)
    return differing


def _checks(engine: Engine) -> set[tuple[str, str]]:
    found = inspect(engine).get_multi_check_constraints()
    return {
        (str(table), f"{check['name']}: {' '.join(check['sqltext'].split())}")
        for (_, table), checks in found.items()
        for check in checks
    }


if __name__ == "__main__":
    sys.exit(main())
