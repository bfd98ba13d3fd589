"""Numbers: of metrics, versions, steps and rows, and as text."""

import math
import re
from numbers import Real
from operator import index
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

from mldb.values.limits import MAX_ID, MAX_TIME_MS, MIN_TIME_MS

# Not all that float() reads: no blanks, underscores, other digits, "nan" or "inf".
_DECIMAL: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def number_of(text: str) -> float | None:
    """The number that the text is in decimal notation, or None; also if it is too large."""
    if not re.fullmatch(_DECIMAL, text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


MetricValue = Annotated[float, Field(allow_inf_nan=False)]
RowVersion = Annotated[int, Field(ge=1, le=MAX_ID)]
VersionNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]

_NOT_FINITE: Final = {text: float(text) for text in ("NaN", "Infinity", "-Infinity")}


def _metric_number(value: Any, context: ValidationInfo) -> float:
    if type(value) is float:
        return value
    if isinstance(value, str):
        if context.mode == "json" and value in _NOT_FINITE:
            return _NOT_FINITE[value]
        raise PydanticCustomError(
            "metric_number",
            'Give a number. JSON has none for these three: write "NaN", "Infinity" or '
            '"-Infinity" there.',
        )
    if not isinstance(value, bool):
        number = _number(value)
        if number is not None:
            return number
    raise PydanticKnownError("float_type")


def _number(value: Any) -> float | None:
    """The number that this is, or a scalar of numpy and its like holds."""
    if getattr(value, "shape", None) == () and callable(getattr(value, "item", None)):
        value = value.item()
    if not isinstance(value, Real) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _whole(value: Any) -> int:
    """Before the range is checked: a whole number, which no text and no truth value is."""
    if type(value) is int:
        return value
    if isinstance(value, bool | str):
        raise PydanticKnownError("int_type")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return index(value)
    except TypeError:
        raise PydanticKnownError("int_type") from None


def _time_ms(value: Any) -> int:
    time_ms = _whole(value)
    if time_ms < MIN_TIME_MS:
        raise PydanticCustomError(
            "time_ms",
            "This time lies before 1971. Give milliseconds since 1970; if these are seconds, "
            "multiply them by 1,000.",
        )
    if time_ms > MAX_TIME_MS:
        raise PydanticCustomError(
            "time_ms",
            "This time lies after the year 2999. Give milliseconds since 1970, not micro- or "
            "nanoseconds.",
        )
    return time_ms


MetricNumber = Annotated[
    float,
    Field(allow_inf_nan=True),
    BeforeValidator(_metric_number, json_schema_input_type=float | str),
]
"""Value of a point: also NaN and the infinities, which JSON writes as text."""

MetricNumberRead = Annotated[
    float,
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "enum": list(_NOT_FINITE)}]}),
]
"""Value of a stored point; schemas with it set `ser_json_inf_nan` to `strings`."""

Step = Annotated[int, Field(ge=-(2**63), le=2**63 - 1), BeforeValidator(_whole)]
TimeMs = Annotated[
    int,
    BeforeValidator(_time_ms),
    Field(json_schema_extra={"minimum": MIN_TIME_MS, "maximum": MAX_TIME_MS}),
]
"""Milliseconds since 1970, from 1971 to 2999: seconds or nanoseconds are a mistake."""
