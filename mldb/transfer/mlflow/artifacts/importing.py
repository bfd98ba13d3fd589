"""Imports the files of MLflow after everything else, in parts that are complete in themselves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from sqlalchemy import Row

from mldb.config import DatabaseConfig
from mldb.errors import StorageError
from mldb.statements.artifacts.imported import FILES_OF
from mldb.sync_db import Database
from mldb.terminal import printable
from mldb.transfer.contents import NewContents
from mldb.transfer.importing import import_records
from mldb.transfer.mlflow.artifacts.copying import Copied, Copying
from mldb.transfer.mlflow.artifacts.location import Location, UnreadableError, located
from mldb.transfer.mlflow.artifacts.owners import FileOwner, OwnerList, VersionFiles
from mldb.transfer.mlflow.artifacts.places import Places
from mldb.transfer.mlflow.artifacts.source import exists
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.translation import REASON
from mldb.transfer.records import ArtifactRecord
from mldb.transfer.report import ImportReport, Tally

FileProgress = Callable[[int], None]
"""Gets the number of files done, now and then."""

_FILES_AT_ONCE: Final = 2_000
_BYTES_AT_ONCE: Final = 1 << 30
_NONE_THERE: Final = "Its run or logged model has no files there."


def no_file_progress(_done: int) -> None:
    """Ignore progress."""


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How files are imported; `root` is the folder or URL that `mlflow-artifacts:` stands for."""

    root: str | None = None
    progress: FileProgress = no_file_progress


def root_of(text: str) -> Location:
    """The location of all files.

    Raises:
        StorageError: there is no such folder, or it can't be read from here.
    """
    try:
        root = located(text)
    except UnreadableError as error:
        raise StorageError(f"{printable(text)} can't be the root of artifacts. {error}") from error
    if not exists(root):
        raise StorageError(f"There is no folder {printable(text)} with MLflow's files.")
    return root


class FileImport:
    """Imports the files of listed owners."""

    def __init__(
        self,
        config: DatabaseConfig,
        root: Location | None,
        left_out: LeftOutGroups,
        actor: str,
        progress: FileProgress,
    ) -> None:
        self._tally = Tally()
        self._explained = 0
        self._config = config
        self._places = Places(root)
        self._left_out = left_out
        self._actor = actor
        self._progress = progress

    def run(self, owners: OwnerList, report: ImportReport, *, dry_run: bool) -> None:
        """Import all files and add them to the report; a dry run doesn't count those of versions.

        Raises:
            StorageError: the artifact store or the database can't be used. What was imported stays,
                and another import goes on from there.
        """
        with Database(self._config.unhurried()) as database:
            store = None if dry_run else database.artifacts.backend
            with NewContents(store) as contents:
                copying = Copying(None if dry_run else contents, self._left_out)
                copied = (
                    record
                    for owner in owners.tracked()
                    for record in self._copied(database, copying, owner)
                )
                if dry_run:
                    self._tally.new += sum(1 for _ in copied)
                else:
                    self._add_all(copied, contents)
                    linked = (self._linked(database, version) for version in owners.versions())
                    self._add_all(chain.from_iterable(linked), contents)
                self._tally.there += copying.there
        report.explained += self._explained
        report.tallies[ArtifactRecord.type_name] = self._tally

    def _add_all(self, records: Iterator[ArtifactRecord], contents: NewContents) -> None:
        for portion in _portions(records):
            report = import_records(
                self._config,
                portion,
                actor=self._actor,
                reason=REASON,
                skip_conflicts=True,
                contents=contents,
            )
            found = report.tallies[ArtifactRecord.type_name]
            self._explained += report.explained
            self._tally.new += found.new
            self._tally.there += found.there
            self._progress(self._tally.new)

    def _copied(
        self, database: Database, copying: Copying, owner: FileOwner
    ) -> Iterator[ArtifactRecord]:
        """Files of a run or logged model, whose bytes are stored on the way."""
        find = self._places.of_run if owner.kind == "run" else self._places.of_model
        try:
            location = find(owner.public_id, owner.uri, owner.experiment_id)
        except UnreadableError as error:
            self._left_out.add("artifacts", owner.public_id, str(error))
            return
        existing = self._existing(database, owner.kind, owner.public_id)
        sizes = {path: row.size_bytes for path, row in existing.items()}
        copied = Copied({owner.kind: owner.public_id}, owner.public_id, location, owner.at)
        yield from copying.records(copied, sizes)

    def _linked(self, database: Database, version: VersionFiles) -> Iterator[ArtifactRecord]:
        """Files of a version: those of its run or logged model, below a directory."""
        prefix = f"{version.directory}/" if version.directory else ""
        owned = self._existing(database, version.kind, version.public_id)
        rows = {path: row for path, row in owned.items() if path.startswith(prefix)}
        label = f"{version.model}/{version.number}"
        if not rows:
            self._left_out.add("version files", label, _NONE_THERE)
            return
        existing = self._existing(database, "version", version.model, version.number)
        for path, row in rows.items():
            inner = path.removeprefix(prefix)
            if inner in existing:
                self._tally.there += 1
                continue
            yield ArtifactRecord(
                model=version.model,
                version=version.number,
                path=inner,
                sha256=row.sha256,
                size_bytes=row.size_bytes,
                media_type=row.media_type,
                created_at=row.created_at,
                created_by=row.created_by,
            )

    def _existing(self, database: Database, kind: str, *key: str | int) -> dict[str, Row[Any]]:
        """The owner's files in Modelbook, by path."""
        parameters = {f"part_{index}": part for index, part in enumerate(key)}
        with database.reading() as session:
            rows = session.execute(FILES_OF[kind](), parameters)
            return {row.path: row for row in rows}


def _portions(records: Iterator[ArtifactRecord]) -> Iterator[list[ArtifactRecord]]:
    """Records whose bytes are stored, so many that little is lost with an interruption."""
    portion: list[ArtifactRecord] = []
    size = 0
    for record in records:
        portion.append(record)
        size += record.size_bytes
        if len(portion) >= _FILES_AT_ONCE or size >= _BYTES_AT_ONCE:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion
