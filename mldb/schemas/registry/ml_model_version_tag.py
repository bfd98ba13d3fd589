"""Tags on versions: input and output."""

from pydantic import Field

from mldb.schemas.base import UpdateSchema, WriteSchema
from mldb.schemas.item import OfVersionRead
from mldb.values.names import Name
from mldb.values.texts import TagValue


class MLModelVersionTagCreate(WriteSchema):
    """A new tag on a version."""

    version_id: int
    key: Name
    value: TagValue = ""


class MLModelVersionTagUpdate(UpdateSchema):
    """Another value for a tag."""

    value: TagValue


class MLModelVersionTagRead(OfVersionRead):
    """A tag on a version."""

    key: str = Field(description="Name of the tag.", examples=["dataset"])
    value: str = Field(description="Value of the tag.", examples=["2026-02"])
