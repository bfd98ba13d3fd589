"""Query parameters that several operations have."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from mldb.values.texts import Reason
from mldb.values.times import Moment


def _written_out(value: object) -> object:
    if isinstance(value, str) and "-" not in value[1:]:
        raise PydanticCustomError("time", "Write the time out, such as 2026-03-01T12:00:00Z.")
    return value


# A bare number would be read as seconds since 1970, 2026 included.
_Time = Annotated[Moment, BeforeValidator(_written_out)]


class ReasonQuery(BaseModel):
    """The reason of a change."""

    reason: Reason | None = Field(
        None,
        description="Reason of the change, for the history.",
        examples=["Better on held-out data"],
    )


class AtQuery(BaseModel):
    """Selects a time; without it the current one."""

    at: _Time | None = Field(
        None,
        description="A time in the past, with its time zone; without it the current time.",
        examples=["2026-03-01T12:00:00Z"],
    )
