"""Completions of a query that need no database: fields, words of a list, days, orders."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from mldb.catalogue import BY_TABLE
from mldb.search.fields import Field, FieldType, ListType, fields_of, sortable_fields
from mldb.search.pattern import folded
from mldb.search.quoting import quoted
from mldb.search.typed_term import Part, TypedTerm

SHOWN: Final = 12
"""How many completions are offered at once."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What takes the place of the typed part, what it is called, and a word about it."""

    insert: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Completions:
    """What could stand in the span of a query; `hint` describes what belongs there.

    `is_cut`: not all names were looked at, there may be others.
    """

    start: int
    end: int
    found: tuple[Completion, ...]
    hint: str = ""
    is_cut: bool = False


class Names(StrEnum):
    """Existing names or values that a part can be completed with."""

    METRICS = "metrics"
    PARAMS = "params"
    TAGS = "tags"
    PARAM_VALUES = "parameter values"
    TAG_VALUES = "tag values"
    MODELS = "models"
    EXPERIMENTS = "experiments"
    ALIASES = "aliases"
    PEOPLE = "people"
    USERS = "users of runs"
    DATASETS = "datasets"


_NAMES_OF_KEY: Final = dict.fromkeys(("metric", "min", "max"), Names.METRICS) | {
    "param": Names.PARAMS,
    "tag": Names.TAGS,
}
_NAMES_OF_VALUE: Final = dict.fromkeys(("by", "updated_by", "active_by", "owner"), Names.PEOPLE) | {
    "model": Names.MODELS,
    "alias": Names.ALIASES,
    "experiment": Names.EXPERIMENTS,
    "user": Names.USERS,
    "dataset": Names.DATASETS,
    "tag": Names.TAGS,
}
_NAMED: Final = {
    ListType.MODELS: Names.MODELS,
    ListType.VERSIONS: Names.MODELS,
    ListType.EXPERIMENTS: Names.EXPERIMENTS,
    ListType.EVENTS: Names.MODELS,
}
_AUDITED: Final = tuple(entity.name for entity in BY_TABLE.values() if entity.audited)
_OPERATORS: Final = {
    FieldType.NUMBER: ((">=", "at least"), ("<=", "at most"), ("=", "equal"), (":*", "any value")),
    FieldType.TEXT_OR_NUMBER: ((":", "equal"), (">=", "at least"), ("<=", "at most")),
    FieldType.TEXT: ((":", "equal"), (":*", "any value")),
}
_DAYS: Final = (
    ("today", timedelta()),
    ("yesterday", timedelta(days=1)),
    ("a week ago", timedelta(days=7)),
    ("30 days ago", timedelta(days=30)),
)


def wanted_names(term: TypedTerm, list_type: ListType) -> Names | None:
    """The existing names that the typed part can be completed with, or None."""
    field = term.field
    if field is None:
        return None
    if term.is_order:
        return None if term.key is None else _NAMES_OF_KEY[term.key]
    if term.part is Part.KEY:
        return _NAMES_OF_KEY[field.name]
    if term.key is not None:
        return {"tag": Names.TAG_VALUES, "param": Names.PARAM_VALUES}.get(field.name)
    if field.name == "name":
        return _NAMED.get(list_type)
    return _NAMES_OF_VALUE.get(field.name)


def known_completions(term: TypedTerm, list_type: ListType, today: date) -> list[Completion]:
    """Those that need no names."""
    if term.field is None:
        return list(_fields(term.typed, list_type))
    if term.is_order and term.key is None:
        return list(_orders(term.typed, list_type, term.sign))
    if term.is_order or term.part is Part.KEY:
        return []
    if term.field.type is FieldType.MOMENT:
        return list(_days(term.typed, today))
    words = _AUDITED if term.field.name == "entity" else term.field.choices
    return [_value(word) for word in likely(term.typed, words)]


def named_completion(term: TypedTerm, name: str) -> Completion:
    """The completion of the typed part by an existing name."""
    if term.is_order:
        wanted = f"{term.sign}{term.key}.{name}"
        return Completion(f"{quoted(wanted)} ", wanted)
    if term.part is Part.KEY:
        return Completion(quoted_key(name), name)
    return _value(name)


def operator_completions(term: TypedTerm, name: str) -> list[Completion]:
    """What can follow a complete key."""
    if term.field is None or term.part is not Part.KEY:
        return []
    key, whole = quoted_key(name), f"{term.field.name}.{name}"
    operators = _OPERATORS.get(term.field.type, ())
    return [
        Completion(f"{key}{sign}{' ' if '*' in sign else ''}", f"{whole}{sign}", note)
        for sign, note in operators
    ]


def hint_of(term: TypedTerm) -> str:
    """What the typed part means."""
    if term.field is None:
        return ""
    return f"{term.field.label}: {term.field.description}"


def likely(typed: str, names: Iterable[str]) -> list[str]:
    """The names that begin with the typed text, then those that have it anywhere."""
    wanted, begin, others = folded(typed), [], []
    for name in dict.fromkeys(names):
        place = folded(name).find(wanted)
        if place == 0:
            begin.append(name)
        elif place > 0:
            others.append(name)
    return begin + others


def quoted_key(name: str) -> str:
    """The name as it stands behind a dot."""
    if re.fullmatch(r'[^\s()":<>=!]+', name):
        return name
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'


def _value(text: str) -> Completion:
    return Completion(f"{quoted(text)} ", text)


def _fields(typed: str, list_type: ListType) -> Iterator[Completion]:
    by_label = {field.label: field for field in fields_of(list_type)}
    for label in likely(typed, by_label):
        field = by_label[label]
        yield Completion(_begun(field), label, field.description)


def _begun(field: Field) -> str:
    if field.key is not None:
        return f"{field.name}."
    if field.type is FieldType.MOMENT:
        return f"{field.name}>="
    return f"{field.name}>=" if field.type is FieldType.WHOLE_NUMBER else f"{field.name}:"


def _orders(typed: str, list_type: ListType, sign: str) -> Iterator[Completion]:
    by_label = {field.label: field for field in sortable_fields(list_type)}
    signs = (sign,) if sign else ("", "-")
    for label in likely(typed, by_label):
        field = by_label[label]
        for one in signs:
            end = " " if field.key is None else "."
            note = "descending" if one == "-" else "ascending"
            yield Completion(f"{one}{field.name}{end}", f"{one}{label}", note)


def _days(typed: str, today: date) -> Iterator[Completion]:
    named = [(f"{today - ago}", words) for words, ago in _DAYS]
    named += [(f"{today:%Y-%m}", "this month"), (f"{today:%Y}", "this year")]
    for text, words in named:
        if text.startswith(typed) or words.startswith(typed.lower()):
            yield Completion(f"{text} ", text, words)
