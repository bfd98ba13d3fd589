"""The part of a query that somebody is typing: a field, the key behind its dot, or a value."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mldb.search.fields import Field, FieldType, ListType, find_field
from mldb.search.quoting import unquoted

_TERM: Final = re.compile(
    r"""
    -?
    (?P<name>[^\s()":<>=!.-][^\s()":<>=!.]*)?
    (?:\.(?P<key>"(?:\\.|[^"\\])*"?|[^\s()":<>=!]*))?
    (?:(?P<operator>:?(?:[<>]=?|!?=)|:)(?P<value>"(?:\\.|[^"\\])*"?|[^\s()"]*))?
    """,
    re.VERBOSE | re.DOTALL,
)
# What may follow the position and still belongs to the part that is typed.
_REST: Final = {
    "name": re.compile(r'[^\s()":<>=!.]*'),
    "key": re.compile(r'[^\s()":<>=!]*'),
    "value": re.compile(r'[^\s()"]*'),
}
_REST_OF_QUOTED: Final = re.compile(r'(?:\\.|[^"\\])*"?', re.DOTALL)
_SIGNS: Final = "+-"


class Part(StrEnum):
    """Which part of a term is typed."""

    NAME = "name"
    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class TypedTerm:
    """The part that is typed, of which `typed` is there without quotes.

    `start` and `end` are the span in the text that a completion replaces. `field` is the field of a
    key or a value; None: its name is typed.
    """

    part: Part
    typed: str
    start: int
    end: int
    field: Field | None = None
    key: str | None = None
    sign: str = ""
    """The minus of the order, if one is typed."""

    @property
    def is_order(self) -> bool:
        """Whether the field to sort by is typed."""
        return self.field is not None and self.field.type is FieldType.SORT


def typed_term(text: str, at: int, list_type: ListType) -> TypedTerm | None:
    """The part of the term that ends at this position; None where no term can be completed."""
    at = min(max(at, 0), len(text))
    start = _start_of_term(text, at)
    found = _TERM.fullmatch(text, start, at)
    if found is None or _is_after_operator(text, start):
        return None
    if found["operator"] is not None:
        return _value(text, found, list_type)
    if found["key"] is not None:
        return _key(text, found, list_type)
    name = found["name"] or ""
    begin = at - len(name)
    return TypedTerm(Part.NAME, name, begin, _end(text, at, Part.NAME, name))


def _value(text: str, found: re.Match[str], list_type: ListType) -> TypedTerm | None:
    key = None if found["key"] is None else unquoted(found["key"])
    field = find_field(list_type, (found["name"] or "").lower(), with_key=key is not None)
    if field is None or key == "":
        return None
    value, start = found["value"], found.start("value")
    end = _end(text, found.end(), Part.VALUE, value)
    if field.type is not FieldType.SORT:
        return TypedTerm(Part.VALUE, _without_quote(value), start, end, field, key)
    return _order(value, start, end, field, list_type)


def _order(value: str, start: int, end: int, sort: Field, list_type: ListType) -> TypedTerm | None:
    """The field to sort by, or with a dot the key of one; and its sign."""
    signed = _without_quote(value)
    wanted, sign = signed.lstrip(_SIGNS), "-" if signed.startswith("-") else ""
    head, dot, key = wanted.partition(".")
    if not dot:
        return TypedTerm(Part.VALUE, wanted, start, end, sort, sign=sign)
    field = find_field(list_type, head.lower(), with_key=True)
    if field is None or not field.is_sortable:
        return None
    return TypedTerm(Part.VALUE, key, start, end, sort, field.name, sign)


def _key(text: str, found: re.Match[str], list_type: ListType) -> TypedTerm | None:
    field = find_field(list_type, (found["name"] or "").lower(), with_key=True)
    if field is None:
        return None
    key = found["key"]
    end = _end(text, found.end(), Part.KEY, key)
    return TypedTerm(Part.KEY, _without_quote(key), found.start("key"), end, field)


def _end(text: str, at: int, part: Part, typed: str) -> int:
    """Where the part ends, if the position is in the middle of it."""
    if not typed.startswith('"'):
        rest = _REST[part].match(text, at)
    elif len(typed) > 1 and typed.endswith('"'):
        return at
    else:
        rest = _REST_OF_QUOTED.match(text, at)
        # Without a second quotation mark nobody knows how far it goes.
        if rest is not None and not rest[0].endswith('"'):
            return at
    return at if rest is None else rest.end()


def _without_quote(text: str) -> str:
    if not text.startswith('"'):
        return text
    closed = text if len(text) > 1 and text.endswith('"') else f'{text}"'
    return unquoted(closed)


def _start_of_term(text: str, at: int) -> int:
    """Behind the last blank or parenthesis before the position that is not between quotes."""
    start, is_quoted, position = 0, False, 0
    while position < at:
        character = text[position]
        if is_quoted and character == "\\":
            position += 1
        elif character == '"':
            is_quoted = not is_quoted
        elif not is_quoted and (character.isspace() or character in "()"):
            start = position + 1
        position += 1
    return start


def _is_after_operator(text: str, start: int) -> bool:
    return text[:start].rstrip().endswith((":", "<", ">", "="))
