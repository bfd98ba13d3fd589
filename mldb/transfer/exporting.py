"""Writes a registry into one export file."""

import hashlib
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from io import BufferedWriter, RawIOBase
from math import nan
from pathlib import Path
from typing import Any, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile

from pydantic_core import from_json, to_json
from sqlalchemy import Connection

from mldb.artifacts.backend import Backend
from mldb.backup.files import check_new, kept_whole
from mldb.config import DatabaseConfig
from mldb.database.schema import REVISION
from mldb.statements.artifacts.exported import contents
from mldb.statements.registry.exported import EXPORTED
from mldb.statements.tracking.exported import chunks, tails
from mldb.sync_db.repositories.tracking.history import decoded
from mldb.sync_db.session import Database
from mldb.transfer.exported_contents import write_contents
from mldb.transfer.manifest import MANIFEST, SUFFIX, Contents, Entry, Manifest
from mldb.transfer.records import (
    RECORD_TYPES,
    EventRecord,
    LoggedModelMetricRecord,
    PointsRecord,
)
from mldb.transfer.report import Progress, silent

# Few enough that even the longest texts and the events with the most changes are small together.
_ROWS_AT_ONCE: Final = 500
_LONG_ROWS_AT_ONCE: Final = 20
_LONG: Final = {"models", "versions", "events", "experiments", "runs", "datasets"}
# Much quicker than the usual 6, and hardly larger.
_COMPRESSION: Final = 3
_BUFFER_BYTES: Final = 1 << 17


def export_registry(
    config: DatabaseConfig,
    path: Path,
    *,
    with_artifacts: bool = False,
    progress: Progress = silent,
) -> Manifest:
    """Write a snapshot of the registry while programs go on writing; returns the manifest.

    The file appears only when it is whole. It holds experiments, runs and all that they logged,
    models, versions, metrics, parameters, tags, aliases and their history, the trash, and the audit
    events about them; no accounts. `with_artifacts` it also holds the bytes of files, each content
    once; those that the artifact store has lost or damaged are left out, and the manifest says so.

    Raises:
        StorageError: the file exists or can't be written, or the database can't be read.
    """
    check_new(path)
    with (
        kept_whole(path) as unfinished,
        Database(config.unhurried()) as database,
        database.snapshot() as session,
        ZipFile(unfinished, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive,
    ):
        connection = session.connection()
        manifest = Manifest(
            schema_revision=REVISION,
            modelbook_version=_own_version(),
            entries={
                f"{type_name}{SUFFIX}": _write(connection, archive, type_name, progress)
                for type_name in RECORD_TYPES
            },
            contents=_contents(database.artifacts.backend, connection, archive, progress)
            if with_artifacts
            else None,
        )
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=2))
    return manifest


def _write(connection: Connection, archive: ZipFile, type_name: str, progress: Progress) -> Entry:
    digest, count, size = hashlib.sha256(), 0, 0
    with (
        archive.open(f"{type_name}{SUFFIX}", "w", force_zip64=True) as entry,
        # The zip takes few long pieces much quicker than many short ones.
        BufferedWriter(cast("RawIOBase", entry), _BUFFER_BYTES) as lines,
    ):
        for rows in _rows(connection, type_name):
            for row in rows:
                line = to_json(row, inf_nan_mode="strings") + b"\n"
                lines.write(line)
                digest.update(line)
                count, size = count + 1, size + len(line)
            progress(type_name, count)
    return Entry(count=count, size_bytes=size, sha256=digest.hexdigest())


def _contents(
    store: Backend, connection: Connection, archive: ZipFile, progress: Progress
) -> Contents:
    """Write the contents of all files that the records name."""
    found = connection.execute(contents().execution_options(yield_per=_ROWS_AT_ONCE))
    return write_contents(archive, store, found, progress)


def _rows(connection: Connection, type_name: str) -> Iterator[Iterator[dict[str, Any]]]:
    at_once = _LONG_ROWS_AT_ONCE if type_name in _LONG else _ROWS_AT_ONCE
    for statement in _statements(type_name):
        found = connection.execute(statement.execution_options(yield_per=at_once))
        names = tuple(found.keys())
        unfold = _UNFOLD.get(type_name, _unchanged)
        for rows in found.partitions():
            named = (dict(zip(names, row, strict=True)) for row in rows)
            yield (one for row in named if (one := unfold(row)))


def _statements(type_name: str) -> list[Any]:
    if type_name == PointsRecord.type_name:
        return [chunks(), tails()]
    return [EXPORTED[type_name]()]


def _unchanged(row: dict[str, Any]) -> dict[str, Any]:
    return row


def _event(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its changes parsed."""
    return row | {"changes": from_json(row["changes"])}


def _points(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its points as columns; empty if it has none.

    Raises:
        StorageError: the points are damaged.
    """
    points = decoded(row.pop("points"))
    if not points:
        return {}
    columns = {"steps": points.steps.tolist(), "times_ms": points.times_ms.tolist()}
    return row | columns | {"values": points.values.tolist()}


def _logged_metric(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"value": nan if row["value"] is None else row["value"]}


_UNFOLD: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    EventRecord.type_name: _event,
    PointsRecord.type_name: _points,
    LoggedModelMetricRecord.type_name: _logged_metric,
}


def _own_version() -> str:
    try:
        return version("modelbook")
    except PackageNotFoundError:
        return "a checkout that is not installed"
