"""The manifest of an export file."""

from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from mldb.values.times import Moment

FORMAT: Final = "modelbook-export"
FORMAT_VERSION: Final = 3
"""Grows with every new field, so that an older Modelbook refuses the file."""

MANIFEST: Final = "manifest.json"
SUFFIX: Final = ".jsonl"

Size = Annotated[int, Field(ge=0)]


class Entry(BaseModel):
    """One part of the zip: its number of records, its size and its SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: Size
    size_bytes: Size
    sha256: str


class Heading(BaseModel):
    """The part of the manifest that every format version has."""

    format: Literal["modelbook-export"]
    format_version: Annotated[int, Field(ge=1)]


class Manifest(Heading):
    """Contents and origin of the file; `entries` are by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["modelbook-export"] = FORMAT
    format_version: Annotated[int, Field(ge=1)] = FORMAT_VERSION
    schema_revision: str
    modelbook_version: str
    exported_at: Moment = Field(default_factory=lambda: datetime.now(UTC))
    entries: dict[str, Entry]

    @property
    def record_count(self) -> int:
        """Number of records in the file."""
        return sum(entry.count for entry in self.entries.values())
