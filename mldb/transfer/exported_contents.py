"""The bytes of artifacts in an export: parts of the zip that are named by their SHA-256."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import sha256 as new_digest
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from mldb.artifacts.backend import Backend
from mldb.artifacts.failures import MissingObjectError
from mldb.transfer.manifest import CONTENTS, Contents
from mldb.transfer.report import Progress

_WORTHWHILE: Final = 0.9
"""Weights hardly become smaller, and packing them takes much longer than reading them."""


def write_contents(
    archive: ZipFile, store: Backend, found: Iterable[tuple[str, str, int]], progress: Progress
) -> Contents:
    """Copy contents, given as digest, storage key and size, from the store into the zip."""
    count, total, unreadable = 0, 0, []
    for sha256, key, size in found:
        if not _write(archive, store, sha256, key):
            unreadable.append(sha256)
            continue
        count, total = count + 1, total + size
        progress("contents", count)
    return Contents(count=count, size_bytes=total, unreadable=tuple(unreadable))


def _write(archive: ZipFile, store: Backend, sha256: str, key: str) -> bool:
    """Whether the bytes could be read and are those of the digest."""
    parts, digest = _parts(store, key), new_digest()
    try:
        first = next(parts, b"")
    except MissingObjectError:
        return False
    # A part of the zip takes how it is packed from here.
    archive.compression = ZIP_DEFLATED if _shrinks(first) else ZIP_STORED
    with archive.open(f"{CONTENTS}{sha256}", "w", force_zip64=True) as entry:
        entry.write(first)
        digest.update(first)
        try:
            for part in parts:
                entry.write(part)
                digest.update(part)
        except MissingObjectError:
            return False
    return digest.hexdigest() == sha256


def _parts(store: Backend, key: str) -> Iterator[bytes]:
    with closing(store.open(key)) as source:
        while part := source.read():
            yield part


def _shrinks(part: bytes) -> bool:
    sample = part[: 1 << 16]
    return len(zlib.compress(sample, 1)) < _WORTHWHILE * len(sample)
