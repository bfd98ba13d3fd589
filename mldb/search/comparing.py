"""Turns comparisons as they were typed into conditions with values of the field's type."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from mldb.errors import QuerySyntaxError
from mldb.search.corrections import MisspeltError
from mldb.search.fields import Field, FieldType
from mldb.search.moment import span_of
from mldb.search.nodes import And, Comparison, Condition, Not, Operator
from mldb.search.pattern import folded, pattern_of
from mldb.values.limits import MAX_ID
from mldb.values.numbers import number_of


@dataclass(frozen=True, slots=True)
class TypedComparison:
    """A comparison as it was typed; `position` is the offset of the value."""

    field: Field
    key: str | None
    sign: str
    value: str
    is_quoted: bool
    position: int

    def refuse(self, message: str) -> QuerySyntaxError:
        """The error that points at the value."""
        return QuerySyntaxError(message, self.position)

    def compared(self, operator: Operator, operand: object) -> Comparison:
        """The condition that compares this field in this way."""
        return Comparison(self.field, self.key, operator, operand)  # type: ignore[arg-type]


def condition_of(typed: TypedComparison) -> Condition:
    """The condition that a typed comparison stands for.

    Raises:
        QuerySyntaxError: the value is of the wrong type, or can't be compared in this way.
    """
    if typed.sign == "!=":
        return Not(_condition(typed, Operator.EQUAL))
    return _condition(typed, Operator(typed.sign))


def _condition(typed: TypedComparison, operator: Operator) -> Condition:
    is_any = typed.value == "*" and not typed.is_quoted and operator is Operator.EQUAL
    if is_any and typed.key is not None:
        return typed.compared(Operator.EXISTS, None)
    return _READERS[typed.field.type](typed, operator)


def _text(typed: TypedComparison, operator: Operator) -> Condition:
    if operator is Operator.EQUAL:
        return typed.compared(operator, pattern_of(typed.value, is_quoted=typed.is_quoted))
    if "*" in typed.value and not typed.is_quoted:
        raise typed.refuse(f"Use * with : only, not with {operator}. Quotes make it a character.")
    return typed.compared(operator, folded(typed.value))


def _anywhere(typed: TypedComparison, operator: Operator) -> Condition:
    if operator is not Operator.EQUAL:
        raise typed.refuse(
            f"{typed.field.label} can't be compared with {operator}. Use : to look for a part."
        )
    pattern = pattern_of(typed.value, is_quoted=typed.is_quoted, anywhere=True)
    return typed.compared(operator, pattern)


def _number(typed: TypedComparison, operator: Operator) -> Condition:
    number = number_of(typed.value)
    if number is None:
        raise typed.refuse(
            f"{typed.field.label} is compared with a number, such as 0.9 or 1e-3, not with "
            f"{excerpt(typed.value)}."
        )
    return typed.compared(operator, number)


def _whole_number(typed: TypedComparison, operator: Operator) -> Condition:
    # Digits are counted first: Python refuses to read a number of thousands of them.
    if not re.fullmatch("[0-9]{1,19}", typed.value) or int(typed.value) > MAX_ID:
        raise typed.refuse(
            f"{typed.field.label} is compared with a whole number, not with {excerpt(typed.value)}."
        )
    return typed.compared(operator, int(typed.value))


def _text_or_number(typed: TypedComparison, operator: Operator) -> Condition:
    number = None if typed.is_quoted else number_of(typed.value)
    if number is None:
        return _text(typed, operator)
    return typed.compared(operator, number)


def _moment(typed: TypedComparison, operator: Operator) -> Condition:
    span = span_of(typed.value)
    if span is None:
        raise typed.refuse(
            f"{typed.field.label} is compared with a date or time, such as 2026-01-31, 2026-01 or "
            f"2026-01-31T12:00, not with {excerpt(typed.value)}."
        )
    start, end = span
    match operator:
        case Operator.LESS | Operator.AT_LEAST:
            return typed.compared(operator, start)
        case Operator.GREATER:
            return typed.compared(Operator.AT_LEAST, end)
        case Operator.AT_MOST:
            return typed.compared(Operator.LESS, end)
        case _:
            within = (
                typed.compared(Operator.AT_LEAST, start),
                typed.compared(Operator.LESS, end),
            )
            return And(within)


def _choice(typed: TypedComparison, operator: Operator) -> Condition:
    field, word = typed.field, folded(typed.value)
    if operator is not Operator.EQUAL:
        raise typed.refuse(f"{field.label} can't be compared with {operator}. Use : or !=.")
    if word not in field.choices:
        close = get_close_matches(word, field.choices, n=1)
        message = f"{field.label} can't be {excerpt(typed.value)}."
        if close:
            message += f" Did you mean {close[0]}?"
            raise MisspeltError(message, typed.position, typed.value, close[0])
        raise typed.refuse(f"{message} Use {', '.join(field.choices)}.")
    return typed.compared(operator, word)


_READERS: Final[dict[FieldType, Callable[[TypedComparison, Operator], Condition]]] = {
    FieldType.TEXT: _text,
    FieldType.ANYWHERE: _anywhere,
    FieldType.NUMBER: _number,
    FieldType.WHOLE_NUMBER: _whole_number,
    FieldType.TEXT_OR_NUMBER: _text_or_number,
    FieldType.MOMENT: _moment,
    FieldType.CHOICE: _choice,
}


def excerpt(text: str) -> str:
    """The text between quotes and cut short, for messages."""
    limit = 40
    return f"“{text if len(text) <= limit else text[:limit] + '…'}”"
