"""Adds terms such as `status:ready` to a query text, and takes them out again."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from mldb.search.completion import quoted_key
from mldb.search.fields import ListType
from mldb.search.grammar import grammar
from mldb.search.nodes import Or
from mldb.search.parser import parse
from mldb.search.pattern import folded
from mldb.search.quoting import quoted, unquoted

_SEVERAL: Final = frozenset({"tag", "alias", "dataset"})
"""Fields of which a row can have several values."""
_NOT: Final = re.compile(r"(?:-|\bnot\s+)$", re.IGNORECASE)
_EQUAL: Final = frozenset({":", "=", ":="})


@dataclass(frozen=True, slots=True)
class Term:
    """A condition of a query that a field has a value, or with `is_excluded` that it has not.

    `field` is written as in a query: `status`, `tag.team`. The span is where it is in the text.
    """

    field: str
    value: str
    is_excluded: bool
    start: int
    end: int

    @property
    def label(self) -> str:
        """The term for people."""
        field = self.field.removeprefix("tag.")
        return f"{'not ' if self.is_excluded else ''}{field}: {self.value}"

    def is_like(self, field: str, value: str) -> bool:
        """Whether it is about this value of the field."""
        return self.field == field and folded(self.value) == folded(value)


@lru_cache(maxsize=256)
def terms_of(text: str, list_type: ListType) -> tuple[Term, ...]:
    """The terms that must hold for every row and that compare a field with a value.

    Raises:
        QuerySyntaxError: the query can't be read.
    """
    parse(text, list_type)
    nodes: list[Any] = list(grammar().parse(text).children)
    while len(nodes) == 1 and nodes[0].data == "all_of":
        nodes = list(nodes[0].children)
    found = (_term(text, node) for node in nodes)
    return tuple(term for term in found if term is not None)


@lru_cache(maxsize=1024)
def with_term(
    text: str, list_type: ListType, field: str, value: str, *, is_excluded: bool = False
) -> str:
    """The query with a term, which replaces one about the same value or the only value of a field.

    Raises:
        QuerySyntaxError: the query can't be read.
    """
    is_only = field not in _SEVERAL and not is_excluded
    rest = _without(
        text,
        [
            term
            for term in terms_of(text, list_type)
            if term.is_like(field, value) or (is_only and term.field == field)
        ],
    )
    head, dot, key = field.partition(".")
    name = f"{head}.{quoted_key(key)}" if dot else field
    term = f"{'-' if is_excluded else ''}{name}:{_written(value)}"
    if not rest:
        return term
    joined = f"{rest} {term}"
    is_choice = any(isinstance(part, Or) for part in parse(rest, list_type).condition.conditions)
    # Next to “or” the term would belong to one side only.
    return f"({rest}) {term}" if is_choice and not _is_whole(rest, joined, list_type) else joined


@lru_cache(maxsize=1024)
def without_term(text: str, list_type: ListType, field: str, value: str) -> str:
    """The query without the terms about this value of the field.

    Raises:
        QuerySyntaxError: the query can't be read.
    """
    alike = [term for term in terms_of(text, list_type) if term.is_like(field, value)]
    return _without(text, alike)


def _term(text: str, node: Any) -> Term | None:
    is_excluded = node.data == "none_of"
    inner = node.children[0] if is_excluded else node
    if inner.data != "comparison":
        return None
    name, operator, value = inner.children
    if operator not in _EQUAL or name.lower() == "sort":
        return None
    start = name.start_pos
    if is_excluded:
        before = _NOT.search(text, 0, start)
        if before is None:
            return None
        start = before.start()
    head, dot, key = name.partition(".")
    field = f"{head.lower()}{dot}{unquoted(key)}"
    return Term(field, unquoted(value), is_excluded, start, value.end_pos)


def _without(text: str, terms: list[Term]) -> str:
    for term in sorted(terms, key=lambda one: one.start, reverse=True):
        text = f"{text[: term.start].rstrip()} {text[term.end :].lstrip()}"
    return text.strip()


def _is_whole(rest: str, joined: str, list_type: ListType) -> bool:
    """Whether the term behind the rest is a condition of its own."""
    return len(parse(joined, list_type).condition.conditions) > len(
        parse(rest, list_type).condition.conditions
    )


def _written(value: str) -> str:
    """The value behind a colon, where a sign would be read as an operator."""
    text = quoted(value)
    return f'"{text}"' if text[:1] in set("<>=!") else text
