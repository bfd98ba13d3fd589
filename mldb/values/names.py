"""Names of models, aliases, items and staff users."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError, PydanticKnownError

from mldb.values.json_schema import (
    HIDDEN_PATTERN,
    LATEST,
    LETTERS,
    VISIBLE,
    VISIBLE_IN_MODEL,
    json_pattern,
)
from mldb.values.limits import (
    COMMENT_ID_LENGTH,
    EXPERIMENT_NAME_LENGTH,
    LOGGED_MODEL_ID_LENGTH,
    NAME_LENGTH,
    RUN_ID_LENGTH,
    UPLOAD_ID_LENGTH,
)
from mldb.values.spelling import has_hidden, is_alias, is_reserved_alias, is_visible, spelling

SYSTEM: Final = "system"
"""The actor of what nobody in particular did; no staff user can have this name."""

ANONYMOUS: Final = "anonymous"
"""The actor of what a program without a token did; no staff user can have this name."""

CHAMPION: Final = "champion"
"""The alias of the version that a model is judged by."""

DEFAULT_EXPERIMENT: Final = "Default"
"""Name of the experiment of runs that name none; it exists in every registry."""

DEFAULT_EXPERIMENT_ID: Final = 0
"""The id that MLflow clients use for it unasked."""

_LOGGED_MODEL: Final = "m-"


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


def _run_id(text: str) -> str:
    if not is_run_id(text):
        raise PydanticCustomError("run_id", "A run's id is 32 digits of 0-9 and a-f.")
    return text


def _logged_model_id(text: str) -> str:
    if not is_logged_model_id(text):
        raise PydanticCustomError(
            "logged_model_id", "A logged model's id is m- and 32 digits of 0-9 and a-f."
        )
    return text


def is_run_id(text: str) -> bool:
    """Whether a run could have this public id; otherwise a lookup is needless."""
    return re.fullmatch(rf"[0-9a-f]{{{RUN_ID_LENGTH}}}", text) is not None


def is_logged_model_id(text: str) -> bool:
    """Whether a logged model could have this public id; otherwise a lookup is needless."""
    return text.startswith(_LOGGED_MODEL) and is_run_id(text.removeprefix(_LOGGED_MODEL))


def is_upload_id(text: str) -> bool:
    """Whether an upload could have this public id; otherwise a lookup is needless."""
    return re.fullmatch(rf"[0-9a-f]{{{UPLOAD_ID_LENGTH}}}", text) is not None


def _username(username: str) -> str:
    if not re.fullmatch(r"[^\W_][\w.@+-]*", username):
        raise PydanticCustomError(
            "username",
            "A username starts with a letter or digit; letters, digits and . _ @ + - may follow.",
        )
    if username in {SYSTEM, ANONYMOUS}:
        raise PydanticCustomError("username", f"The name {username!r} is reserved.")
    return username


def _mail_address(text: str) -> str:
    if not re.fullmatch(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+", text):
        raise PydanticCustomError("mail_address", "Write an address such as alice@example.org.")
    return text


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    _line(NAME_LENGTH),
    json_pattern(rf"^[^{HIDDEN_PATTERN}]*[{VISIBLE}][^{HIDDEN_PATTERN}]*$", maxLength=NAME_LENGTH),
]
"""One visible line of 1 to 255 characters in NFC; blanks at the ends are dropped."""

ExperimentName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    _line(EXPERIMENT_NAME_LENGTH),
    json_pattern(
        rf"^[^{HIDDEN_PATTERN}]*[{VISIBLE}][^{HIDDEN_PATTERN}]*$", maxLength=EXPERIMENT_NAME_LENGTH
    ),
]
"""A name of up to 500 characters, as MLflow lets it be."""

RunId = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_run_id),
    json_pattern(
        r"^[0-9a-f]+$",
        minLength=RUN_ID_LENGTH,
        maxLength=RUN_ID_LENGTH,
    ),
]
"""The id of a run in URLs and for people: 32 hex digits."""

LoggedModelId = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    AfterValidator(_logged_model_id),
    json_pattern(
        rf"^{_LOGGED_MODEL}[0-9a-f]+$",
        minLength=LOGGED_MODEL_ID_LENGTH,
        maxLength=LOGGED_MODEL_ID_LENGTH,
    ),
]
"""The id of a logged model for people: `m-` and 32 hex digits."""

CommentId = Annotated[
    str,
    StringConstraints(pattern=rf"^[0-9a-f]{{{COMMENT_ID_LENGTH}}}$"),
]
"""The id of a comment in exports and in the history."""

ModelName = Annotated[
    Name,
    AfterValidator(_model_name),
    json_pattern(
        rf"^[^/:{HIDDEN_PATTERN}]*[{VISIBLE_IN_MODEL}][^/:{HIDDEN_PATTERN}]*$",
        maxLength=NAME_LENGTH,
    ),
]
AliasName = Annotated[
    str,
    _line(NAME_LENGTH),
    AfterValidator(_alias_name),
    json_pattern(
        rf"^(?!{LATEST}$|[vV][0-9]+$)[{LETTERS}][{LETTERS}-]*$",
        minLength=1,
        maxLength=NAME_LENGTH,
    ),
]
"""The spelling typed; two that have the same `alias_key` are one alias."""

Username = Annotated[
    str,
    BeforeValidator(lambda name: spelling(name) if isinstance(name, str) else name),
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=150),
    AfterValidator(_username),
    json_pattern(r"^[^\W_][\w.@+-]*$"),
]
"""Lower case, so that no two accounts differ by case only."""

MailAddress = Annotated[
    Name,
    AfterValidator(_mail_address),
    json_pattern(r"^[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+$", maxLength=NAME_LENGTH),
]
"""One address, without the name of its owner."""

MENTION: Final = re.compile(r"(?<![\w.@+/-])@([^\W_][\w.@+-]*)")
"""@name in a text; the name may end with characters that belong to the sentence."""

MENTIONS_LIMIT: Final = 20
"""So many names in one text count."""


def mentions(text: str) -> list[str]:
    """The usernames that a text mentions as @name, each once, in lower case, the first 20.

    A dot, a hyphen or a plus at the end belongs to the sentence.
    """
    found = (one.rstrip(".+-@").lower() for one in MENTION.findall(text))
    return list(dict.fromkeys(found))[:MENTIONS_LIMIT]
