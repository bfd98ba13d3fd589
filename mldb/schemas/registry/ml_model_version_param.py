"""Parameters: input and output."""

from pydantic import Field

from mldb.schemas.base import UpdateSchema, WriteSchema
from mldb.schemas.item import OfVersionRead
from mldb.values.names import Name
from mldb.values.texts import ParamValue


class MLModelVersionParamCreate(WriteSchema):
    """A new parameter of a version."""

    version_id: int
    name: Name
    value: ParamValue


class MLModelVersionParamUpdate(UpdateSchema):
    """Another value for a parameter."""

    value: ParamValue


class MLModelVersionParamRead(OfVersionRead):
    """A parameter."""

    name: str = Field(description="Name of the parameter.", examples=["learning_rate"])
    value: str = Field(description="Value of the parameter.", examples=["0.01"])
