"""Rules in the form of a JSON schema: patterns of texts, fields that need each other.

A pattern is stricter than the validator: a pattern can't distinguish letters from marks, so it
demands a character of a common script.
"""

from typing import Any, Final

from pydantic import Field
from pydantic.config import JsonDict

from mldb.values.spelling import HIDDEN, SELECTORS


def _escaped(characters: str) -> str:
    """The inside of a character class with escapes that every language reads."""
    return "".join(
        f"\\u{ord(character):04x}" if character != "-" and character <= "\uffff" else character
        for character in characters
    )


HIDDEN_PATTERN: Final = _escaped(HIDDEN + SELECTORS)
LETTERS: Final = (
    r"0-9A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0391-\u03a1\u03a3-\u03f5\u0400-\u0481"
    r"\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0904-\u0939\u0e01-\u0e30\u10d0-\u10fa"
    r"\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fef\uac00-\ud7a3"
)
VISIBLE: Final = rf"!-~{LETTERS}"
VISIBLE_IN_MODEL: Final = rf"!-\-;-@[-`{{-~{LETTERS}"
LATEST: Final = r"[lL][aA][tT][eE][sS\u017f][tT]"


def json_pattern(pattern: str, **more: Any) -> Any:
    """A pattern for the JSON schema only; the validator of the type words its own refusal."""
    return Field(json_schema_extra={"pattern": pattern, **more})


SEVERAL_LINES: Final = json_pattern(r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$")


def both_or_neither(first: str, second: str) -> JsonDict:
    """Two text fields are both given, or both null or missing."""
    given: JsonDict = {first: {"type": "string"}, second: {"type": "string"}}
    absent: JsonDict = {first: {"type": "null"}, second: {"type": "null"}}
    return {"anyOf": [{"required": [first, second], "properties": given}, {"properties": absent}]}
