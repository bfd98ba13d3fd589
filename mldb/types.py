"""Constrained types, enums and type variables that every layer shares."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError, PydanticKnownError

from mldb.rules.naming import (
    HIDDEN,
    SELECTORS,
    has_hidden,
    is_alias,
    is_reserved_alias,
    is_visible,
    spelling,
)
from mldb.rules.text_of import NOTHING, text_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from mldb.models.base import Base
    from mldb.schemas.base import UpdateSchema

RowT = TypeVar("RowT", bound="Base")
CreateT = TypeVar("CreateT", bound="BaseModel")
UpdateT = TypeVar("UpdateT", bound="UpdateSchema")
ReadT = TypeVar("ReadT", bound="BaseModel")

SYSTEM: Final = "system"
"""The actor of what nobody in particular did; no staff user can have this name."""

CHAMPION: Final = "champion"
"""The alias of the version that a model is judged by."""

NAME_LENGTH: Final = 255
TEXT_LENGTH: Final = 100_000
PARAM_LENGTH: Final = 16_000
TAG_LENGTH: Final = 100_000
URI_LENGTH: Final = 2_000
REASON_LENGTH: Final = 1_000
QUERY_LENGTH: Final = 2_000
COLUMNS_LIMIT: Final = 30
METRICS_PER_CALL: Final = 10_000
PAGE_SIZE: Final = 100
PAGE_SIZE_LIMIT: Final = 1_000
MAX_ID: Final = 2**63 - 1


class Role(StrEnum):
    """What a staff user may do; each role includes the ones before it."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, role: "Role") -> bool:
        """Whether who has this role may do what that one may."""
        return _RANKS[self] >= _RANKS[role]


_RANKS: Final = {role: rank for rank, role in enumerate(Role)}


class Device(StrEnum):
    """Where a version is meant to run."""

    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"
    TPU = "tpu"
    OTHER = "other"


class VersionStatus(StrEnum):
    """Whether a version's artefact can be used yet."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class Goal(StrEnum):
    """Which end of a metric is the good one."""

    MAXIMIZE = "maximize"
    MINIMIZE = "minimize"


class TokenScope(StrEnum):
    """The most that an API token may do, whatever its owner may."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class AuditAction(StrEnum):
    """What was done; the changes of the event say to which fields."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    RESTORE = "restore"
    PURGE = "purge"
    MOVE_ALIAS = "move_alias"
    REMOVE_ALIAS = "remove_alias"
    ROLL_BACK_ALIAS = "roll_back_alias"


# Patterns are compiled, and kept by re, at first use: at import they would cost too much time.
# In a URI nothing is changed, so only what could deceive or harm who reads it is refused.
_CONTROL = (
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u061c\u200b\u2060\ufeff]"
)
# Text of several lines may hold tabs and line ends, which forms send as \r\n.
_CONTROL_BUT_LINES = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def _escaped(characters: str) -> str:
    """The inside of a character class with escapes that every language reads."""
    return "".join(
        f"\\u{ord(character):04x}" if character != "-" and character <= "\uffff" else character
        for character in characters
    )


# The same for programs that read the JSON schema: what its patterns let through is valid, though
# not all that is valid gets through. A pattern can't tell letters from marks, so it asks for a
# character of a large script.
_HIDDEN: Final = _escaped(HIDDEN + SELECTORS)
_LETTERS: Final = (
    r"0-9A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0391-\u03a1\u03a3-\u03f5\u0400-\u0481"
    r"\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0904-\u0939\u0e01-\u0e30\u10d0-\u10fa"
    r"\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fef\uac00-\ud7a3"
)
_VISIBLE: Final = rf"!-~{_LETTERS}"
_VISIBLE_IN_MODEL: Final = rf"!-\-;-@[-`{{-~{_LETTERS}"
_LATEST: Final = r"[lL][aA][tT][eE][sS\u017f][tT]"


def _pattern(pattern: str, **more: Any) -> Any:
    """Tells a JSON schema of the shape that a validator checks, which has the better sentence."""
    return Field(json_schema_extra={"pattern": pattern, **more})


_SEVERAL_LINES: Final = _pattern(r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$")


def _line(longest: int) -> AfterValidator:
    """One line of at most so many characters in the spelling of names, with nothing hidden."""

    def check(text: str) -> str:
        if text.isascii() and text.isprintable() and len(text) <= longest:
            return text
        name = spelling(text)
        if len(name) > longest:
            raise PydanticKnownError("string_too_long", {"max_length": longest})
        if has_hidden(name):
            raise PydanticCustomError(
                "hidden_character",
                "Control characters, and characters that can't be seen, are not allowed here.",
            )
        if not is_visible(name):
            raise PydanticCustomError(
                "invisible", "Use a letter, a digit or a sign: nothing of this can be seen."
            )
        return name

    return AfterValidator(check)


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


def _shape(pattern: str, sentence: str) -> AfterValidator:
    """Refuses text that isn't of this shape, with a sentence instead of the pattern."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise PydanticCustomError("shape", sentence)
        return text

    return AfterValidator(check)


def _model_name(name: str) -> str:
    if "/" in name or ":" in name:
        raise PydanticCustomError("model_name", "A model's name can't contain '/' or ':'.")
    if not name.replace(".", "").strip():
        raise PydanticCustomError("model_name", "A model's name can't be only dots or blanks.")
    return name


def _alias_name(name: str) -> str:
    if not is_alias(name):
        raise PydanticCustomError(
            "alias_name",
            "An alias is made of letters, digits, '_' and '-', and doesn't begin with '-'.",
        )
    if is_reserved_alias(name):
        raise PydanticCustomError(
            "alias_name", "'latest' and 'v' followed by digits are reserved; choose another alias."
        )
    return name


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
    """The same of a setting in a mapping, where None is the value of many."""
    return NOTHING if value is None else _as_text(value)


def _not_system(username: str) -> str:
    if username == SYSTEM:
        raise PydanticCustomError("username", "The name 'system' is reserved.")
    return username


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


def pairs(value: object) -> object:
    """A mapping, also from a list of pairs; a name given twice is refused, not swallowed.

    Names that differ by the blanks at their ends, or are spelt in another way, are the same name.
    """
    if not isinstance(value, Iterable) or isinstance(value, str):
        return value
    mapping: dict[str, Any] = {}
    seen = set()
    for pair in value.items() if isinstance(value, Mapping) else value:
        if not _is_pair(pair):
            raise PydanticCustomError("pairs", "Give names and values: a mapping, or pairs.")
        name = spelling(pair[0]).strip()
        if name in seen:
            raise PydanticCustomError(
                "duplicate_name", "{name} is given twice.", {"name": repr(name)}
            )
        seen.add(name)
        mapping[pair[0]] = pair[1]
    return mapping


def _is_pair(value: object) -> bool:
    """Whether this is a name with a value."""
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str)  # noqa: PLR2004  # a pair


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    _line(NAME_LENGTH),
    _pattern(rf"^[^{_HIDDEN}]*[{_VISIBLE}][^{_HIDDEN}]*$", maxLength=NAME_LENGTH),
]
"""One visible line of 1 to 255 characters in NFC; blanks at the ends are dropped."""

ModelName = Annotated[
    Name,
    AfterValidator(_model_name),
    _pattern(rf"^[^/:{_HIDDEN}]*[{_VISIBLE_IN_MODEL}][^/:{_HIDDEN}]*$", maxLength=NAME_LENGTH),
]
AliasName = Annotated[
    str,
    _line(NAME_LENGTH),
    AfterValidator(_alias_name),
    _pattern(
        rf"^(?!{_LATEST}$|[vV][0-9]+$)[{_LETTERS}][{_LETTERS}-]*$",
        minLength=1,
        maxLength=NAME_LENGTH,
    ),
]
"""The spelling typed; two that have the same `alias_key` are one alias."""

Username = Annotated[
    str,
    BeforeValidator(lambda name: spelling(name) if isinstance(name, str) else name),
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=150),
    _shape(
        r"[^\W_][\w.@+-]*",
        "A username starts with a letter or digit; letters, digits and . _ @ + - may follow.",
    ),
    AfterValidator(_not_system),
    _pattern(r"^[^\W_][\w.@+-]*$"),
]
"""Lower case, so that no two accounts differ by case only."""

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=REASON_LENGTH),
    AfterValidator(_multi_line),
    _SEVERAL_LINES,
]
Text = Annotated[
    str, StringConstraints(max_length=TEXT_LENGTH), AfterValidator(_multi_line), _SEVERAL_LINES
]
_ParamText = Annotated[str, StringConstraints(max_length=PARAM_LENGTH), _SEVERAL_LINES]
_TagText = Annotated[str, StringConstraints(max_length=TAG_LENGTH), _SEVERAL_LINES]
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

_ParamInMapping = Annotated[
    str,
    StringConstraints(max_length=PARAM_LENGTH),
    BeforeValidator(_as_parameter, json_schema_input_type=_ParamText | float | bool | None),
    AfterValidator(_multi_line),
]
SourceURI = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=URI_LENGTH),
    AfterValidator(_without_control),
    AfterValidator(_source),
    _pattern(rf"^[A-Za-z][A-Za-z0-9+.-]+:[^{_HIDDEN}]*[^\s{_HIDDEN}][^{_HIDDEN}]*$", minLength=1),
]
"""Scheme, colon, rest, as in `s3://bucket/model.onnx` (RFC 3986); kept as it is, with blanks."""

MetricValue = Annotated[float, Field(allow_inf_nan=False)]
RowVersion = Annotated[int, Field(ge=1, le=MAX_ID)]
VersionNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
Moment = Annotated[datetime, AfterValidator(_utc)]
"""A point in time with its zone, kept in UTC."""

# A million parameters on one version is a mistake; a thousand is a large configuration.
Params = Annotated[dict[Name, _ParamInMapping], BeforeValidator(pairs), Field(max_length=1_000)]
Tags = Annotated[dict[Name, TagValue], BeforeValidator(pairs), Field(max_length=1_000)]
Metrics = Annotated[
    dict[Name, MetricValue], BeforeValidator(pairs), Field(max_length=METRICS_PER_CALL)
]
"""Metrics by name, also as a list of pairs."""


def is_storable(text: str) -> bool:
    """Whether a database can hold this text at all; what it can't hold, nobody needs to look up."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _storable(text: str) -> str:
    if not is_storable(text):
        raise PydanticCustomError("storable", "A database can't hold this text.")
    return text


Opaque = Annotated[str, AfterValidator(_storable)]
"""Text that no person typed, such as a hash."""

QueryText = Annotated[str, StringConstraints(strip_whitespace=True)]
"""A text of the query language, which itself says what is wrong in it, and where."""
