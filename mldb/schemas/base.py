"""What all schemas share."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from mldb.values.numbers import RowVersion
from mldb.values.times import Moment

# Default of a field that an update leaves alone; never read, because only what was given is.
UNCHANGED: Any = None


class WriteSchema(BaseModel):
    """What a caller sends: unknown fields are refused, so that no typing error is swallowed."""

    model_config = ConfigDict(extra="forbid", defer_build=True, hide_input_in_errors=True)


class UpdateSchema(WriteSchema):
    """Changes to make: fields that are not given stay as they are.

    `row_version` is that of the copy the changes were decided on.
    """

    row_version: RowVersion


class ReadSchema(BaseModel):
    """What a service gives back: values only, no connection to the database."""

    model_config = ConfigDict(from_attributes=True, frozen=True, defer_build=True)

    id: int


class AttributedRead(ReadSchema):
    """With who wrote it and when."""

    created_at: Moment
    created_by: str
    updated_at: Moment
    updated_by: str
    row_version: int
