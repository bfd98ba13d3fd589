"""Texts: reasons, descriptions, parameters, tags, URIs and opaque values."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from mldb.values.json_schema import HIDDEN_PATTERN, SEVERAL_LINES, json_pattern
from mldb.values.limits import PARAM_LENGTH, REASON_LENGTH, TAG_LENGTH, TEXT_LENGTH, URI_LENGTH
from mldb.values.text_of import NOTHING, text_of

# Patterns are compiled, and kept by re, at first use: at import they would cost too much time.
# In a URI nothing is changed, so only what could deceive or harm who reads it is refused.
_CONTROL = (
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u061c\u200b\u2060\ufeff]"
)
# Text of several lines may hold tabs and line ends, which forms send as \r\n.
_CONTROL_BUT_LINES = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


# A control character is never printable, and asking for that is much quicker than a search.
def _without_control(text: str) -> str:
    if not text.isprintable() and re.search(_CONTROL, text):
        raise PydanticCustomError("control_character", "Control characters are not allowed here.")
    return text


def _multi_line(text: str) -> str:
    if not text.isprintable() and re.search(_CONTROL_BUT_LINES, text):
        raise PydanticCustomError(
            "control_character", "Control characters other than tab and line end are not allowed."
        )
    return text


def _source(uri: str) -> str:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:.*\S", uri):
        return uri
    path = re.match(r"[A-Za-z]:[\\/]|[\\/]", uri) and uri.replace("\\", "/")
    if not path:
        raise PydanticCustomError(
            "source",
            "A source is a URI, such as s3://bucket/model.onnx; of a file on a disk, "
            "file:///data/model.onnx.",
        )
    slashes = "file:" if path.startswith("//") else "file://" if path[0] == "/" else "file:///"
    raise PydanticCustomError(
        "source", "A source is a URI. Write {uri} for this path.", {"uri": f"{slashes}{path}"}
    )


def _as_text(value: Any) -> Any:
    """Before a value is validated: numbers and truth values as text."""
    try:
        text = text_of(value)
    except ValueError:
        raise PydanticCustomError("number_length", "This number has too many digits.") from None
    if not isinstance(text, str):
        raise PydanticCustomError(
            "value_type",
            "Give text, a number, or true or false. Write a list or an object as text, such as "
            "its JSON; leave out what has no value.",
        )
    return text


def _as_parameter(value: Any) -> Any:
    """The text of a value in a mapping of settings, where None is a common value."""
    return NOTHING if value is None else _as_text(value)


Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=REASON_LENGTH),
    AfterValidator(_multi_line),
    SEVERAL_LINES,
]
Text = Annotated[
    str, StringConstraints(max_length=TEXT_LENGTH), AfterValidator(_multi_line), SEVERAL_LINES
]
_ParamText = Annotated[str, StringConstraints(max_length=PARAM_LENGTH), SEVERAL_LINES]
_TagText = Annotated[str, StringConstraints(max_length=TAG_LENGTH), SEVERAL_LINES]
ParamValue = Annotated[
    str,
    StringConstraints(max_length=PARAM_LENGTH),
    BeforeValidator(_as_text, json_schema_input_type=_ParamText | float | bool),
    AfterValidator(_multi_line),
]
"""Text; numbers and truth values become their text."""

TagValue = Annotated[
    str,
    StringConstraints(max_length=TAG_LENGTH),
    BeforeValidator(_as_text, json_schema_input_type=_TagText | float | bool),
    AfterValidator(_multi_line),
]
"""The same, as long as MLflow lets a tag be."""

ParamInMapping = Annotated[
    str,
    StringConstraints(max_length=PARAM_LENGTH),
    BeforeValidator(_as_parameter, json_schema_input_type=_ParamText | float | bool | None),
    AfterValidator(_multi_line),
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_without_control),
    json_pattern(rf"^[^{HIDDEN_PATTERN}]*$"),
]
"""One line, perhaps empty, that a program gives, such as the path of a script."""

SourceURI = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=URI_LENGTH),
    AfterValidator(_without_control),
    AfterValidator(_source),
    json_pattern(
        rf"^[A-Za-z][A-Za-z0-9+.-]+:[^{HIDDEN_PATTERN}]*[^\s{HIDDEN_PATTERN}][^{HIDDEN_PATTERN}]*$",
        minLength=1,
    ),
]
"""Scheme, colon, rest, as in `s3://bucket/model.onnx` (RFC 3986); kept as it is, with blanks."""


def is_storable(text: str) -> bool:
    """Whether a database can hold this text; otherwise a lookup is needless."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _storable(text: str) -> str:
    if not is_storable(text):
        raise PydanticCustomError("storable", "A database can't hold this text.")
    return text


Opaque = Annotated[str, AfterValidator(_storable)]
"""Text that no person typed, such as a hash."""

QueryText = Annotated[str, StringConstraints(strip_whitespace=True)]
"""A text of the query language, which itself says what is wrong in it, and where."""
