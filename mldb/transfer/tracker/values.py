"""Decides which values of a tracker are metrics, with a reason for each other value."""

import math
import re
from dataclasses import dataclass, field
from typing import Final

from pydantic import TypeAdapter, ValidationError

from mldb.values.names import Name
from mldb.values.numbers import number_of

_NOT_FINITE: Final = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_TRUTH: Final = {"true", "false"}

NO_VALUE: Final = "It has no value."
_IS_TEXT: Final = "It is text, not a number."
_IS_TRUTH: Final = "It is true or false, not a number."
_IS_LIST: Final = "It is a list, and a metric is one number."
_IS_NO_FINITE: Final = "It is no finite number."
_OWN: Final = "It is the tracker's own: its name begins with '_'."
_TWICE: Final = "It is given twice, and the first one is kept."


@dataclass(slots=True)
class Values:
    """Metrics by name, and the other values as names and reasons."""

    metrics: dict[str, float] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, value: object) -> None:
        """Add a value to the metrics, or to those left out with the reason."""
        why = _OWN if name.startswith("_") else why_no_metric(value)
        if why is not None:
            self.left_out.append((name, why))
            return
        try:
            kept = _names().validate_python(name)
        except ValidationError as error:
            self.left_out.append((name, _wrong_name(error)))
            return
        if kept in self.metrics:
            self.left_out.append((name, _TWICE))
        else:
            self.metrics[kept] = float(value)  # type: ignore[arg-type]  # it is a number


def why_no_metric(value: object) -> str | None:
    """Why this value of a file is no metric; None: it is one."""
    if value is None or value == "":
        return NO_VALUE
    if isinstance(value, bool):
        return _IS_TRUTH
    if isinstance(value, int | float):
        return None if _is_finite(value) else _IS_NO_FINITE
    if not isinstance(value, str):
        return _IS_LIST
    if _NOT_FINITE.fullmatch(value.strip()):
        return _IS_NO_FINITE
    return _IS_TRUTH if value.strip().lower() in _TRUTH else _IS_TEXT


def value_of_cell(text: str, decimal: str) -> object:
    """The number that a cell of a table holds, or else its text."""
    found = text.strip()
    number = number_of(found if "." in found else found.replace(decimal, "."))
    return found if number is None else number


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        # An integer beyond what a float can hold.
        return False


def _names() -> TypeAdapter[str]:
    return TypeAdapter(Name)


def _wrong_name(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    sentences = {
        "string_too_long": "Its name is longer than {max_length:,} characters.",
        "string_too_short": "Its name is empty.",
    }
    sentence = sentences.get(first["type"])
    return sentence.format(**first["ctx"]) if sentence else first["msg"]
