"""Verification and collection of contents: output."""

from dataclasses import dataclass

from mldb.values.enums import Verification


@dataclass(frozen=True, slots=True)
class VerifiedContent:
    """What reading back the bytes of a content found.

    `artifacts` are the URIs of files with these bytes, at most five.
    """

    sha256: str
    size_bytes: int
    verification: Verification
    artifacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """Contents, objects or uploads that were removed, or would be by a dry run."""

    count: int
    size_bytes: int

    def __add__(self, other: "Collected") -> "Collected":
        return Collected(self.count + other.count, self.size_bytes + other.size_bytes)


NOTHING_COLLECTED = Collected(0, 0)
