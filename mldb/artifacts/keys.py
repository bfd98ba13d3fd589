"""Keys of objects in the artifact store."""

from secrets import token_hex
from typing import Final

CONTENTS: Final = "contents/"
"""Prefix of the contents of artifacts."""
UPLOADS: Final = "uploads/"
"""Prefix of the parts of uploads that are not complete."""


def new_content_key() -> str:
    """A key that no object has. Directories with few entries are quicker than one with many."""
    name = token_hex(16)
    return f"{CONTENTS}{name[:2]}/{name}"


def parts_prefix(public_id: str) -> str:
    """Prefix of the parts of an upload."""
    return f"{UPLOADS}{public_id}/"


def part_key(public_id: str, number: int) -> str:
    """Key of one part of an upload; a repeated part replaces the earlier one."""
    return f"{parts_prefix(public_id)}{number:06}"


def upload_of(key: str) -> str:
    """Id of the upload that a part belongs to."""
    return key.removeprefix(UPLOADS).partition("/")[0]
