"""Filters as lists of conditions on entities and keys."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from mldb.errors import QuerySyntaxError
from mldb.search.mlflow.grammar import grammar
from mldb.values.texts import is_storable

FILTER_LENGTH: Final = 20_000
CONDITIONS: Final = 100
"""Most conditions of a filter: databases limit the depth of theirs."""

_DIGITS: Final = 19
"""A sign and a number with fewer characters fit into 64 bits."""

_ENTITIES: Final = {
    "metric": "metric",
    "metrics": "metric",
    "param": "param",
    "params": "param",
    "parameter": "param",
    "parameters": "param",
    "tag": "tag",
    "tags": "tag",
    "attribute": "attribute",
    "attributes": "attribute",
    "attr": "attribute",
    "run": "attribute",
    "dataset": "dataset",
    "datasets": "dataset",
}


class Test(StrEnum):
    """How a condition compares."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    LIKE = "LIKE"
    ILIKE = "ILIKE"
    IN = "IN"
    NOT_IN = "NOT IN"
    MISSING = "IS NULL"
    PRESENT = "IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Key:
    """What is compared or sorted by: an attribute, or the value of a metric, parameter or tag."""

    entity: str
    name: str

    def __str__(self) -> str:
        return f"{self.entity}s.{self.name}"


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition; the operand is a number, a text, or the texts of a list."""

    key: Key
    test: Test
    operand: float | int | str | tuple[str, ...] | None = None


@lru_cache(maxsize=256)
def filters_of(text: str) -> tuple[Filter, ...]:
    """The conditions of a filter, all of which must be met.

    Raises:
        QuerySyntaxError: it can't be read, is too long or has too many conditions.
    """
    from lark.exceptions import LarkError, UnexpectedInput  # noqa: PLC0415  # see grammar

    if not text.strip():
        return ()
    if len(text) > FILTER_LENGTH:
        raise QuerySyntaxError(f"A filter has at most {FILTER_LENGTH:,} characters.", 0)
    _check_storable(text)
    try:
        tree = grammar().parse(text)
    except UnexpectedInput as error:
        raise QuerySyntaxError(_advice(text, error), _position(error)) from None
    except LarkError:
        raise QuerySyntaxError("Invalid filter.", 0) from None
    if len(tree.children) > CONDITIONS:
        raise QuerySyntaxError(f"A filter has at most {CONDITIONS} conditions.", 0)
    return tuple(_filter(child) for child in tree.children)


def key_of(text: str) -> Key:
    """The key that a text such as `metrics.auc` names, of which parts may be in quotes.

    Raises:
        QuerySyntaxError: it names none.
    """
    _check_storable(text)
    entity, dot, name = text.partition(".")
    known = _ENTITIES.get(entity.strip("`\"'").lower())
    if not dot or known is None:
        return Key("attribute", _unquoted(text))
    if not name:
        raise QuerySyntaxError(f"Invalid identifier {text!r}: a name belongs behind the dot.", 0)
    return Key(known, _unquoted(name))


def _check_storable(text: str) -> None:
    if not is_storable(text):
        raise QuerySyntaxError("Nothing can contain one of these characters.", 0)


def _filter(tree: Any) -> Filter:
    key = key_of(str(tree.children[0].children[0]))
    rest = tree.children[1:]
    match tree.data:
        case "compared":
            sign = {"<>": "!=", "==": "="}.get(str(rest[0]), str(rest[0]))
            return Filter(key, Test(sign), _value(rest[1].children[0]))
        case "liked":
            return Filter(key, Test(rest[0].upper()), _text(rest[1]))
        case "among" | "not_among":
            test = Test.IN if tree.data == "among" else Test.NOT_IN
            return Filter(key, test, tuple(_text(one) for one in rest[0].children))
        case "missing":
            return Filter(key, Test.MISSING)
        case _:
            return Filter(key, Test.PRESENT)


def _value(token: Any) -> float | int | str:
    if token.type == "STRING":
        return _text(token)
    digits = str(token)
    is_whole = digits.lstrip("+-").isdecimal() and len(digits) < _DIGITS
    return int(digits) if is_whole else float(digits)


def _text(token: str) -> str:
    quote = token[0]
    return token[1:-1].replace("''", "'") if quote == "'" else token[1:-1]


def _unquoted(name: str) -> str:
    if len(name) > 1 and name[0] == name[-1] and name[0] in '`"':
        return name[1:-1]
    return name


def _advice(text: str, error: Any) -> str:
    position = _position(error)
    near = text[position : position + 40] or "its end"
    return (
        f"Invalid clause(s) in filter string near {near!r}. Write comparisons such as "
        "metrics.acc > 0.9, joined by AND, with texts in single quotes."
    )


def _position(error: Any) -> int:
    """Offset of the character that can't be read."""
    return max(error.pos_in_stream or 0, 0)
