"""The manifest of an export file."""

from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from mldb.values.digests import SHA256
from mldb.values.times import Moment

FORMAT: Final = "modelbook-export"
FORMAT_VERSION: Final = 5
"""Grows with every new field, so that an older Modelbook refuses the file."""

MANIFEST: Final = "manifest.json"
SUFFIX: Final = ".jsonl"
CONTENTS: Final = "contents/"
"""Begins the names of parts that are contents of artifacts; their digest follows."""

Size = Annotated[int, Field(ge=0)]


class Entry(BaseModel):
    """One part of the zip: its number of records, its size and its SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: Size
    size_bytes: Size
    sha256: str


class Contents(BaseModel):
    """The contents of artifacts in the zip: their number and size.

    `unreadable` has the digests of those that the artifact store had lost or damaged; what the zip
    holds under such a digest is worth nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: Size
    size_bytes: Size
    unreadable: tuple[SHA256, ...] = ()


class Heading(BaseModel):
    """The part of the manifest that every format version has."""

    format: Literal["modelbook-export"]
    format_version: Annotated[int, Field(ge=1)]


class Manifest(Heading):
    """Contents and origin of the file; `entries` are by name.

    Without `contents` the bytes of artifacts are not in the file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["modelbook-export"] = FORMAT
    format_version: Annotated[int, Field(ge=1)] = FORMAT_VERSION
    schema_revision: str
    modelbook_version: str
    exported_at: Moment = Field(default_factory=lambda: datetime.now(UTC))
    entries: dict[str, Entry]
    contents: Contents | None = None

    @property
    def record_count(self) -> int:
        """Number of records in the file."""
        return sum(entry.count for entry in self.entries.values())
