"""Uploads in parts: output."""

from pydantic import BaseModel, ConfigDict, Field

from mldb.schemas.base import Written


class UploadRead(BaseModel):
    """A file that arrives in parts, until it is complete or a day has passed."""

    model_config = ConfigDict(from_attributes=True, frozen=True, defer_build=True)

    public_id: str = Field(
        description="Id of the upload.", examples=["5b0c1f0e9d3f4a52b0b65c8d1a6f7e90"]
    )
    path: str = Field(description="Path that the file will have.", examples=["model/weights.bin"])
    media_type: str = Field(description="Media type.", examples=["application/octet-stream"])
    created_at: Written = Field(description="When it began.")
    created_by: str = Field(description="Who began it.", examples=["alice"])
