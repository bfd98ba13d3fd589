"""Sentences about values of MLflow that Modelbook can't hold."""

from typing import Any, Final

from pydantic import ValidationError

from mldb.wording import OF_PYDANTIC, sentence_of

_SENTENCES: Final = {
    "string_too_long": "Its {field} is longer than {max_length:,} characters.",
    "string_too_short": "Its {field} is empty.",
    "finite_number": "Its {field} is no finite number.",
}
# MLflow's words for fields of the records.
_WORDS: Final = {"key": "name", "number": "version number"}
OF_TEXT: Final = "control_character"
"""Type of the error for a text with control characters."""


def refused_field(error: ValidationError) -> tuple[str, str]:
    """The wrong field and the type of the error."""
    first = error.errors(include_url=False, include_input=False)[0]
    return str(first["loc"][0]) if first["loc"] else "", first["type"]


def why_refused(error: ValidationError) -> str:
    """The reason as a sentence, without the value."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    words: dict[str, Any] = {"field": _WORDS.get(field, field), **first.get("ctx", {})}
    if first["type"] in _SENTENCES:
        return _SENTENCES[first["type"]].format(**words)
    found = sentence_of(first)
    return found if first["type"] not in OF_PYDANTIC else f"Its {words['field']}: {found}"
