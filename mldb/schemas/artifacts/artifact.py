"""Artifacts: output."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from mldb.schemas.base import Written
from mldb.values.enums import Verification
from mldb.values.times import Moment


class ArtifactRead(BaseModel):
    """A file of a run, a logged model or a version."""

    model_config = ConfigDict(from_attributes=True, frozen=True, defer_build=True)

    path: str = Field(
        description="Path below its owner, with / between directories.",
        examples=["model/model.safetensors"],
    )
    size_bytes: int = Field(description="Size in bytes.", examples=[104_857_600])
    sha256: str = Field(
        description="SHA-256 of its bytes, computed when they were stored.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    media_type: str = Field(description="Media type.", examples=["application/octet-stream"])
    verification: Verification | None = Field(
        description="What the last reading back of its bytes found; null: never read back.",
        examples=["intact"],
    )
    verified_at: Moment | None = Field(
        description="When its bytes were last read back; null: never.",
        examples=["2026-03-02T03:00:00Z"],
    )
    created_at: Written = Field(description="When it was uploaded.")
    created_by: str = Field(description="Who uploaded it.", examples=["alice"])
    created_via: str | None = Field(
        description="API token of the program that uploaded it; null: none.", examples=[None]
    )


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A file, or a directory with files below it; `path` is the whole path."""

    path: str
    is_directory: bool
    artifact: ArtifactRead | None = None

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Space:
    """Number and sizes of files. Equal contents count as often as there are files."""

    file_count: int
    size_bytes: int
