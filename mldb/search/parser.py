"""Parses query texts."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from mldb.errors import QuerySyntaxError
from mldb.search.comparing import TypedComparison, condition_of
from mldb.search.corrections import with_suggestion
from mldb.search.fields import Field, ListType, sortable_fields
from mldb.search.grammar import grammar
from mldb.search.mistakes import syntax_error
from mldb.search.naming import field_named
from mldb.search.nodes import And, Condition, Not, Or, Query, Sort, Words
from mldb.search.pattern import pattern_of
from mldb.search.quoting import unquoted
from mldb.values.limits import QUERY_LENGTH
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable

if TYPE_CHECKING:
    from lark import Token, Tree

TEXT_LIMIT: Final = QUERY_LENGTH
TERMS_LIMIT: Final = 100
DEPTH_LIMIT: Final = 20
_OF_NAMES: Final = frozenset(
    {"name", "model", "alias", "by", "updated_by", "via", "field", "experiment", "user", "dataset"}
)
"""Fields whose values are names, which are brought to one spelling; other values stay as typed."""


@lru_cache(maxsize=256)
def parse(text: str | Query, kind: ListType) -> Query:
    """The query that the text stands for in this list; a query is itself.

    Raises:
        QuerySyntaxError: it can't be read; the message says how to write it instead, and `position`
            is the offset of the mistake, at most the length of the text.
    """
    if isinstance(text, Query):
        return text
    # Looking for what was meant by a text of any size would take seconds.
    _check_length(text)
    try:
        return _parsed(text, kind)
    except QuerySyntaxError as error:
        raise with_suggestion(text, kind, error, _parsed) from None


def _parsed(text: str, kind: ListType) -> Query:
    _check_length(text)
    _check_characters(text)
    from lark.exceptions import UnexpectedInput  # noqa: PLC0415  # as costly as the grammar

    try:
        tree: Tree[Token] = grammar().parse(text)
    except UnexpectedInput as error:
        raise syntax_error(text, error) from None
    return _Reader(kind).query(tree)


def _check_length(text: str) -> None:
    if len(text) > TEXT_LIMIT:
        raise QuerySyntaxError(
            f"This search has {len(text):,} characters, more than the {TEXT_LIMIT:,} that fit.",
            TEXT_LIMIT,
        )


def _check_characters(text: str) -> None:
    for position, character in enumerate(text):
        if not is_storable(character):
            raise QuerySyntaxError("Nothing can contain this character. Remove it.", position)


class _Reader:
    """Reads one syntax tree."""

    def __init__(self, kind: ListType) -> None:
        self.kind = kind
        self.terms = 0
        self.sort: Sort | None = None

    def query(self, tree: "Tree[Token]") -> Query:
        nodes: list[Any] = list(tree.children)
        while len(nodes) == 1 and nodes[0].data == "all_of":
            nodes = list(nodes[0].children)
        conditions = []
        for node in nodes:
            if node.data == "comparison" and node.children[0].lower() == "sort":
                self._read_sort(node)
            else:
                conditions.append(self._condition(node, 1))
        return Query(And(tuple(conditions)), self.sort)

    def _condition(self, node: Any, depth: int) -> Condition:
        if depth > DEPTH_LIMIT:
            raise QuerySyntaxError(
                f"This is nested more than {DEPTH_LIMIT} levels deep. Make it simpler.",
                _position(node),
            )
        match node.data:
            case "all_of":
                return And(tuple(self._condition(part, depth + 1) for part in node.children))
            case "any_of":
                return Or(tuple(self._condition(part, depth + 1) for part in node.children))
            case "none_of":
                return Not(self._condition(node.children[0], depth + 1))
            case _:
                return self._leaf(node)

    def _leaf(self, node: Any) -> Condition:
        self.terms += 1
        if self.terms > TERMS_LIMIT:
            raise QuerySyntaxError(
                f"This search has more than {TERMS_LIMIT} terms. Use fewer.", _position(node)
            )
        if node.data == "words":
            (token,) = node.children
            is_quoted = token.type == "STRING"
            text = spelling(unquoted(token))
            return Words(pattern_of(text, is_quoted=is_quoted, anywhere=True))
        name, operator, value = node.children
        field, key = field_named(self.kind, name, name.start_pos, value=value)
        if field.name == "sort":
            raise QuerySyntaxError(
                "The order applies to the whole list: write sort: outside of parentheses, not "
                "after “not” and not next to “or”.",
                name.start_pos,
            )
        return condition_of(
            TypedComparison(
                field,
                key,
                operator.lstrip(":") or "=",
                spelling(unquoted(value)) if field.name in _OF_NAMES else unquoted(value),
                value.type == "STRING",
                value.start_pos,
            )
        )

    def _read_sort(self, node: Any) -> None:
        name, operator, value = node.children
        if operator.lstrip(":") not in {"", "="}:
            raise QuerySyntaxError("Write sort: and a field.", operator.start_pos)
        if self.sort is not None:
            raise QuerySyntaxError("There can be one order only.", name.start_pos)
        wanted = unquoted(value)
        field, key = field_named(self.kind, wanted.lstrip("+-"), value.start_pos)
        if not field.is_sortable:
            raise QuerySyntaxError(self._not_sortable(field), value.start_pos)
        self.sort = Sort(field, key, wanted.startswith("-"), (name.start_pos, value.end_pos))

    def _not_sortable(self, field: Field) -> str:
        labels = [other.label for other in sortable_fields(self.kind)]
        return f"The list can't be sorted by {field.label}. Use {', '.join(labels)}."


def _position(node: Any) -> int:
    """The offset of the node in the text."""
    while not hasattr(node, "start_pos"):
        node = node.children[0]
    position: int = node.start_pos
    return position
