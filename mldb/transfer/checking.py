"""Compares an export file with its manifest."""

import hashlib
from io import BufferedReader
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from pydantic import ValidationError

from mldb.errors import StorageError
from mldb.transfer.manifest import (
    CONTENTS,
    FORMAT_VERSION,
    MANIFEST,
    SUFFIX,
    Entry,
    Heading,
    Manifest,
)
from mldb.transfer.records import RECORD_TYPES, SINCE
from mldb.values.digests import is_sha256
from mldb.wording import first_sentence

_MANIFEST_BYTES: Final = 1 << 20
LINE_BYTES: Final = 1 << 29
"""More than the largest record can need: a version with as many parameters, tags and metrics as
the rules allow, each of the greatest length."""


def checked_manifest(path: Path, archive: ZipFile) -> Manifest:
    """The manifest of a file that this version can read and that has the parts it names.

    Raises:
        StorageError: it is none, of a newer format, or something is missing or too much.
    """
    names = archive.namelist()
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        raise StorageError(f"{path} is no export of a registry. Choose another file.")
    text = archive.read(MANIFEST)
    _check_heading(path, text)
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise StorageError(f"The manifest of {path} can't be read: {_first(error)}") from error
    _check_names(path, names, manifest)
    _check_sizes(path, archive, manifest)
    return manifest


def check_content(path: Path, name: str, content: BufferedReader, entry: Entry) -> None:
    """Read a part from end to end.

    Raises:
        StorageError: its records or their number are not those that the manifest was written for.
    """
    digest, count, line = hashlib.sha256(), 0, b"\n"
    while following := content.readline(LINE_BYTES + 1):
        line = following
        if len(line) > LINE_BYTES:
            raise StorageError(f"{path}: line {count + 1:,} of {name} is too long for a record.")
        digest.update(line)
        count += 1
    if digest.hexdigest() != entry.sha256:
        raise StorageError(f"{path}: {name} was changed after the export. Export it again.")
    if count != entry.count or not line.endswith(b"\n"):
        raise StorageError(
            f"{path}: {name} holds {count:,} records, its manifest says {entry.count:,}."
        )


def _check_heading(path: Path, text: bytes) -> None:
    try:
        heading = Heading.model_validate_json(text)
    except ValidationError as error:
        raise StorageError(f"{path} is no export of a registry: {_first(error)}") from error
    if heading.format_version > FORMAT_VERSION:
        raise StorageError(
            f"{path} has format version {heading.format_version}, this version of Modelbook reads "
            f"only up to {FORMAT_VERSION}. Upgrade Modelbook first."
        )


def _check_names(path: Path, names: list[str], manifest: Manifest) -> None:
    known = {f"{type_name}{SUFFIX}" for type_name in RECORD_TYPES}
    needed = {
        f"{type_name}{SUFFIX}"
        for type_name in RECORD_TYPES
        if SINCE.get(type_name, 1) <= manifest.format_version
    }
    for name in sorted(needed - set(manifest.entries)) + sorted(set(manifest.entries) - known):
        verb = "lacks" if name in known else "names an unknown"
        raise StorageError(f"The manifest of {path} {verb} {name}.")
    contents = {name for name in names if name.startswith(CONTENTS)}
    expected = sorted([MANIFEST, *manifest.entries])
    if sorted(set(names) - contents) != expected or len(set(names)) < len(names):
        missing = sorted(set(expected) - set(names))
        message = f"lacks {missing[0]}" if missing else "holds what its manifest doesn't name"
        raise StorageError(f"{path} {message}. Export it again.")
    _check_contents(path, contents, manifest)


def _check_contents(path: Path, names: set[str], manifest: Manifest) -> None:
    """Compare the number of contents; their digests are compared when they are read."""
    told = manifest.contents
    readable = {name.removeprefix(CONTENTS) for name in names}
    if told is not None:
        readable -= {*told.unreadable}
    if len(readable) != (0 if told is None else told.count):
        raise StorageError(
            f"{path} holds the bytes of {len(readable):,} files, its manifest says "
            f"{0 if told is None else told.count:,}. Export it again."
        )
    if strange := sorted(name for name in readable if not is_sha256(name)):
        raise StorageError(f"{path} holds {CONTENTS}{strange[0]}, which is no SHA-256.")


def _check_sizes(path: Path, archive: ZipFile, manifest: Manifest) -> None:
    """Compare sizes by the zip's directory, before anything is unpacked."""
    for part in archive.infolist():
        is_encrypted = bool(part.flag_bits & 1)
        if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} or is_encrypted:
            raise StorageError(f"{path}: {part.filename} is encrypted or packed in an unknown way.")
    for name, entry in manifest.entries.items():
        part = archive.getinfo(name)
        if part.file_size != entry.size_bytes:
            raise StorageError(
                f"{path}: {name} has {part.file_size:,} bytes, its manifest says "
                f"{entry.size_bytes:,}. Export it again."
            )


def _first(error: ValidationError) -> str:
    return first_sentence(error.errors(include_url=False))
