"""The whole registry as one file, and back: a copy of the database, accounts and all."""

from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from mldb.backup import postgres, sqlite
from mldb.backup.checksum import add_checksum, has_right_checksum
from mldb.backup.files import check_new, check_revision, kept_whole, started_with
from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.errors import StorageError


class CheckedBackUp(NamedTuple):
    """A whole back-up: its schema revision, and whether a checksum says that nothing changed.

    Back-ups of older versions have none; of those only the structure can be checked.
    """

    revision: str
    is_verified: bool


def back_up(config: DatabaseConfig, path: Path) -> None:
    """Write a copy of the database, as it is at one moment while programs go on writing.

    A SQLite file is copied into another one, a PostgreSQL database into an archive of `pg_dump`;
    behind it stands its checksum. The copy was read again before it gets its name, so that a file
    of that name is a whole one.

    Raises:
        StorageError: the file is there already or can't be written, or the database can't be read.
    """
    check_new(path)
    with kept_whole(path) as unfinished:
        if isinstance(config, SQLiteConfig):
            sqlite.copy_to(config, unfinished)
        else:
            postgres.dump_to(config, unfinished)
        _backend_of(unfinished).inspect(unfinished)
        add_checksum(unfinished)


def check_back_up(path: Path) -> CheckedBackUp:
    """What is known of the file, of whichever database it is.

    Raises:
        StorageError: it is no whole and unchanged back-up that this version of Modelbook knows.
    """
    is_verified = has_right_checksum(path)
    revision, had_checksum = _backend_of(path).inspect(path)
    if had_checksum and not is_verified:
        raise StorageError(
            f"{path} is damaged: its end is missing, or something was added to it. "
            "Use another back-up."
        )
    return CheckedBackUp(check_revision(path, revision), is_verified)


def restore(config: DatabaseConfig, path: Path, *, replace: bool = False) -> CheckedBackUp:
    """Bring back what a back-up holds, wholly or not at all.

    One of an older version is brought back as it was: migrate it afterwards. Programs that run on
    the database go on with what was brought back.

    Raises:
        StorageError: the file is no whole and unchanged back-up that this version of Modelbook
            knows or is of the other kind of database, or the database holds something and is not
            to be replaced.
    """
    checked = check_back_up(path)
    backend = sqlite if isinstance(config, SQLiteConfig) else postgres
    if backend is not _backend_of(path):
        raise StorageError(
            f"{path} is a back-up of {_backend_of(path).NAME}, and this registry is on "
            f"{backend.NAME}. Restore it there, then move it with `manage.py export` and `import`."
        )
    backend.load_from(config, path, replace=replace)
    return checked


def _backend_of(path: Path) -> ModuleType:
    """By how the file starts.

    Raises:
        StorageError: it is no back-up.
    """
    for backend in (sqlite, postgres):
        if started_with(path, backend.MAGIC):
            return backend
    raise StorageError(f"{path} is no back-up of a registry. Choose another file.")
