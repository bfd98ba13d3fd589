"""Creates or upgrades the schema: `python -m mldb.migrate`."""

import sys
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

import mldb
from mldb.config import DatabaseConfig, database_config
from mldb.database.maintenance import maintenance_engine
from mldb.database.schema import REVISION, check_encoding, describe
from mldb.database.translation import domain_error
from mldb.errors import MLDBError, StorageError
from mldb.terminal import printable
from mldb.wording import first_sentence

# Alembic keeps the running migration in a global of its module.
_ALEMBIC = Lock()


def migrations_folder() -> Path:
    """The folder of the migrations: inside the installed package, or next to it in a checkout."""
    package = Path(mldb.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def alembic_config(config: DatabaseConfig) -> Config:
    """Alembic's configuration for this database, independent of the working directory."""
    alembic = Config()
    alembic.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    alembic.attributes["database"] = config
    return alembic


def migrate(config: DatabaseConfig | None = None) -> None:
    """Bring a database to the schema of this version; creates a missing SQLite file.

    A migration that fails leaves the schema as it was. Several processes may migrate at once.

    Raises:
        StorageError: the database can't be reached or written.
    """
    config = config if config is not None else database_config()
    try:
        _check_encoding(config)
        with _ALEMBIC:
            command.upgrade(alembic_config(config), "head")
    except SQLAlchemyError as error:
        raise domain_error(error, config) from error
    except CommandError as error:
        raise StorageError(
            f"This version of Modelbook can't migrate {describe(config)}: {error}. It was made by "
            "a newer one: upgrade Modelbook, or restore the back-up from before the migration."
        ) from error


def _check_encoding(config: DatabaseConfig) -> None:
    if config.dialect != "sqlite":
        engine = maintenance_engine(config)
        with engine.connect() as connection:
            check_encoding(connection, config)


def main() -> int:
    """Run the command; returns its exit status."""
    try:
        config = database_config()
        migrate(config)
    except ValidationError as error:
        said = f"{error.title}: {first_sentence(error.errors())}"
        print(printable(said, keep="\n"), file=sys.stderr)
        return 1
    except MLDBError as error:
        print(printable(str(error), keep="\n"), file=sys.stderr)
        return 1
    print(printable(f"The schema of {describe(config)} is at revision {REVISION}."))
    return 0


if __name__ == "__main__":
    sys.exit(main())
