"""A list of the owners of files, written while MLflow's database is read and used after that.

Copying files may take hours, in which MLflow should be able to write.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from mldb.transfer.mlflow.fields import moment_of, stripped
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.store import StoredVersion
from mldb.transfer.mlflow.tracked import TrackingStore
from mldb.transfer.mlflow.tracking_reconciliation import TrackingReconciliation
from mldb.transfer.records import VersionRecord

_ELSEWHERE: Final = (
    "Its files are not among those of a run or logged model that is taken; its source says where "
    "they are."
)
_IN_MEMORY_BYTES: Final = 1 << 20


class FileOwner(NamedTuple):
    """A run or logged model of MLflow, with the URI of its files."""

    kind: str
    public_id: str
    uri: str | None
    experiment_id: str
    at_ms: int

    @property
    def at(self) -> datetime:
        """When its files were last changed, as far as MLflow knows."""
        return moment_of(self.at_ms)


class VersionFiles(NamedTuple):
    """A version, and the run or logged model whose files below a directory are its own."""

    model: str
    number: int
    kind: str
    public_id: str
    directory: str


class OwnerList:
    """Owners of files that the import takes, in a temporary file."""

    def __init__(self, left_out: LeftOutGroups) -> None:
        self._left_out = left_out
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115  # closed by the block
            _IN_MEMORY_BYTES, "w+", encoding="utf-8"
        )

    def __enter__(self) -> Self:
        """This list."""
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the file."""
        self._file.close()

    def add_tracked(self, store: TrackingStore, tracked: TrackingReconciliation) -> None:
        """Add all runs and logged models that are taken."""
        for row in store.run_locations():
            if tracked.is_run_taken(row.run_uuid):
                at = getattr(row, "end_time", None) or row.start_time or 0
                uri = getattr(row, "artifact_uri", None)
                self._add(FileOwner("run", row.run_uuid, uri, str(row.experiment_id), at))
        for row in store.model_locations():
            if tracked.is_model_taken(row.model_id):
                at = getattr(row, "last_updated_timestamp_ms", None) or 0
                uri = getattr(row, "artifact_location", None)
                owner = FileOwner("logged_model", row.model_id, uri, str(row.experiment_id), at)
                self._add(owner)

    def add_version(self, stored: StoredVersion, record: VersionRecord) -> None:
        """Add a version that is taken, if its files are those of its run or logged model."""
        found = _files_of(stored, record)
        if found is None:
            label = f"{record.model}/{record.number}"
            self._left_out.add("version files", label, _ELSEWHERE)
        else:
            self._add(found)

    def tracked(self) -> Iterator[FileOwner]:
        """Runs and logged models."""
        return (FileOwner(*values) for values in self._values(FileOwner))

    def versions(self) -> Iterator[VersionFiles]:
        """Versions."""
        return (VersionFiles(*values) for values in self._values(VersionFiles))

    def _values(self, wanted: type[FileOwner | VersionFiles]) -> Iterator[list[Any]]:
        self._file.seek(0)
        for line in self._file:
            name, values = json.loads(line)
            if name == wanted.__name__:
                yield values

    def _add(self, owner: FileOwner | VersionFiles) -> None:
        self._file.write(json.dumps([type(owner).__name__, owner]) + "\n")


def _files_of(stored: StoredVersion, record: VersionRecord) -> VersionFiles | None:
    """The files of a version, found by the forms of location that MLflow gives."""
    texts = [stripped(getattr(stored.row, "storage_location", None)), stripped(stored.row.source)]
    if record.logged_model is not None:
        inner = _below(texts, rf"(?:.*/)?models/{record.logged_model}/artifacts")
        found = (record.model, record.number, "logged_model", record.logged_model)
        return VersionFiles(*found, inner or "")
    if record.run is not None:
        inner = _below(texts, rf"(?:.*/)?{record.run}/artifacts|runs:/+{record.run}")
        if inner is not None:
            return VersionFiles(record.model, record.number, "run", record.run, inner)
    return None


def _below(texts: list[str], outer: str) -> str | None:
    """The path below the outer location, from the first text that lies there."""
    for text in texts:
        if found := re.fullmatch(rf"(?:{outer})(?:/+(.*?))?/*", text):
            return found[1] or ""
    return None
