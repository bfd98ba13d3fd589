"""Values that clients send: keys, numbers, times, and texts that are cut rather than refused."""

import posixpath
import re
from functools import lru_cache
from typing import Annotated, Final, NotRequired

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from mldb.values.limits import MAX_ID, MAX_TIME_MS
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable
from registry_app.mlflow.given import Given

KEY_LENGTH: Final = 250
PARAM_VALUE_LENGTH: Final = 6_000
TAG_VALUE_LENGTH: Final = 8_000
_KEY: Final = re.compile(r"[/\w.\- :]+")


def row_id(text: str) -> int | None:
    """The id that a text is in decimal digits, or None."""
    if not re.fullmatch("[0-9]{1,19}", text):
        return None
    number = int(text)
    return number if number <= MAX_ID else None


@lru_cache(maxsize=4_096)
def _key(key: str) -> str:
    """The key, checked: a client sends few of them again and again."""
    if len(key) > KEY_LENGTH:
        raise PydanticCustomError("key_length", "A name has at most 250 characters.")
    if not _KEY.fullmatch(key):
        raise PydanticCustomError(
            "key_characters",
            "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), "
            "spaces ( ), colon(:) and slashes (/).",
        )
    if posixpath.normpath(key) != key or key.startswith("/") or key == "." or key[:2] == "..":
        raise PydanticCustomError("key_path", "A name must be unique as a path, as a/b is.")
    return spelling(key)


def _storable(text: str) -> str:
    if not is_storable(text):
        raise PydanticCustomError("text", "The text has a character that nothing can contain.")
    return text


Key = Annotated[str, AfterValidator(_key)]
Step = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
PointTimeMs = Step
"""Time of a point: clients may count it from anywhere."""
TimeMs = Annotated[int, Field(ge=0, le=MAX_TIME_MS)]
StorableText = Annotated[str, AfterValidator(_storable)]
ParamText = Annotated[StorableText, AfterValidator(lambda text: text[:PARAM_VALUE_LENGTH])]
TagText = Annotated[StorableText, AfterValidator(lambda text: text[:TAG_VALUE_LENGTH])]


class MetricGiven(TypedDict):
    """A point of a metric, which belongs to a logged model as well if that is named.

    A dict and no model: a batch has a thousand of them, and models take four times as long.
    """

    key: Key
    value: float
    timestamp: PointTimeMs
    step: NotRequired[Step | None]
    model_id: NotRequired[str | None]
    dataset_name: NotRequired[StorableText | None]
    dataset_digest: NotRequired[StorableText | None]


class ParamGiven(Given):
    """A parameter."""

    key: Key
    value: ParamText = ""


class TagGiven(Given):
    """A tag."""

    key: Key
    value: TagText = ""


Tags = Annotated[list[TagGiven], Field(default_factory=list)]


class RegistryTagGiven(Given):
    """A tag of a registered model or version, which may be long: prompts are such tags."""

    key: Key
    value: str = ""


RegistryTags = Annotated[list[RegistryTagGiven], Field(default_factory=list)]
