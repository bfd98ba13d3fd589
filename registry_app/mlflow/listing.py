"""Directories of files, as lists of their entries."""

from typing import Any

from mldb.errors import NotFoundError
from mldb.schemas import DirectoryEntry
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.mlflow.endpoint import Answer, Call
from registry_app.mlflow.locations import Location


async def names_in(call: Call, location: Location) -> list[dict[str, Any]]:
    """The entries of a directory, with paths relative to it; of a file, or of nothing, none."""
    start = len(location.path) + 1 if location.path else 0
    return [_file_info(entry, start) for entry in await _entries(call, location)]


async def directory_answer(call: Call, root: str, location: Location) -> Answer:
    """The entries of a directory, with paths relative to the root of its owner."""
    files = [_file_info(entry, 0) for entry in await _entries(call, location)]
    return {"root_uri": root} | ({"files": files} if files else {})


async def _entries(call: Call, location: Location) -> list[DirectoryEntry]:
    entries: list[DirectoryEntry] = []
    cursor: str | None = None
    while True:
        try:
            page = await call.registry.artifacts.list_directory(
                location.owner, location.path, cursor=cursor, limit=PAGE_SIZE_LIMIT
            )
        except NotFoundError:
            return []
        entries += page.rows
        cursor = page.next_cursor
        if cursor is None:
            return entries


def _file_info(entry: DirectoryEntry, start: int) -> dict[str, Any]:
    name = entry.path[start:]
    if entry.artifact is None:
        return {"path": name, "is_dir": True}
    return {"path": name, "is_dir": False, "file_size": entry.artifact.size_bytes}
