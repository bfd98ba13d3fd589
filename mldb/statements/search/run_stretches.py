"""The stretches of a list of runs, and the ways to read one."""

import math
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeGuard

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, true
from sqlalchemy.orm import aliased

from mldb.models import MLMetricSeries, MLRun
from mldb.search.cursor import KeyType
from mldb.search.nodes import And, Comparison, Condition, Operator, Query, Sort, conjuncts
from mldb.statements.search.comparison import compared
from mldb.statements.search.condition import sql_of
from mldb.statements.search.listing import Gathered, Stretch
from mldb.statements.search.run_leaf import ORDERED, STATISTICS, lead_of, run_leaf
from mldb.statements.search.run_sources import (
    is_among,
    joined,
    outside_trash,
    run_columns,
)
from mldb.statements.search.unindexed import equal_past_indexes


@dataclass(frozen=True, eq=False)
class Few:
    """Ids of all runs that meet these conditions."""

    ids: Select[Any]
    met: tuple[Condition, ...]


@dataclass(frozen=True, eq=False)
class RunStretch:
    """A stretch of the list, however it is read.

    `within` is what the index of its order begins with; of the runs there, those are in the list
    that are in the `scope` and meet the conditions.
    """

    keys: tuple[Any, ...]
    key_types: tuple[KeyType, ...]
    is_descending: bool
    within: ColumnElement[bool]
    scope: ColumnElement[bool]
    conditions: tuple[Condition, ...]
    is_by_metric: bool = False
    bounds: tuple[Comparison, ...] = ()
    constants: tuple[Any, ...] = ()
    lacking: str | None = None
    """The metric that the runs don't have."""

    def walked(self) -> Stretch:
        """Read along an index of its order."""
        return self._along(self._found(), self._lacks(self._run_id))

    def sifted(self, few: Few) -> Stretch:
        """Read along an index of its order, past all runs that are not among the few."""
        return self._along(is_among(self._run_id, few.ids), self._found(few.met))

    def gathered(self, few: Few) -> Gathered:
        """Read from the few runs, and sorted."""
        rows = few.ids.offset(0).subquery()
        if self.lacking is not None:
            rows = select(rows).where(self._lacks(rows.c.run_id)).offset(0).subquery()
        statement = joined(select(MLRun.id.label("run_id")), rows)
        if self.is_by_metric:
            statement = statement.join(ORDERED, ORDERED.run_id == MLRun.id)
        return Gathered(
            statement.where(self.within, self._found(few.met), *self._within_bounds()),
            self.keys,
            self.key_types,
            self.is_descending,
            shown=partial(joined, run_columns()),
        )

    def sample(self, size: int) -> Select[Any]:
        """How many of the first rows within it there are, and how many of them are found."""
        is_found = and_(self._found(), self._lacks(self._run_id)).label("is_found")
        rows = self._first(self._along_index(select(is_found)), size)
        return _counted(rows, rows.c.is_found)

    def size(self, at_most: int) -> Select[Any]:
        """How many rows there are within it, found or not."""
        rows = select(self._run_id).where(self.within, *self._within_bounds()).limit(at_most)
        return select(func.count()).select_from(rows.subquery())

    def sifted_sample(self, few: Few, size: int) -> Select[Any]:
        """How many of the first rows within it there are, and how many are among the few."""
        rows = self._first(select(self._run_id.label("run_id")).where(self.within), size)
        return _counted(rows, is_among(rows.c.run_id, few.ids))

    @property
    def _run_id(self) -> Any:
        return ORDERED.run_id if self.is_by_metric else MLRun.id

    def _along(self, *conditions: ColumnElement[bool]) -> Stretch:
        return Stretch(
            self._along_index(run_columns()).where(*conditions),
            self.keys,
            self.key_types,
            self.is_descending,
            self.bounds,
            self.constants,
        )

    def _found(self, met: tuple[Condition, ...] = ()) -> ColumnElement[bool]:
        others = tuple(part for part in self.conditions if part not in met)
        return self.scope & sql_of(And(others), partial(run_leaf, run_id=self._run_id))

    def _along_index(self, columns: Select[Any]) -> Select[Any]:
        if not self.is_by_metric:
            return joined(columns).where(self.within)
        return (
            columns.select_from(ORDERED)
            .join(MLRun, MLRun.id == ORDERED.run_id)
            .join(MLRun.experiment)
            .where(self.within)
        )

    def _first(self, rows: Select[Any], size: int) -> Any:
        columns = (*self.constants, *self.keys)
        order = (key.desc() if self.is_descending else key.asc() for key in columns)
        return rows.where(*self._within_bounds()).order_by(*order).limit(size).subquery()

    def _lacks(self, run_id: Any) -> ColumnElement[bool]:
        if self.lacking is None:
            return true()
        series = aliased(MLMetricSeries)
        of_run = select(series.id).where(series.run_id == run_id, series.name == self.lacking)
        # See run_leaf: a join would begin at the other end.
        return ~exists(of_run.offset(0))

    def _within_bounds(self) -> list[ColumnElement[bool]]:
        return [compared(self.keys[0], one.operator, one.operand) for one in self.bounds]


def run_stretches(
    query: Query, experiment_id: int | None, lead: Condition | None
) -> tuple[RunStretch, ...]:
    """The stretches of the list, in its order.

    An index has the runs that meet the `lead`, by their start; without one those of the experiment.
    """
    if is_by_metric(query.sort):
        return _by_metric(query, query.sort, experiment_id)
    others = tuple(part for part in conjuncts(query.condition) if part is not lead)
    within: ColumnElement[bool] = true()
    scope = outside_trash(query)
    if lead is not None and (led := lead_of(lead)):
        column, value = led
        within = column == value
        if experiment_id is not None:
            scope &= equal_past_indexes(MLRun.experiment_id, experiment_id)
    elif experiment_id is not None:
        within = MLRun.experiment_id == experiment_id
    is_descending = query.sort is None or query.sort.is_descending
    return (_by_start(within, scope, others, is_descending=is_descending),)


def is_by_metric(sort: Sort | None) -> TypeGuard[Sort]:
    """Whether the list is sorted by a metric; if not, it is by start."""
    return sort is not None and sort.field.name in STATISTICS


def is_of_order(part: Condition, sort: Sort | None) -> TypeGuard[Comparison]:
    """Whether it compares what the list is sorted by."""
    if sort is None or not isinstance(part, Comparison):
        return False
    return (part.field, part.key) == (sort.field, sort.key)


def _by_start(
    within: ColumnElement[bool],
    scope: ColumnElement[bool],
    conditions: tuple[Condition, ...],
    *,
    is_descending: bool,
) -> RunStretch:
    keys = (MLRun.started_at, MLRun.id)
    return RunStretch(keys, (datetime, int), is_descending, within, scope, conditions)


def _by_metric(query: Query, sort: Sort, experiment_id: int | None) -> tuple[RunStretch, ...]:
    """Runs with the metric by its value, then those where it is NaN, then those without it.

    Of the last two the newest come first, whatever the order.
    """
    parts = tuple(conjuncts(query.condition))
    of_order = [part for part in parts if is_of_order(part, sort)]
    others = tuple(part for part in parts if not is_of_order(part, sort))
    value = getattr(ORDERED, STATISTICS[sort.field.name].key)
    series = ORDERED.name == sort.key
    if experiment_id is not None:
        series &= ORDERED.experiment_id == experiment_id
    # Both databases find the first number by it, past NULL.
    above_nan = Comparison(sort.field, sort.key, Operator.AT_LEAST, -math.inf)
    of_values = tuple(part for part in of_order if part.operator is not Operator.EXISTS)
    numbers = RunStretch(
        keys=(value, ORDERED.run_id),
        key_types=(float, int),
        is_descending=sort.is_descending,
        within=series,
        scope=outside_trash(query),
        conditions=others,
        is_by_metric=True,
        bounds=(*of_values, above_nan),
    )
    if of_values:
        return (numbers,)
    nan = replace(
        numbers,
        keys=(ORDERED.run_id,),
        key_types=(int,),
        is_descending=True,
        within=and_(series, value.is_(None)),
        bounds=(),
        constants=(value,),
    )
    if of_order:
        return numbers, nan
    of_experiment = true() if experiment_id is None else MLRun.experiment_id == experiment_id
    runs = _by_start(of_experiment, numbers.scope, others, is_descending=True)
    return numbers, nan, replace(runs, lacking=sort.key)


def _counted(rows: Any, is_met: Any) -> Select[Any]:
    """How many rows there are, and how many of them meet a condition."""
    numbers: list[Any] = [func.count(), func.count().filter(is_met)]
    return select(*numbers).select_from(rows)
