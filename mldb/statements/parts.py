"""Lists of parameters in parts: databases limit the number of parameters of a statement."""

from collections.abc import Iterator, Sequence
from typing import Any


def in_parts(members: Sequence[Any], size: int = 5_000) -> Iterator[Sequence[Any]]:
    """The members in parts that are small enough for one statement."""
    return (members[start : start + size] for start in range(0, len(members), size))
