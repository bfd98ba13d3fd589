"""The syntax tree of a query: conditions that can be evaluated anywhere."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Union

from mldb.search.fields import Field
from mldb.search.like import Like
from mldb.search.pattern import Pattern


class Operator(StrEnum):
    """How a field is compared."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    EXISTS = "exists"


Operand = Pattern | Like | str | int | float | datetime | None
"""A pattern to match; folded text to sort before or behind; a choice; None for `EXISTS`."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text that matches anywhere in the name of what is listed, and in some other columns."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field, or its value under a key, compared with an operand of the field's type."""

    field: Field
    key: str | None
    operator: Operator
    operand: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """Matches if the condition doesn't."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """Matches if all of the conditions do; without conditions, always."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Matches if at least one of the conditions does."""

    conditions: tuple["Condition", ...]


Condition = Union[Words, Comparison, Not, And, Or]  # noqa: UP007  # refers to itself


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of a list; rows with equal values are ordered by id, in the same direction."""

    field: Field
    key: str | None
    is_descending: bool
    span: tuple[int, int] = dataclasses.field(compare=False, repr=False)
    """Start and end of the term in the query text."""

    @property
    def wanted(self) -> str:
        """The field as people write it, without a minus: `metric.auc`."""
        return self.field.name if self.key is None else f"{self.field.name}.{self.key}"


@dataclass(frozen=True, slots=True)
class Query:
    """A condition and the order of the list; None: the default order."""

    condition: And
    sort: Sort | None

    @property
    def finds_all(self) -> bool:
        """Whether every row matches."""
        return self.condition == And(())

    @property
    def reaches_trash(self) -> bool:
        """Whether it uses the field `is`; if not, rows in the trash must not be found."""
        return any(
            isinstance(leaf, Comparison) and leaf.field.name == "is"
            for leaf in leaves(self.condition)
        )

    def keys(self, name: str) -> list[str]:
        """The keys under which the field `name` is used, such as metric names, each once, in order.

        The key of the sort order is the last one.
        """
        comparisons = (leaf for leaf in leaves(self.condition) if isinstance(leaf, Comparison))
        keys = [leaf.key for leaf in comparisons if leaf.field.name == name]
        if self.sort is not None and self.sort.field.name == name:
            keys.append(self.sort.key)
        return list(dict.fromkeys(key for key in keys if key is not None))


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """The conditions that must all match, none of which is an `And`."""
    if isinstance(condition, And):
        for part in condition.conditions:
            yield from conjuncts(part)
    else:
        yield condition


def leaves(condition: Condition) -> Iterator[Words | Comparison]:
    """Every comparison and every word in the condition."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Words() | Comparison():
            yield condition
