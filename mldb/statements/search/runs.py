"""The list of runs, of one experiment or of all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import compress
from typing import Any, Final, TypeGuard, cast

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, false, func, select, true
from sqlalchemy.orm import aliased

from mldb.models import MLExperiment, MLMetricSeries, MLRun
from mldb.search.cursor import KeyType
from mldb.search.nodes import And, Comparison, Condition, Operator, Query, Sort, conjuncts
from mldb.search.pattern import Pattern
from mldb.statements.search.comparison import compared, matches
from mldb.statements.search.condition import sql_of
from mldb.statements.search.listing import KEPT, Choice, Gathered, Listing, Stretch, Whole
from mldb.statements.search.outermost import outermost
from mldb.statements.search.run_leaf import STATISTICS, run_ids, run_leaf
from mldb.values.limits import MAX_ID
from mldb.values.texts import is_storable

_NOWHERE: Final = -1
"""Id of no experiment."""
_SAMPLE: Final = 200
"""So many rows of a stretch are looked at for how many of them are found."""
_LARGE_SAMPLE: Final = 3_000
"""Looked at where more runs meet each condition than are counted, and the sample has none."""
_WALKED: Final = 4_000
"""A page that is so near along the order is read there without more ado."""
_COUNTED: Final = 10_000
_PROBED: Final = 3_000
"""So many runs are looked up one by one; of more it is quicker to intersect indexes."""
_PAGE: Final = 100
"""Rows on a page, roughly: ways to read one differ by far more than pages do."""


@lru_cache(maxsize=KEPT)
def listed_runs(query: Query, experiment: int | str | None = None) -> Listing:
    """The runs that the query finds, of the experiment with this id or name, or of all.

    If it doesn't say how, those that started last are first.
    """
    name = f"runs {experiment!r} {query!r}"
    if isinstance(experiment, int):
        return _listing(name, query, experiment if 0 <= experiment <= MAX_ID else _NOWHERE)
    if isinstance(experiment, str):
        is_it = MLExperiment.name == experiment if is_storable(experiment) else false()
        return _of_experiment(name, query, query, is_it)
    named = next((part for part in conjuncts(query.condition) if _names_experiment(part)), None)
    if named is None:
        return _listing(name, query, None)
    others = tuple(part for part in conjuncts(query.condition) if part is not named)
    pattern: Any = named.operand
    of_name = matches(MLExperiment.name, pattern)
    return _of_experiment(name, query, Query(And(others), query.sort), of_name)


def _of_experiment(name: str, query: Query, rest: Query, condition: ColumnElement[bool]) -> Listing:
    """What the `rest` of a query finds in the only experiment of this condition.

    The runs of one experiment are read along indexes of their own. If there are more experiments,
    all runs are searched by the whole query.
    """
    found: Any = select(func.count(), func.min(MLExperiment.id)).where(condition)

    def choose(number: int, first_id: int | None) -> Listing:
        if number > 1:
            return _listing(name, query, None)
        return _listing(name, rest, _NOWHERE if first_id is None else first_id)

    return replace(_listing(name, query, None), choice=Choice(found, choose))


@lru_cache(maxsize=KEPT)
def _listing(name: str, query: Query, experiment_id: int | None) -> Listing:
    indexed = _indexed(query, experiment_id)
    # Of what the list is sorted by, its order has the index as well.
    is_walked = all(_is_of_order(part, query.sort) for part, _ in indexed)
    listing = Listing(
        name,
        tuple(
            part.walked()
            if is_walked and part.lacking is None
            else _chosen(query, experiment_id, number)
            for number, part in enumerate(_parts(query, experiment_id))
        ),
        _ids(query, experiment_id, None),
        Whole(MLRun.id, _in_trash()) if query.finds_all and experiment_id is None else None,
    )
    if not indexed:
        return listing

    def choose(*counts: int) -> Listing:
        fewest = counts.index(min(counts))
        return replace(listing, ids=_ids(query, experiment_id, fewest), counting=None)

    return replace(listing, counting=Choice(_counts(indexed), choose))


def _chosen(query: Query, experiment_id: int | None, number: int) -> Stretch:
    """The stretch of this number, walked along an index of its order unless that is far.

    Otherwise it is gathered by the indexes of the conditions, if fewer runs meet one of them.
    """
    part, indexed = _parts(query, experiment_id)[number], _indexed(query, experiment_id)
    walked, nothing = part.walked(), replace(part, scope=false()).walked()
    bounds = [_is_of_order(one, query.sort) for one, _ in indexed]

    def by_sample(rows: int, hits: int) -> Stretch:
        steps = _steps(rows, hits, _SAMPLE)
        if steps <= _WALKED:
            return walked
        further = walked
        if indexed:
            further = replace(walked, choice=Choice(_counts(indexed), partial(by_counts, steps)))
        if hits or part.lacking is None:
            return further
        having = _having(part.lacking, experiment_id)
        return replace(walked, choice=Choice(having, partial(by_having, further)))

    def by_having(further: Stretch, having: int, runs: int) -> Stretch:
        # If all runs have the metric, none needs to be looked at.
        return nothing if having == runs else further

    def by_counts(steps: float, *counts: int) -> Stretch:
        fewest = min(counts)
        if fewest >= min([steps, *compress(counts, bounds)]):
            return walked
        rarest = counts.index(fewest)
        gathered = _gathered(query, experiment_id, number, rarest, is_intersected=fewest > _PROBED)
        if fewest < _COUNTED:
            return gathered

        def by_large_sample(rows: int, hits: int) -> Stretch:
            return gathered if _steps(rows, hits, _LARGE_SAMPLE) == math.inf else walked

        return replace(walked, choice=Choice(part.sampled(_LARGE_SAMPLE), by_large_sample))

    return replace(walked, choice=Choice(part.sampled(_SAMPLE), by_sample))


def _steps(rows: int, hits: int, sample: int) -> float:
    """How many rows are walked past for a page, if so many of a sample are found."""
    if rows < sample:
        return rows
    return _PAGE * rows / hits if hits else math.inf


@lru_cache(maxsize=2 * KEPT)
def _gathered(
    query: Query, experiment_id: int | None, number: int, rarest: int, *, is_intersected: bool
) -> Stretch:
    indexed = _indexed(query, experiment_id)
    used = [indexed.pop(rarest), *(indexed if is_intersected else [])]
    met = [part for part, _ in used]
    others = And(tuple(part for part in conjuncts(query.condition) if part not in met))
    (part,) = _parts(Query(others, query.sort), experiment_id)[number : number + 1]
    return part.gathered([ids for _, ids in used])


def _ids(query: Query, experiment_id: int | None, rarest: int | None) -> Select[Any]:
    """Ids of what the query finds, begun at the indexed condition of this number."""
    few = None if rarest is None else _few([_indexed(query, experiment_id)[rarest][1]])
    wanted = and_(_in_scope(query, experiment_id), sql_of(query.condition, run_leaf))
    return _joined(select(MLRun.id), few).where(wanted)


def _few(ids: Sequence[Select[Any]], *further: ColumnElement[bool]) -> FromClause:
    """The ids that are in all of these, read from the first."""
    first, *others = ids
    (run_id,) = first.selected_columns
    # “Is true” keeps PostgreSQL from making a join of it, the offset from asking for each run
    # whether it is one of these.
    both = (run_id.in_(other.correlate(None)).is_(True) for other in others)
    return first.where(*both, *further).offset(0).subquery()


def _indexed(query: Query, experiment_id: int | None) -> list[tuple[Comparison, Select[Any]]]:
    """The conditions that all runs must meet and that an index has, with the ids of those runs."""
    parts = (part for part in conjuncts(query.condition) if isinstance(part, Comparison))
    if not _is_by_metric(query.sort):
        parts = (part for part in parts if not _is_of_state(part))
    found = ((part, run_ids(part, experiment_id)) for part in parts)
    return [(part, ids) for part, ids in found if ids is not None]


def _having(metric: str, experiment_id: int | None) -> Select[Any]:
    """How many runs have the metric, and how many there are, the trash included."""
    series = select(func.count()).where(MLMetricSeries.name == metric)
    runs = select(func.count()).select_from(MLRun)
    if experiment_id is not None:
        series = series.where(MLMetricSeries.experiment_id == experiment_id)
        runs = runs.where(MLRun.experiment_id == experiment_id)
    return select(series.scalar_subquery(), runs.scalar_subquery())


def _counts(indexed: Sequence[tuple[Comparison, Select[Any]]]) -> Select[Any]:
    """How many runs meet each condition."""
    counted = (ids.limit(_COUNTED).subquery() for _, ids in indexed)
    return select(*(select(func.count()).select_from(few).scalar_subquery() for few in counted))


@dataclass(frozen=True, eq=False)
class _Part:
    """A stretch of the list, however it is read: those in the scope that are found."""

    keys: tuple[Any, ...]
    key_types: tuple[KeyType, ...]
    is_descending: bool
    scope: ColumnElement[bool]
    found: ColumnElement[bool]
    series: ColumnElement[bool] | None = None
    """The metrics whose value the list is sorted by."""
    bounds: tuple[Comparison, ...] = ()
    constants: tuple[Any, ...] = ()
    lacking: str | None = None
    """The metric that the runs don't have."""

    def walked(self) -> Stretch:
        """Read along an index of its order."""
        return Stretch(
            self._along_index(_columns()).where(self._wanted()),
            self.keys,
            self.key_types,
            self.is_descending,
            self.bounds,
            self.constants,
        )

    def sampled(self, size: int) -> Select[Any]:
        """How many of the first rows in the scope there are, and how many of them are found."""
        columns = (*self.constants, *self.keys)
        order = (key.desc() if self.is_descending else key.asc() for key in columns)
        rows = self._along_index(select(self._wanted().label("is_found")))
        sample = rows.where(*self._within_bounds()).order_by(*order).limit(size).subquery()
        is_found: ColumnElement[bool] = sample.c.is_found
        counts: Any = select(func.count(), func.count().filter(is_found)).select_from(sample)
        return cast("Select[Any]", counts)

    def gathered(self, ids: Sequence[Select[Any]]) -> Gathered:
        """Read from the runs whose ids are in all of these."""
        few = _few(ids, self._lacks(*ids[0].selected_columns))
        statement = _joined(select(MLRun.id.label("run_id")), few)
        if self.series is not None:
            of_run = MLMetricSeries.run_id == MLRun.id
            statement = statement.join(MLMetricSeries, of_run).where(self.series)
        return Gathered(
            statement.where(self.scope, self.found, *self._within_bounds()),
            self.keys,
            self.key_types,
            self.is_descending,
            shown=partial(_joined, _columns()),
        )

    def _along_index(self, columns: Select[Any]) -> Select[Any]:
        if self.series is None:
            return _joined(columns, None).where(self.scope)
        return (
            columns.select_from(MLMetricSeries)
            .join(MLRun, MLRun.id == MLMetricSeries.run_id)
            .join(MLRun.experiment)
            .where(self.series, self.scope)
        )

    def _wanted(self) -> ColumnElement[bool]:
        return and_(self.found, self._lacks(MLRun.id))

    def _lacks(self, run_id: Any) -> ColumnElement[bool]:
        if self.lacking is None:
            return true()
        series = aliased(MLMetricSeries)
        of_run = select(series.id).where(series.run_id == run_id, series.name == self.lacking)
        # See run_leaf: a join would begin at the other end.
        return ~exists(of_run.offset(0))

    def _within_bounds(self) -> list[ColumnElement[bool]]:
        return [compared(self.keys[0], one.operator, one.operand) for one in self.bounds]


def _parts(query: Query, experiment_id: int | None) -> tuple[_Part, ...]:
    """The stretches of the list."""
    scope, sort = _in_scope(query, experiment_id), query.sort
    if _is_by_metric(sort):
        return _by_metric(query, sort, scope, experiment_id)
    is_descending = sort is None or sort.is_descending
    # An index has the order for each state.
    states = [part for part in conjuncts(query.condition) if _is_of_state(part)]
    others = [part for part in conjuncts(query.condition) if not _is_of_state(part)]
    in_states = and_(scope, *(run_leaf(part) for part in states))
    found = sql_of(And(tuple(others)), run_leaf)
    return (_by_start(in_states, found, is_descending=is_descending),)


def _by_start(
    scope: ColumnElement[bool], found: ColumnElement[bool], *, is_descending: bool
) -> _Part:
    return _Part((MLRun.started_at, MLRun.id), (datetime, int), is_descending, scope, found)


def _by_metric(
    query: Query, sort: Sort, scope: ColumnElement[bool], experiment_id: int | None
) -> tuple[_Part, ...]:
    """Runs with the metric by its value, then those where it is NaN, then those without it.

    Of the last two the newest come first, whatever the order.
    """
    parts = tuple(conjuncts(query.condition))
    of_order = [part for part in parts if _is_of_order(part, sort)]
    others = And(tuple(part for part in parts if not _is_of_order(part, sort)))
    found = sql_of(others, run_leaf)
    value = STATISTICS[sort.field.name]
    series = MLMetricSeries.name == sort.key
    if experiment_id is not None:
        series &= MLMetricSeries.experiment_id == experiment_id
    # Both databases find the first number by it, past NULL.
    above_nan = Comparison(sort.field, sort.key, Operator.AT_LEAST, -math.inf)
    of_values = tuple(part for part in of_order if part.operator is not Operator.EXISTS)
    keys = (value, MLMetricSeries.run_id)
    bounds = (*of_values, above_nan)
    numbers = _Part(keys, (float, int), sort.is_descending, scope, found, series, bounds)
    if of_values:
        return (numbers,)
    is_nan = and_(series, value.is_(None))
    nan = _Part(keys[1:], (int,), True, scope, found, is_nan, constants=keys[:1])  # noqa: FBT003  # a field
    if of_order:
        return numbers, nan
    lacking = replace(_by_start(scope, found, is_descending=True), lacking=sort.key)
    return numbers, nan, lacking


def _names_experiment(part: Condition) -> TypeGuard[Comparison]:
    """Whether it is met by runs of one experiment alone, or of a few whose names differ in case."""
    if not isinstance(part, Comparison) or part.field.name != "experiment":
        return False
    return isinstance(part.operand, Pattern) and part.operand.exact is not None


def _is_of_order(part: Condition, sort: Sort | None) -> TypeGuard[Comparison]:
    """Whether it compares what the list is sorted by."""
    if sort is None or not isinstance(part, Comparison):
        return False
    return (part.field, part.key) == (sort.field, sort.key)


def _is_of_state(part: Condition) -> TypeGuard[Comparison]:
    return isinstance(part, Comparison) and part.field.name == "status"


def _is_by_metric(sort: Sort | None) -> TypeGuard[Sort]:
    return sort is not None and sort.field.name in STATISTICS


def _in_scope(query: Query, experiment_id: int | None) -> ColumnElement[bool]:
    """Runs of the experiment, outside the trash unless the query names it."""
    conditions: list[ColumnElement[bool]] = []
    if experiment_id is not None:
        conditions.append(MLRun.experiment_id == experiment_id)
    if not query.reaches_trash:
        conditions += [MLRun.deleted_at.is_(None), MLExperiment.deleted_at.is_(None)]
    return and_(true(), *conditions)


def _in_trash() -> ColumnElement[int]:
    """Number of runs in the trash, by themselves or with their experiment."""
    is_trashed = MLRun.deleted_at.is_not(None)
    experiments = select(MLExperiment.id).where(MLExperiment.deleted_at.is_not(None))
    alone = select(func.count()).where(is_trashed)
    with_experiment = select(func.count()).where(MLRun.experiment_id.in_(experiments), ~is_trashed)
    return alone.scalar_subquery() + with_experiment.scalar_subquery()


def _joined(columns: Select[Any], few: FromClause | None) -> Select[Any]:
    """The columns of runs and their experiments; of the runs among the few, if some are given."""
    if few is None:
        return columns.select_from(MLRun).join(MLRun.experiment)
    runs: Any = MLRun.__table__
    of_experiment = MLExperiment.id == MLRun.experiment_id
    return columns.select_from(outermost(few, runs, few.c.run_id == runs.c.id)).join(
        MLExperiment, of_experiment
    )


def _columns() -> Select[Any]:
    """What a list shows of a run."""
    runs: Any = MLRun.__table__
    parent = aliased(MLRun)
    parent_id = select(parent.public_id).where(parent.id == MLRun.parent_id).correlate(MLRun)
    return select(
        *runs.c,
        MLExperiment.name.label("experiment_name"),
        parent_id.scalar_subquery().label("parent_public_id"),
    )
