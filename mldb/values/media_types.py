"""Media types."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError, PydanticKnownError

from mldb.values.json_schema import json_pattern
from mldb.values.limits import MEDIA_TYPE_LENGTH

_TOKEN: Final = r"[A-Za-z0-9!#$&^_.+-]+"  # noqa: S105  # a name of the RFC
_PATTERN: Final = rf"{_TOKEN}/{_TOKEN}(; ?{_TOKEN}=({_TOKEN}|\"[ !#-\[\]-~]*\"))*"


def _media_type(text: str) -> str:
    if len(text) > MEDIA_TYPE_LENGTH:
        raise PydanticKnownError("string_too_long", {"max_length": MEDIA_TYPE_LENGTH})
    if not re.fullmatch(_PATTERN, text):
        raise PydanticCustomError("media_type", "A media type is such as text/csv or image/png.")
    return text


MediaType = Annotated[
    str, AfterValidator(_media_type), json_pattern(rf"^{_PATTERN}$", maxLength=MEDIA_TYPE_LENGTH)
]
"""Media type of a file (RFC 6838), perhaps with parameters."""
