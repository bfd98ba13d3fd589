"""Copies files of MLflow's runs and logged models into the artifact store, and makes records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from mldb.artifacts.media_types import media_type_of
from mldb.terminal import printable
from mldb.transfer.contents import NewContents
from mldb.transfer.mlflow.artifacts.location import Location, UnreadableError
from mldb.transfer.mlflow.artifacts.source import SourceFile, Sources
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.translation import UNKNOWN
from mldb.transfer.mlflow.wording import why_refused
from mldb.transfer.records import ArtifactRecord
from mldb.values.spelling import spelling

_LINK: Final = "It is a symbolic link; what it leads to may be anything."
_DIFFERS: Final = "Modelbook has another file at this path, which stays."
_TWICE: Final = "Another file of its owner has the same path, spelt in another way."
_NO_CONTENT: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Copied:
    """Whose files they are, where they are in MLflow, and since when."""

    owner: Mapping[str, Any]
    label: str
    location: Location
    at: datetime


class Copying:
    """Makes records of files, and stores their bytes in `contents`.

    Files that exist are counted in `there`: those with the same path and size, as reading all again
    would take as long as the first import. Without `contents`, in a dry run, nothing is read; the
    records have no digests.
    """

    def __init__(self, contents: NewContents | None, left_out: LeftOutGroups) -> None:
        self.there = 0
        self._contents = contents
        self._left_out = left_out
        self._sources = Sources()

    def records(self, copied: Copied, existing: Mapping[str, int]) -> Iterator[ArtifactRecord]:
        """Records of the owner's files that don't exist; `existing` has sizes by path."""
        seen: set[str] = set()
        try:
            for file in self._sources.files(copied.location):
                record = self._record(copied, file, existing, seen)
                if record is not None:
                    yield record
        except UnreadableError as error:
            self._left_out.add("artifacts", copied.label, str(error))

    def _record(
        self, copied: Copied, file: SourceFile, existing: Mapping[str, int], seen: set[str]
    ) -> ArtifactRecord | None:
        label = printable(f"{copied.label} {file.path}")
        path = spelling(file.path)
        if file.size_bytes is None:
            self._left_out.add("artifacts", label, _LINK)
        elif path in seen:
            self._left_out.add("artifacts", label, _TWICE)
        elif path in existing:
            if existing[path] == file.size_bytes:
                self.there += 1
            else:
                self._left_out.add("artifacts", label, _DIFFERS)
        else:
            seen.add(path)
            return self._stored(copied, file, label)
        return None

    def _stored(self, copied: Copied, file: SourceFile, label: str) -> ArtifactRecord | None:
        """The record; the bytes are stored after everything else about it was accepted."""
        try:
            record = ArtifactRecord(
                **copied.owner,
                path=file.path,
                sha256=_NO_CONTENT,
                size_bytes=0,
                media_type=media_type_of(file.path),
                created_at=copied.at,
                created_by=UNKNOWN,
            )
            if self._contents is None:
                return record
            new = self._contents.add(self._sources.content(copied.location, file.path))
        except ValidationError as error:
            self._left_out.add("artifacts", label, why_refused(error))
        except UnreadableError as error:
            self._left_out.add("artifacts", label, str(error))
        else:
            return record.model_copy(update={"sha256": new.sha256, "size_bytes": new.size_bytes})
        return None
