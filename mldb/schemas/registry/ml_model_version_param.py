"""Parameters: what to give, what to get."""

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

    name: str
    value: str
