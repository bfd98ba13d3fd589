# Generated from tests/mldb/async_db/artifacts/stored.py by `make twins`.
"""What lies in an artifact store, and what an owner has."""

from mldb.artifacts.keys import CONTENTS
from mldb.schemas import Owner
from mldb.sync_db import Registry


def stored_bytes(registry: Registry) -> int:
    """Number of contents in the store, whether a row names them or not."""
    count = 0
    for page in registry.database.artifacts.below(CONTENTS):
        count += len(page)
    return count


def read(registry: Registry, owner: Owner, path: str) -> bytes:
    """The bytes of a file."""
    with registry.artifacts.reading(owner, path) as reader:
        found = b""
        for part in reader.stream():
            found += part
    return found


def paths(registry: Registry, owner: Owner) -> list[str]:
    """Paths of all files of an owner."""
    found: list[str] = []
    for page in registry.artifacts.all_files(owner):
        found += [file.path for file in page]
    return found
