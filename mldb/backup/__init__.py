"""The whole registry as one file, and back: a copy of the database, accounts and all."""

from pathlib import Path

from mldb.backup import postgres, sqlite
from mldb.backup.files import check_new, check_revision, kept_whole
from mldb.config import DatabaseConfig, SQLiteConfig


def back_up(config: DatabaseConfig, path: Path) -> None:
    """Write a copy of the database, as it is at one moment while programs go on writing.

    A SQLite file is copied into another one, a PostgreSQL database into an archive of `pg_dump`.
    The copy was read again before it gets its name, so that a file of that name is a whole one.

    Raises:
        StorageError: the file is there already or can't be written, or the database can't be read.
    """
    check_new(path)
    with kept_whole(path) as unfinished:
        if isinstance(config, SQLiteConfig):
            sqlite.copy_to(config, unfinished)
        else:
            postgres.dump_to(config, unfinished)
        _revision(config, unfinished)


def restore(config: DatabaseConfig, path: Path, *, replace: bool = False) -> str:
    """Bring back what a back-up holds, wholly or not at all; gives its schema revision.

    One of an older version is brought back as it was: migrate it afterwards. Programs that run on
    the database go on with what was brought back.

    Raises:
        StorageError: the file is no whole back-up that this version of Modelbook knows, or the
            database holds something and is not to be replaced.
    """
    revision = check_revision(path, _revision(config, path))
    if isinstance(config, SQLiteConfig):
        sqlite.copy_from(config, path, replace=replace)
    else:
        postgres.load_from(config, path, replace=replace)
    return revision


def _revision(config: DatabaseConfig, path: Path) -> str | None:
    if isinstance(config, SQLiteConfig):
        return sqlite.revision_of(path)
    return postgres.revision_of(path)
