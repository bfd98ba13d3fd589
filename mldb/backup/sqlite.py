"""Back-ups of a SQLite file, by SQLite's own copying of a database in use."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mldb.config import SQLiteConfig
from mldb.database import sqlite
from mldb.database.schema import describe
from mldb.errors import StorageError
from mldb.sentence import sentence


def copy_to(config: SQLiteConfig, path: Path) -> None:
    """Copy the database into a new file that needs no others beside it."""
    with (
        _failures(sentence(describe(config))),
        closing(sqlite.connect(config)) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def copy_from(config: SQLiteConfig, path: Path, *, replace: bool) -> None:
    """Put a copy in the place of the database's content, in one transaction.

    Through SQLite rather than by moving files: programs that have the database open would go on
    writing into the file that was moved away.
    """
    with (
        _failures(sentence(describe(config))),
        closing(sqlite.connect(config, create=True)) as database,
    ):
        if not replace and database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise StorageError(
                f"{sentence(describe(config))} is not empty. Back it up and say --replace, or "
                "set SQLITE_DB_PATH to a new file."
            )
        with closing(_opened(path)) as source:
            source.backup(database)


def revision_of(path: Path) -> str | None:
    """The schema revision of a whole and undamaged copy; None if it is no registry."""
    with _failures(str(path)), closing(_opened(path)) as copy:
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise StorageError(f"{path} is damaged: {verdict}. Use another back-up.")
        tables = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        if tables.fetchone() is None:
            return None
        found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(found[0]) if found else None


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


@contextmanager
def _failures(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(f"{what} can't be copied: {error}.") from error
