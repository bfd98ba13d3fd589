"""Times with their zone."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is UTC:
        # As all that comes from the database is, in every row of a list.
        return moment
    if moment.utcoffset() is None:
        raise PydanticCustomError("timezone", "The time needs a time zone, such as +00:00.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("time_range", "The time is out of range.") from None


Moment = Annotated[datetime, AfterValidator(_utc)]
"""A point in time with its zone, kept in UTC."""
