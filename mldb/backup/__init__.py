"""Backs up the whole registry, accounts included, into one file, and restores it."""

from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from mldb.backup import postgres, sqlite
from mldb.backup.checksum import add_checksum, has_right_checksum
from mldb.backup.files import check_new, kept_whole, started_with, supported_revision
from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.errors import StorageError


class CheckedBackUp(NamedTuple):
    """A complete back-up: its schema revision, and whether its checksum was verified.

    Back-ups of older versions have no checksum; only their structure can be checked.
    """

    revision: str
    is_verified: bool


def back_up(config: DatabaseConfig, path: Path) -> None:
    """Write a copy of the database, as of one moment, while programs go on writing.

    A SQLite file is copied into another one, a PostgreSQL database into an archive of `pg_dump`;
    a checksum is appended. The copy is read again before it gets its name, so that a file of that
    name is complete.

    Raises:
        StorageError: the file exists already or can't be written, or the database can't be read.
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
    """Check a back-up file of either database.

    Raises:
        StorageError: it is no complete and unchanged back-up that this version of Modelbook can
            restore.
    """
    is_verified = has_right_checksum(path)
    revision, had_checksum = _backend_of(path).inspect(path)
    if had_checksum and not is_verified:
        raise StorageError(
            f"{path} is damaged: its end is missing, or something was added to it. "
            "Use another back-up."
        )
    return CheckedBackUp(supported_revision(path, revision), is_verified)


def restore(config: DatabaseConfig, path: Path, *, replace: bool = False) -> CheckedBackUp:
    """Restore the content of a back-up, completely or not at all.

    A back-up of an older version keeps its schema: migrate it afterwards. Programs that run on the
    database go on with the restored content.

    Raises:
        StorageError: the file is no complete and unchanged back-up of this database system that
            this version of Modelbook can restore, or the database is not empty and not to be
            replaced.
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
    """The module for this back-up, found by the first bytes of the file.

    Raises:
        StorageError: the file is no back-up.
    """
    for backend in (sqlite, postgres):
        if started_with(path, backend.MAGIC):
            return backend
    raise StorageError(f"{path} is no back-up of a registry. Choose another file.")
