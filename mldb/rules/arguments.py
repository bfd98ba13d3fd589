"""Who makes a change and why, and other values that come as plain arguments."""

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
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _checked(kind: Any, value: Any, field: str) -> Any:
    try:
        return _adapter(kind).validate_python(value)
    except ValidationError as error:
        message = sentence_of(error.errors(include_url=False)[0])
        raise RuleViolationError(f"The {field} can't be used: {message}", field) from error


def require_actor(actor: str | None) -> str:
    """The actor's name, fit to be written down.

    Raises:
        RuleViolationError: nobody is named, or the name is unusable.
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
    """The reason without blanks around it; None if there is none.

    Raises:
        RuleViolationError: it is too long or holds control characters.
    """
    if reason is None:
        return None
    return _checked(Reason, reason, "reason") or None


def check_moment(moment: datetime, field: str) -> datetime:
    """The time in UTC.

    Raises:
        RuleViolationError: it has no zone, or lies outside of what can be computed with.
    """
    utc: datetime = _checked(Moment, moment, field)
    return utc
