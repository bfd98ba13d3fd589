"""Checks of plain arguments: actor, reason and times."""

from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mldb.errors import RuleViolationError
from mldb.values.digests import SHA256
from mldb.values.media_types import MediaType
from mldb.values.names import Name
from mldb.values.paths import ArtifactDirectory, ArtifactPath
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


def check_path(path: str) -> str:
    """The path of a file in its normal form.

    Raises:
        RuleViolationError: it can't be one.
    """
    checked: str = _checked(ArtifactPath, path, "path")
    return checked


def check_directory(path: str, field: str = "path") -> str:
    """The path of a directory in its normal form; empty: the root.

    Raises:
        RuleViolationError: it can't be one.
    """
    checked: str = _checked(ArtifactDirectory, path, field)
    return checked


def check_media_type(media_type: str) -> str:
    """The media type.

    Raises:
        RuleViolationError: it is none.
    """
    checked: str = _checked(MediaType, media_type, "media_type")
    return checked


def check_sha256(digest: str | None) -> str | None:
    """The digest that is expected, in lower case; None: any.

    Raises:
        RuleViolationError: it is no SHA-256.
    """
    if digest is None:
        return None
    checked: str = _checked(SHA256, digest.lower(), "sha256")
    return checked
