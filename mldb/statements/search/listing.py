"""A sorted list, as statements that read a page from any position."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    bindparam,
    case,
    func,
    select,
    tuple_,
)

from mldb.search.cursor import KeyType
from mldb.search.nodes import Comparison, Operator
from mldb.statements.search.comparison import compared
from mldb.statements.search.unindexed import unindexed

# Statements and lists are kept: to make one takes longer than to read a page with it.
KEPT = 64

ChosenT = TypeVar("ChosenT")

_UPPER: Final = frozenset({Operator.LESS, Operator.AT_MOST})
_LOWER: Final = frozenset({Operator.GREATER, Operator.AT_LEAST})


@dataclass(frozen=True, eq=False)
class Choice(Generic[ChosenT]):
    """How rows are best read depends on what there is.

    `statement` asks for it; `choose` gives, for the number of rows wanted and the columns of its
    only row, another way to read the same rows in the same order.
    """

    statement: Select[Any]
    choose: Callable[..., ChosenT]


@dataclass(frozen=True, eq=False)
class Stretch:
    """A part of a list whose rows have the same keys; all of them rise, or all of them fall.

    The keys together are unique. `statement` gives what a row shows; those of `page` give the keys
    behind it. `bounds` compare the first key: they are what an index begins and ends at. It has
    the `constants` before the keys; they are alike in all rows. With a `choice` the stretch that it
    leads to is read instead.
    """

    statement: Select[Any]
    keys: tuple[Any, ...]
    key_types: tuple[KeyType, ...]
    is_descending: bool
    bounds: tuple[Comparison, ...] = ()
    constants: tuple[Any, ...] = ()
    choice: "Choice[Stretch] | None" = None

    @lru_cache(maxsize=4 * KEPT)  # noqa: B019  # bounded, and there are no more lists than kept ones
    def page(self, *, is_inside: bool, is_backwards: bool) -> Select[Any]:
        """The first `count` rows, or those next to the position `key0`, `key1` …, nearest first."""
        is_falling = self.is_descending is not is_backwards
        named = (key.label(f"key{index}") for index, key in enumerate(self.keys))
        statement = self.statement.add_columns(*named)
        if is_inside:
            statement = statement.where(self._beyond(is_falling=is_falling))
        # A position inside the stretch is nearer than the bound where a read from outside begins.
        passed = (_UPPER if is_falling else _LOWER) if is_inside else frozenset()
        for bound in self.bounds:
            key = unindexed(self.keys[0]) if bound.operator in passed else self.keys[0]
            statement = statement.where(compared(key, bound.operator, bound.operand))
        return statement.order_by(*self._order(is_falling=is_falling)).limit(bindparam("count"))

    def _order(self, *, is_falling: bool) -> list[Any]:
        columns = (*self.constants, *self.keys)
        return [key.desc() if is_falling else key.asc() for key in columns]

    def _beyond(self, *, is_falling: bool) -> ColumnElement[bool]:
        # One comparison of all keys together is what an index can start at.
        values = [bindparam(f"key{index}", type_=key.type) for index, key in enumerate(self.keys)]
        keys: Any = self.keys[0] if len(self.keys) == 1 else tuple_(*self.keys)
        position: Any = values[0] if len(self.keys) == 1 else tuple_(*values)
        condition: ColumnElement[bool] = keys < position if is_falling else keys > position
        return condition


@dataclass(frozen=True, eq=False, kw_only=True)
class Gathered(Stretch):
    """A stretch of few rows, which are gathered and sorted; no index has their order.

    `statement` gives their ids; `shown` gives what a list shows of the rows with the ids in its
    argument.
    """

    shown: Callable[[FromClause], Select[Any]]

    @lru_cache(maxsize=4 * KEPT)  # noqa: B019  # as above
    def page(self, *, is_inside: bool, is_backwards: bool) -> Select[Any]:
        """As of any stretch."""
        is_falling = self.is_descending is not is_backwards
        names = [f"key{index}" for index in range(len(self.keys))]
        named = (key.label(name) for key, name in zip(self.keys, names, strict=True))
        gathered = self.statement.add_columns(*named)
        if is_inside:
            gathered = gathered.where(self._beyond(is_falling=is_falling))
        # The offset keeps PostgreSQL from reading along an index of the order, past all other rows.
        rows = gathered.offset(0).subquery()
        found = _sorted(select(rows), rows, names, is_falling=is_falling).limit(bindparam("count"))
        page = found.subquery()
        statement = self.shown(page).add_columns(*(page.c[name] for name in names))
        return _sorted(statement, page, names, is_falling=is_falling)


def _sorted(
    statement: Select[Any], rows: FromClause, names: list[str], *, is_falling: bool
) -> Select[Any]:
    columns = (rows.c[name] for name in names)
    return statement.order_by(*(key.desc() if is_falling else key.asc() for key in columns))


@dataclass(frozen=True, eq=False)
class Whole:
    """A table of which a list shows all rows but those that `hidden` counts."""

    id: Any
    hidden: ColumnElement[int]

    @property
    def is_small(self) -> ColumnElement[bool]:
        """Whether its ids show that it has at most twice as many rows as are counted."""
        return select(func.max(self.id)).scalar_subquery() <= 2 * bindparam(
            "at_most", type_=Integer
        )

    @property
    def number(self) -> ColumnElement[int]:
        """How many rows the list shows."""
        return select(func.count()).select_from(self.id.table).scalar_subquery() - self.hidden


@dataclass(frozen=True, eq=False)
class Listing:
    """A whole list: its stretches in order, and the statements that count it.

    The name is unique, so that a cursor of one list is refused by another. With a `choice` the
    listing that it leads to is read instead, and with `counting` that one is counted.
    """

    name: str
    stretches: tuple[Stretch, ...]
    ids: Select[Any]
    whole: Whole | None = None
    choice: "Choice[Listing] | None" = None
    counting: "Choice[Listing] | None" = None

    @lru_cache(maxsize=KEPT)  # noqa: B019  # as above
    def counted(self) -> Select[Any]:
        """The number of rows, exact below `at_most`; more are at least so many."""
        some = self.ids.limit(bindparam("at_most"))
        counted = select(func.count()).select_from(some.subquery())
        if self.whole is None:
            return counted
        # SQLite counts a table by the pages of an index, fifty times as fast as row by row past
        # what each says of the trash, which stands behind the model card.
        return select(
            case((self.whole.is_small, self.whole.number), else_=counted.scalar_subquery())
        )
