"""Exports that somebody changed."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

Entries = dict[str, bytes]
MANIFEST = "manifest.json"


def changed(path: Path, change: Callable[[Entries], None], *, told: bool = False) -> Path:
    """A copy of the export with other parts; `told` writes a manifest that agrees with them."""
    with ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    if told:
        entries[MANIFEST] = _manifest(entries)
    copy = path.with_name("changed.zip")
    with ZipFile(copy, "w", ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return copy


def changed_manifest(path: Path, change: Callable[[Any], None]) -> Path:
    """A copy of the export whose manifest says something else."""

    def rewrite(entries: Entries) -> None:
        manifest = json.loads(entries[MANIFEST])
        change(manifest)
        entries[MANIFEST] = json.dumps(manifest).encode()

    return changed(path, rewrite)


def _manifest(entries: Entries) -> bytes:
    manifest = json.loads(entries[MANIFEST])
    manifest["entries"] = {
        name: {
            "count": text.count(b"\n"),
            "size_bytes": len(text),
            "sha256": hashlib.sha256(text).hexdigest(),
        }
        for name, text in entries.items()
        if name != MANIFEST and not name.startswith("contents/")
    }
    return json.dumps(manifest).encode()
