"""Tags on experiments: input and output."""

from pydantic import Field

from mldb.schemas.base import UpdateSchema, WriteSchema
from mldb.schemas.item import OfExperimentRead
from mldb.values.names import Name
from mldb.values.texts import TagValue


class MLExperimentTagCreate(WriteSchema):
    """A new tag on an experiment."""

    experiment_id: int
    key: Name
    value: TagValue = ""


class MLExperimentTagUpdate(UpdateSchema):
    """Another value for a tag."""

    value: TagValue


class MLExperimentTagRead(OfExperimentRead):
    """A tag on an experiment."""

    key: str = Field(description="Name of the tag.", examples=["team"])
    value: str = Field(description="Value of the tag.", examples=["payments"])
