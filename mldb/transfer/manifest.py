"""What a file says of itself."""

from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from mldb.values.times import Moment

FORMAT: Final = "modelbook-export"
FORMAT_VERSION: Final = 2
"""Counts up with every new field: an older Modelbook refuses what it doesn't know."""

MANIFEST: Final = "manifest.json"
SUFFIX: Final = ".jsonl"

Size = Annotated[int, Field(ge=0)]


class Entry(BaseModel):
    """One file in the file: how many records, how many bytes, and their SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: Size
    size_bytes: Size
    sha256: str


class Heading(BaseModel):
    """What files of every version say, and the first thing to look at."""

    format: Literal["modelbook-export"]
    format_version: Annotated[int, Field(ge=1)]


class Manifest(Heading):
    """What the file holds and where it comes from; `entries` are by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["modelbook-export"] = FORMAT
    format_version: Annotated[int, Field(ge=1)] = FORMAT_VERSION
    schema_revision: str
    modelbook_version: str
    exported_at: Moment = Field(default_factory=lambda: datetime.now(UTC))
    entries: dict[str, Entry]

    @property
    def record_count(self) -> int:
        """How many records the file holds."""
        return sum(entry.count for entry in self.entries.values())
