"""Checks of plain arguments: actor, reason and times."""

from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mldb.errors import RuleViolationError
from mldb.values.names import Name
from mldb.values.texts import Reason
from mldb.values.times import Moment
from mldb.wording import sentence_of


@cache
def _adapter(value_type: Any) -> TypeAdapter[Any]:
    return TypeAdapter(value_type)


def _checked(value_type: Any, value: Any, field: str) -> Any:
    try:
        return _adapter(value_type).validate_python(value)
    except ValidationError as error:
        message = sentence_of(error.errors(include_url=False)[0])
        raise RuleViolationError(f"The {field} can't be used: {message}", field) from error


def require_actor(actor: str | None) -> str:
    """The normalized name of the actor.

    Raises:
        RuleViolationError: the name is missing or invalid.
    """
    if actor is None:
        raise RuleViolationError(
            "Say who makes this change: give the service an actor "
            "(mldb.values.names.SYSTEM if it is nobody in particular).",
            "actor",
        )
    name: str = _checked(Name, actor, "actor")
    return name


def check_reason(reason: str | None) -> str | None:
    """The reason without blanks at its ends; None if it is empty.

    Raises:
        RuleViolationError: it is too long or holds control characters.
    """
    if reason is None:
        return None
    return _checked(Reason, reason, "reason") or None


def check_moment(moment: datetime, field: str) -> datetime:
    """The time in UTC.

    Raises:
        RuleViolationError: it has no time zone, or is out of range.
    """
    utc: datetime = _checked(Moment, moment, field)
    return utc
