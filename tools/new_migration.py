"""Drafts the next numbered migration from the difference between models and migrations.

Usage: `python -m tools.new_migration "add a table"`. It sets `REVISION` in mldb/database/schema.py.
Read the draft before you commit it.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from mldb.config import SQLiteConfig
from mldb.database import schema as schema_module
from mldb.database.schema import REVISION
from mldb.migrate import alembic_config, migrate


def main() -> None:
    """Compare with a fresh SQLite file at the newest revision; write the draft and its number."""
    with tempfile.TemporaryDirectory() as folder:
        config = SQLiteConfig(db_path=Path(folder) / "migration.db")
        migrate(config)
        number = f"{int(REVISION) + 1:04}"
        command.revision(alembic_config(config), sys.argv[1], autogenerate=True, rev_id=number)
    schema = Path(schema_module.__file__)
    schema.write_text(schema.read_text().replace(f'"{REVISION}"', f'"{number}"', 1))


if __name__ == "__main__":
    main()
