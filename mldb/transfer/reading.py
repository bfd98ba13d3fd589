"""Reads an export file: first checks all of it, then reads record by record."""

import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Final, cast
from zipfile import BadZipFile, ZipFile

from pydantic import ValidationError

from mldb.errors import RuleViolationError, StorageError
from mldb.transfer.checking import check_content, checked_manifest
from mldb.transfer.manifest import CONTENTS, SUFFIX, Manifest
from mldb.transfer.records import RECORD_TYPES, Record
from mldb.transfer.report import Progress, silent
from mldb.wording import sentence_of

# Exceptions of the standard library for a damaged zip.
_DAMAGE: Final = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_BUFFER_BYTES: Final = 1 << 17
_PART_BYTES: Final = 1 << 20


@contextmanager
def opened(path: Path, *, progress: Progress = silent) -> Iterator["Export"]:
    """The export in this file, after all of it was checked.

    Raises:
        StorageError: there is no such file, or it is none, of a newer format, cut off or changed.
    """
    with ExitStack() as stack:
        try:
            # A `ZipFile` that opens the file itself leaves it open while an entry is being read.
            archive = stack.enter_context(ZipFile(stack.enter_context(path.open("rb"))))
        except OSError as error:
            raise StorageError(f"{path} can't be read: {error.strerror}.") from error
        except (BadZipFile, NotImplementedError) as error:
            raise StorageError(
                f"{path} is no export of a registry, or was cut off. Choose another file."
            ) from error
        export = Export(path, archive)
        export.check(progress)
        yield export


class Export:
    """An open export file."""

    def __init__(self, path: Path, archive: ZipFile) -> None:
        self.path = path
        self._archive = archive
        with self._damage():
            self.manifest: Manifest = checked_manifest(path, archive)

    def check(self, progress: Progress) -> None:
        """Compare every part with the manifest.

        Raises:
            StorageError: something is not as the manifest says.
        """
        for name, entry in self.manifest.entries.items():
            with self._content(name) as content:
                check_content(self.path, name, content, entry)
            progress(f"checked {name}", entry.count)

    def records(self) -> Iterator[Record]:
        """All records, type by type, each after its owner.

        Raises:
            RuleViolationError: a line holds no record; the message names the line and the reason.
        """
        for type_name, record_type in RECORD_TYPES.items():
            name = f"{type_name}{SUFFIX}"
            if name not in self.manifest.entries:
                continue
            with self._content(name) as content:
                for number, line in enumerate(content, start=1):
                    yield self._record(record_type, line, f"{name}, line {number:,}")

    def contents(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Digest and bytes of each content of artifacts in the file; the bytes are unchecked."""
        told = self.manifest.contents
        left_out = set() if told is None else {*told.unreadable}
        for name in self._archive.namelist():
            sha256 = name.removeprefix(CONTENTS)
            if name.startswith(CONTENTS) and sha256 not in left_out:
                yield sha256, self._parts(name)

    def _parts(self, name: str) -> Iterator[bytes]:
        with self._damage(), self._archive.open(name) as content:
            while part := content.read(_PART_BYTES):
                yield part

    def _record(self, record_type: type[Record], line: bytes, existing: str) -> Record:
        try:
            return record_type.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            where = f"{existing}, {field}" if field else existing
            raise RuleViolationError(f"{self.path}, {where}: {sentence_of(first)}") from error

    @contextmanager
    def _content(self, name: str) -> Iterator[BufferedReader]:
        with self._damage(), self._archive.open(name) as content:
            # Lines are read much quicker from a buffer in C.
            yield BufferedReader(cast("RawIOBase", content), _BUFFER_BYTES)

    @contextmanager
    def _damage(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            raise StorageError(f"{self.path} is damaged: {error}. Export it again.") from error
