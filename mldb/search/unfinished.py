"""Whether somebody who types a query is still in the middle of a term."""

import re
from collections.abc import Iterable
from typing import Final

from mldb.search.fields import Field, FieldType, ListType, fields_of, sortable_fields
from mldb.search.pattern import folded
from mldb.search.typed_term import Part, TypedTerm, typed_term
from mldb.values.numbers import number_of

_GOES_ON: Final = re.compile(r"(?:[:<>=!(]|(?:^|[\s(])(?:-|and|or|not))\s*$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]?\d*\.?\d*(?:e[+-]?\d*)?", re.IGNORECASE)
_MOMENT: Final = re.compile(r"[\d:.TZ+-]*", re.IGNORECASE)
_WHOLE_DAY: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def is_unfinished(text: str, list_type: ListType) -> bool:
    """Whether the last term may become a field, or a value that its field can have."""
    if _GOES_ON.search(text) or _has_open_quote(text):
        return True
    term = typed_term(text, len(text), list_type)
    if term is None or text[-1:].isspace():
        return False
    if term.part is Part.NAME:
        return term.typed != "" and _begins(term.typed, (one.label for one in fields_of(list_type)))
    return term.part is Part.KEY or (term.field is not None and _value(term, term.field, list_type))


def _value(term: TypedTerm, field: Field, list_type: ListType) -> bool:
    if term.is_order:
        labels = (one.label for one in sortable_fields(list_type))
        return term.key is not None or _begins(term.typed, labels)
    if field.type is FieldType.CHOICE:
        return term.typed not in field.choices and _begins(term.typed, field.choices)
    if field.type in {FieldType.NUMBER, FieldType.WHOLE_NUMBER}:
        return number_of(term.typed) is None and _NUMBER.fullmatch(term.typed) is not None
    if field.type is FieldType.MOMENT:
        is_whole = _WHOLE_DAY.fullmatch(term.typed) is not None
        return not is_whole and _MOMENT.fullmatch(term.typed) is not None
    # A name is compared as a whole: its beginning finds nothing.
    return field.type is FieldType.TEXT


def _begins(typed: str, words: Iterable[str]) -> bool:
    return any(folded(word).startswith(folded(typed)) for word in words)


def _has_open_quote(text: str) -> bool:
    outside = re.sub(r'"(?:\\.|[^"\\])*"', "", text, flags=re.DOTALL)
    return '"' in outside
