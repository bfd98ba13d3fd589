"""Base classes of the schemas, and fields that several of them have."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from mldb.values.numbers import RowVersion
from mldb.values.times import Moment

# Default of a field that an update leaves unchanged; never read, as only given fields are.
UNCHANGED: Any = None

Written = Annotated[Moment, Field(examples=["2026-03-01T12:00:00Z"])]
DeletedAt = Annotated[
    Moment | None,
    Field(description="When it was moved to the trash; null: it was not.", examples=[None]),
]
DeletedBy = Annotated[
    str | None, Field(description="Who moved it to the trash; null: nobody did.", examples=[None])
]


class WriteSchema(BaseModel):
    """Input of a service: unknown fields are refused, so that no typing error is swallowed."""

    model_config = ConfigDict(extra="forbid", defer_build=True, hide_input_in_errors=True)


class UpdateSchema(WriteSchema):
    """Changes to make: fields that are not given stay as they are.

    `row_version` is the version of the copy on which the changes were decided.
    """

    row_version: RowVersion


class ReadSchema(BaseModel):
    """Output of a service: values only, without a connection to the database."""

    model_config = ConfigDict(from_attributes=True, frozen=True, defer_build=True)

    id: int = Field(
        description="Identifier, unique per resource type and never reused.", examples=[12]
    )


class AttributedRead(ReadSchema):
    """Output with the times and the authors of its creation and its last change."""

    created_at: Written = Field(description="When it was created.")
    created_by: str = Field(description="Who created it.", examples=["alice"])
    updated_at: Written = Field(description="When it was last changed.")
    updated_by: str = Field(description="Who last changed it.", examples=["alice"])
    row_version: int = Field(description="Counts the changes, from 1.", examples=[1])
