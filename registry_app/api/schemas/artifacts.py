"""Files of runs, logged models and versions in requests and responses."""

from typing import Self

from pydantic import BaseModel, Field

from mldb.schemas import ArtifactRead, DirectoryEntry
from mldb.schemas.base import WriteSchema
from mldb.values.digests import SHA256
from mldb.values.enums import Verification
from mldb.values.limits import MEDIA_TYPE_LENGTH, UPLOAD_PARTS
from mldb.values.paths import ArtifactDirectory, ArtifactPath
from registry_app.api.schemas.lists import PageQuery
from registry_app.api.schemas.strict import Number


class DirectoryQuery(BaseModel):
    """Selects a directory."""

    path: ArtifactDirectory = Field(
        "", description="Path of a directory; without it all files.", examples=["model"]
    )


class ArtifactListQuery(PageQuery, DirectoryQuery):
    """Selects a page of the entries of a directory."""

    recursive: bool = Field(
        default=False, description="List the files of all directories below, and no directories."
    )


class ArtifactEntry(BaseModel):
    """A file, or a directory with files below it."""

    path: str = Field(description="The whole path.", examples=["model/model.safetensors"])
    is_directory: bool = Field(description="Whether it is a directory.", examples=[False])
    artifact: ArtifactRead | None = Field(description="The file; null: it is a directory.")

    @classmethod
    def of(cls, row: DirectoryEntry | ArtifactRead) -> Self:
        """The entry of a list."""
        if isinstance(row, ArtifactRead):
            return cls(path=row.path, is_directory=False, artifact=row)
        return cls(path=row.path, is_directory=row.is_directory, artifact=row.artifact)


class UploadBody(WriteSchema):
    """A file that will arrive in parts."""

    path: ArtifactPath = Field(
        description="Path that the file will have.", examples=["model/weights.bin"]
    )
    media_type: str | None = Field(
        None,
        max_length=MEDIA_TYPE_LENGTH,
        description="Media type; without it, it follows from the path.",
        examples=["application/octet-stream"],
    )


class UploadCompletion(WriteSchema):
    """The parts of which a file consists."""

    parts: list[Number] = Field(
        min_length=1,
        max_length=UPLOAD_PARTS,
        description="Numbers of the parts in their order.",
        examples=[[1, 2, 3]],
    )
    sha256: SHA256 | None = Field(
        None,
        description="SHA-256 of the whole file; if it is another one, nothing is stored.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )


class VerifiedArtifacts(BaseModel):
    """What reading back the bytes of a file found."""

    sha256: str = Field(
        description="SHA-256 that the bytes should have.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    size_bytes: int = Field(description="Size in bytes.", examples=[104_857_600])
    verification: Verification = Field(description="What was found.", examples=["intact"])
    artifacts: list[str] = Field(
        description="URIs of files with these bytes, at most five.",
        examples=[["models:/fraud-detector/3/model/model.safetensors"]],
    )
