"""Back-ups of a SQLite file, made by SQLite's back-up function while the database is in use."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from mldb.config import SQLiteConfig
from mldb.database import sqlite
from mldb.database.schema import describe
from mldb.errors import StorageError
from mldb.sentence import sentence

NAME: Final = "SQLite"
MAGIC: Final = b"SQLite format 3\0"
# In the copy's header ("MBK1"): it must have a checksum, so that a truncated copy is detected.
_HAS_CHECKSUM: Final = 0x4D424B31


def copy_to(config: SQLiteConfig, path: Path) -> None:
    """Copy the database into an empty file, which then needs no write-ahead log."""
    with (
        _failures(sentence(describe(config))),
        closing(sqlite.connect(config)) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute(f"PRAGMA application_id={_HAS_CHECKSUM}")


def load_from(config: SQLiteConfig, path: Path, *, replace: bool) -> None:
    """Replace the database's content by that of a copy, in one transaction.

    Through SQLite rather than by moving files: programs that have the database open would go on
    writing into the file that was moved away.
    """
    name = sentence(describe(config))
    with _failures(name), closing(sqlite.connect(config, create=True)) as database:
        if not replace and database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise StorageError(
                f"{name} is not empty. Back it up and say --replace, or set SQLITE_DB_PATH to a "
                "new file."
            )
        with closing(_opened(path)) as source:
            source.backup(database)
        # Copies of the file that people make by other means have no checksum.
        database.execute("PRAGMA application_id=0")


def inspect(path: Path) -> tuple[str | None, bool]:
    """The schema revision of an undamaged copy, and whether it must have a checksum.

    The revision is None if it is no registry.
    """
    with _damage(path), closing(_opened(path)) as copy:
        had_checksum = copy.execute("PRAGMA application_id").fetchone() == (_HAS_CHECKSUM,)
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        tables = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        if tables.fetchone() is None:
            return None, had_checksum
        found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(found[0]) if found else None, had_checksum


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


@contextmanager
def _damage(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(f"{path} is damaged: {error}. Use another back-up.") from error


@contextmanager
def _failures(name: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(f"{name} can't be copied: {error}.") from error
