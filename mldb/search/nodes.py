"""What a query means: conditions that can be evaluated anywhere."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Union

from mldb.search.fields import Field
from mldb.search.pattern import Pattern


class Operator(StrEnum):
    """How a field is compared."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    EXISTS = "exists"


Operand = Pattern | str | int | float | datetime | None
"""A pattern to be equal to; folded text to be before or behind; a choice; None if it exists."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text that stands anywhere in what people call the thing."""

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
    """What doesn't meet the condition."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """What meets all of the conditions; without any: everything."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What meets one of the conditions."""

    conditions: tuple["Condition", ...]


Condition = Union[Words, Comparison, Not, And, Or]  # noqa: UP007  # refers to itself


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of a list; things with equal values are ordered by id, in the same direction."""

    field: Field
    key: str | None
    is_descending: bool
    span: tuple[int, int] = dataclasses.field(compare=False, repr=False)
    """Where it stands in the text."""

    @property
    def wanted(self) -> str:
        """The field as people write it, without a minus: `metric.auc`."""
        return self.field.name if self.key is None else f"{self.field.name}.{self.key}"


@dataclass(frozen=True, slots=True)
class Query:
    """What to find, and in which order; None: the list's own."""

    condition: And
    sort: Sort | None

    @property
    def finds_all(self) -> bool:
        """Whether it asks for nothing in particular."""
        return self.condition == And(())

    @property
    def reaches_trash(self) -> bool:
        """Whether it speaks of the trash; if not, nothing in there may be found."""
        return any(
            isinstance(leaf, Comparison) and leaf.field.name == "is"
            for leaf in leaves(self.condition)
        )

    def keys(self, name: str) -> list[str]:
        """The metrics, parameters or tags that it speaks of, in its order, each once."""
        comparisons = (leaf for leaf in leaves(self.condition) if isinstance(leaf, Comparison))
        keys = [leaf.key for leaf in comparisons if leaf.field.name == name]
        if self.sort is not None and self.sort.field.name == name:
            keys.append(self.sort.key)
        return list(dict.fromkeys(key for key in keys if key is not None))


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """The conditions that all have to be met, none of which is an `And`."""
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
