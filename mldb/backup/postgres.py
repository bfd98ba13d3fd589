"""Back-ups of a PostgreSQL database, made by `pg_dump` and `pg_restore`."""

import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import text

from mldb.config import PostgresConfig
from mldb.database.maintenance import maintenance_engine
from mldb.database.postgres import server_options
from mldb.database.schema import describe
from mldb.errors import StorageError
from mldb.models import Base
from mldb.sentence import sentence

NAME: Final = "PostgreSQL"
MAGIC: Final = b"PGDMP"
_REVISION: Final = re.compile(
    r'^COPY (?:.*\.)?(?P<quote>"?)alembic_version"? .*\n(?P<revision>\S+)$', re.MULTILINE
)


def dump_to(config: PostgresConfig, path: Path) -> None:
    """Write an archive of the database, as of one moment."""
    # The quotes mark archives with a checksum, so that a truncated one is detected.
    options = ("--format=custom", "--no-owner", "--no-privileges", "--quote-all-identifiers")
    _run(config, "pg_dump", *options, f"--file={path}")


def load_from(config: PostgresConfig, path: Path, *, replace: bool) -> None:
    """Replace the registry's tables by those of the archive, in one transaction."""
    if not replace and _has_tables(config):
        raise StorageError(
            f"{sentence(describe(config))} is not empty. Back it up and "
            "say --replace, or choose another database."
        )
    tables = ", ".join(f'"{name}"' for name in (*Base.metadata.tables, "alembic_version"))
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.sql"
        # All tables, also those of a later revision, which the archive lacks.
        emptied = f"DROP TABLE IF EXISTS {tables} CASCADE"
        _run(None, "pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}", path)
        options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run(config, "psql", *options, f"--command={emptied}", f"--file={script}")


def inspect(path: Path) -> tuple[str | None, bool]:
    """The schema revision of a complete archive, and whether it must have a checksum.

    The revision is None if it is no registry.
    """
    try:
        # Written out once: there is no other check that the archive is complete.
        _run(None, "pg_restore", f"--file={os.devnull}", path)
    except StorageError as error:
        raise StorageError(f"{path} is no complete back-up. {error}") from error
    revision = _run(None, "pg_restore", "--data-only", "--table=alembic_version", "--file=-", path)
    found = _REVISION.search(revision)
    return (found["revision"], bool(found["quote"])) if found else (None, False)


def _has_tables(config: PostgresConfig) -> bool:
    engine = maintenance_engine(config)
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(text("SELECT to_regclass('alembic_version')")))
    finally:
        engine.dispose()


def _run(config: PostgresConfig | None, program: str, *arguments: str | Path) -> str:
    """The output of the program; it gets the password through its environment."""
    try:
        done = subprocess.run(  # noqa: S603  # no shell, and the arguments are ours
            [program, *arguments],
            env=os.environ | _environment(config),
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise StorageError(
            f"{program} is not installed. It comes with PostgreSQL's client programs."
        ) from error
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip() or f"status {done.returncode}"
        raise StorageError(f"{program} failed: {reason}")
    return done.stdout.decode()


def _environment(config: PostgresConfig | None) -> dict[str, str]:
    if config is None:
        return {}
    password = config.password.get_secret_value() if config.password else ""
    attrs = config.session_attrs()
    return ({} if attrs is None else {"PGTARGETSESSIONATTRS": attrs}) | {
        "PGHOST": ",".join(config.hosts()),
        "PGPORT": str(config.port),
        "PGOPTIONS": server_options(config.unhurried()),
        "PGUSER": config.user,
        "PGPASSWORD": password,
        "PGDATABASE": config.database,
        "PGSSLMODE": config.sslmode,
        "PGCONNECT_TIMEOUT": str(config.connect_timeout_seconds),
    }
