"""Tags on models: input and output."""

from pydantic import Field

from mldb.schemas.base import UpdateSchema, WriteSchema
from mldb.schemas.item import OfModelRead
from mldb.values.names import Name
from mldb.values.texts import TagValue


class MLModelTagCreate(WriteSchema):
    """A new tag on a model."""

    model_id: int
    key: Name
    value: TagValue = ""


class MLModelTagUpdate(UpdateSchema):
    """Another value for a tag."""

    value: TagValue


class MLModelTagRead(OfModelRead):
    """A tag on a model."""

    key: str = Field(description="Name of the tag.", examples=["team"])
    value: str = Field(description="Value of the tag.", examples=["payments"])
