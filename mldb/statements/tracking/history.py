"""Statements about series of metrics and the chunks of their points."""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Delete,
    Insert,
    Select,
    Update,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    union_all,
    update,
)

from mldb.models import MLMetricChunk, MLMetricSeries, MLRun
from mldb.statements.keys import Long, key_parts
from mldb.statements.search.fold import folded
from mldb.statements.tracking.summary import SUMMARY

# Tables instead of classes: the ORM would handle every row once more.
_RUNS: Final[Any] = MLRun.__table__
_SERIES: Final[Any] = MLMetricSeries.__table__
_CHUNKS: Final[Any] = MLMetricChunk.__table__
_SERIES_SUMMARY: Final = [_SERIES.c[name] for name in SUMMARY]
_CHUNK_SUMMARY: Final = [_CHUNKS.c[name] for name in SUMMARY]


@cache
def growing_series() -> Select[Any]:
    """Id, run, name, tail and statistics of the series `names` of the runs `run_ids`."""
    return select(
        _SERIES.c.id, _SERIES.c.run_id, _SERIES.c.name, _SERIES.c.tail, *_SERIES_SUMMARY
    ).where(
        _SERIES.c.run_id.in_(bindparam("run_ids", expanding=True)),
        _SERIES.c.name.in_(bindparam("names", expanding=True)),
    )


@cache
def chunks_to_compare(dialect: str) -> CompoundSelect[Any]:
    """Series, id and points of the chunks that overlap the ranges, and of the next one of each.

    The keys are the ranges, each as series id, low step, low time, high step and high time.
    """
    names = ("series_id", "low_step", "low_time_ms", "high_step", "high_time_ms")
    table, parts = key_parts(dialect, *(Long for _ in names))
    labels = (part.label(name) for part, name in zip(parts, names, strict=True))
    wanted: Any = select(*labels).select_from(table).cte("wanted")
    low = tuple_(wanted.c.low_step, wanted.c.low_time_ms)
    high = tuple_(wanted.c.high_step, wanted.c.high_time_ms)
    found = select(_CHUNKS.c.series_id, _CHUNKS.c.id, _CHUNKS.c.points)
    overlapping = found.join_from(wanted, _CHUNKS, _CHUNKS.c.series_id == wanted.c.series_id).where(
        _last_of(_CHUNKS) >= low, tuple_(_CHUNKS.c.first_step, _CHUNKS.c.first_time_ms) <= high
    )
    later = _CHUNKS.alias("later")
    next_id = (
        select(later.c.id)
        .where(later.c.series_id == wanted.c.series_id, _last_of(later) >= high)
        .order_by(*_in_order(later))
        .limit(1)
        .scalar_subquery()
    )
    following = found.join_from(wanted, _CHUNKS, _CHUNKS.c.id == next_id)
    return union_all(overlapping, following)


@cache
def last_chunks() -> Select[Any]:
    """Series, id and points of the last chunk of each of the series `series_ids`."""
    other = _CHUNKS.alias("other")
    last_id = (
        select(other.c.id)
        .where(other.c.series_id == _SERIES.c.id)
        .order_by(*(one.desc() for one in _in_order(other)))
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(_CHUNKS.c.series_id, _CHUNKS.c.id, _CHUNKS.c.points)
        .join_from(_SERIES, _CHUNKS, _CHUNKS.c.id == last_id)
        .where(_SERIES.c.id.in_(bindparam("series_ids", expanding=True)))
    )


@cache
def insert_series() -> Insert:
    """Insert series; returns their ids in the order given."""
    return insert(_SERIES).returning(_SERIES.c.id, sort_by_parameter_order=True)


@cache
def update_series() -> Update:
    """Set statistics and tail of series: `series_id`, `new_tail`, and `new_…` for each column."""
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*SUMMARY, "tail")}
    return update(_SERIES).where(_SERIES.c.id == bindparam("series_id")).values(changed)


@cache
def insert_chunks() -> Insert:
    """Insert chunks."""
    return insert(_CHUNKS)


@cache
def delete_chunks() -> Delete:
    """Delete the chunks `chunk_ids`."""
    return delete(_CHUNKS).where(_CHUNKS.c.id.in_(bindparam("chunk_ids", expanding=True)))


@cache
def series_of_run(*, filtered: bool) -> Select[Any]:
    """Name and statistics of the series of the run `of_run` behind the name `after`.

    If filtered, of those whose folded names are like `pattern`.
    """
    series = (
        select(_SERIES.c.name, *_SERIES_SUMMARY)
        .where(_SERIES.c.run_id == bindparam("of_run"), _SERIES.c.name > bindparam("after"))
        .order_by(_SERIES.c.name)
        .limit(bindparam("at_most"))
    )
    if filtered:
        series = series.where(folded(_SERIES.c.name).like(bindparam("pattern"), escape="\\"))
    return series


@cache
def curves_of_run(*, filtered: bool, named: bool) -> Select[Any]:
    """Id, name, tail and statistics of series, as `series_of_run`, of the run `public_id`.

    If named, of those `names`.
    """
    series = (
        select(_SERIES.c.id, _SERIES.c.name, _SERIES.c.tail, *_SERIES_SUMMARY)
        .join(_RUNS, _RUNS.c.id == _SERIES.c.run_id)
        .where(_RUNS.c.public_id == bindparam("public_id"), _SERIES.c.name > bindparam("after"))
        .order_by(_SERIES.c.name)
        .limit(bindparam("at_most"))
    )
    if filtered:
        series = series.where(folded(_SERIES.c.name).like(bindparam("pattern"), escape="\\"))
    if named:
        series = series.where(_SERIES.c.name.in_(bindparam("names", expanding=True)))
    return series


@cache
def series_of_runs(*, named: bool) -> Select[Any]:
    """Run, name and statistics of series of the runs `run_ids`, of those `names` if named."""
    return _of_runs(_SERIES.c.name, *_SERIES_SUMMARY, named=named)


@cache
def sampled_series(*, named: bool) -> Select[Any]:
    """Run, name, id, tail and count of series, as `series_of_runs`."""
    return _of_runs(_SERIES.c.name, _SERIES.c.id, _SERIES.c.tail, _SERIES.c.count, named=named)


def _of_runs(*columns: Any, named: bool) -> Select[Any]:
    of_runs = select(_SERIES.c.run_id, *columns).where(
        _SERIES.c.run_id.in_(bindparam("run_ids", expanding=True))
    )
    if named:
        of_runs = of_runs.where(_SERIES.c.name.in_(bindparam("names", expanding=True)))
    return of_runs.order_by(_SERIES.c.run_id, _SERIES.c.name)


@cache
def run_ids() -> Select[Any]:
    """Public id and id of the runs `public_ids`, trash included."""
    return select(_RUNS.c.public_id, _RUNS.c.id).where(
        _RUNS.c.public_id.in_(bindparam("public_ids", expanding=True))
    )


@cache
def series_named() -> Select[Any]:
    """Run, series, tail and count of the series `metric` of the run `public_id`, if it has one."""
    is_named = (_SERIES.c.run_id == _RUNS.c.id) & (_SERIES.c.name == bindparam("metric"))
    return (
        select(_RUNS.c.id, _SERIES.c.id, _SERIES.c.tail, _SERIES.c.count)
        .join_from(_RUNS, _SERIES, is_named, isouter=True)
        .where(_RUNS.c.public_id == bindparam("public_id"))
    )


@cache
def chunks_of_series() -> Select[Any]:
    """Points of the chunks of the series `of_series`, in order."""
    return (
        select(_CHUNKS.c.points)
        .where(_CHUNKS.c.series_id == bindparam("of_series"))
        .order_by(*_in_order(_CHUNKS))
    )


@cache
def chunks_from() -> Select[Any]:
    """Points of `at_most` chunks of a series that don't end before a position, but `skipped`."""
    position = tuple_(bindparam("step", type_=BigInteger), bindparam("time_ms", type_=BigInteger))
    return (
        chunks_of_series()
        .where(_last_of(_CHUNKS) >= position)
        .limit(bindparam("at_most"))
        .offset(bindparam("skipped"))
    )


@cache
def heads(*, within: bool) -> Select[Any]:
    """Series, id and statistics of the chunks of `series_ids`; those with steps `low` to `high`."""
    return _chunks(_CHUNKS.c.id, *_CHUNK_SUMMARY, within=within)


@cache
def points_of_chunks() -> Select[Any]:
    """Id and points of the chunks `chunk_ids`."""
    return select(_CHUNKS.c.id, _CHUNKS.c.points).where(
        _CHUNKS.c.id.in_(bindparam("chunk_ids", expanding=True))
    )


@cache
def points_of_series(*, within: bool) -> Select[Any]:
    """Series and points of the chunks of `series_ids`; those with steps `low` to `high`."""
    return _chunks(_CHUNKS.c.points, within=within)


def _chunks(*columns: Any, within: bool) -> Select[Any]:
    found = select(_CHUNKS.c.series_id, *columns).where(
        _CHUNKS.c.series_id.in_(bindparam("series_ids", expanding=True))
    )
    if within:
        found = found.where(
            _CHUNKS.c.last_step >= bindparam("low", type_=BigInteger),
            _CHUNKS.c.first_step <= bindparam("high", type_=BigInteger),
        )
    return found.order_by(_CHUNKS.c.series_id, *_in_order(_CHUNKS))


def _last_of(chunks: Any) -> ColumnElement[Any]:
    return tuple_(chunks.c.last_step, chunks.c.last_time_ms)


def _in_order(chunks: Any) -> list[ColumnElement[Any]]:
    """The order of the chunks of a series.

    Chunks touch where many points have one position. Of those that end there, the one that begins
    before it comes first.
    """
    names = ("last_step", "last_time_ms", "first_step", "first_time_ms", "id")
    return [chunks.c[name] for name in names]
