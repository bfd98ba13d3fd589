# Generated from mldb/async_db/services/tracking/history.py by `make twins`.
"""Metric histories: statistics, points and buckets."""

from collections.abc import Collection, Iterator
from typing import Final

from sqlalchemy.orm import Session

from mldb.catalogue import METRIC, RUN
from mldb.errors import NotFoundError, RuleViolationError
from mldb.points.buckets import Bucket
from mldb.points.columns import Points, SortKey, merged
from mldb.points.paging import cursor_of, key_of
from mldb.points.sample import Sample
from mldb.points.spaced import Spaced
from mldb.points.statistics import Statistics
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.schemas import HistoryPage, MetricCurve, MetricSeriesRead, PointRead
from mldb.search.pattern import pattern_of
from mldb.sync_db.repositories.tracking.history import HistoryRepository, decoded
from mldb.sync_db.services.base import Service
from mldb.values.limits import PAGE_SIZE_LIMIT
from mldb.values.names import is_run_id
from mldb.values.texts import is_storable

POINTS_LIMIT: Final = 100_000
"""Most points of a page."""
BUCKETS_LIMIT: Final = 10_000
SPACED_LIMIT: Final = 10_000
"""Most evenly spaced points of a run."""
_PAGE_OF_STREAM: Final = 16_384
_LOWEST: Final = -(2**63)
_HIGHEST: Final = 2**63 - 1
# Chunks are mostly fuller; those that are not cost another statement.
_POINTS_OF_CHUNK: Final = 256


class HistoryService(Service):
    """Reads what runs logged as metrics, also of runs in the trash."""

    def series_of(
        self, public_id: str, *, contains: str = "", after: str = "", limit: int = PAGE_SIZE_LIMIT
    ) -> list[MetricSeriesRead]:
        """Metrics of a run by name, those behind the name `after`, at most `limit` (1,000).

        Only those with the text that the name `contains`, whatever its case.

        Raises:
            NotFoundError: there is no such run.
        """
        check_page(0, limit)
        with self.database.snapshot() as session:
            repository = HistoryRepository(session)
            ids = repository.run_ids([public_id])
            if not ids:
                raise NotFoundError(RUN.name, public_id)
            if not is_storable(after) or not is_storable(contains):
                return []
            pattern = _pattern(contains)
            found = repository.series_of_run(ids[public_id], after, limit, pattern)
            return [_read(name, statistics) for name, statistics in found]

    def curves_of(  # which metrics, by name
        self,
        public_id: str,
        *,
        contains: str = "",
        names: Collection[str] | None = None,
        after: str = "",
        limit: int = PAGE_SIZE_LIMIT,
        buckets: int = 40,
    ) -> list[MetricCurve]:
        """Metrics of a run, as `series_of`, each with about `buckets` buckets at most.

        Only those of these names, if some are given.

        None of a run that doesn't exist.

        Raises:
            RuleViolationError: the number of buckets is out of range.
        """
        check_page(0, limit)
        _check_buckets(buckets)
        if not (is_run_id(public_id) and is_storable(after) and is_storable(contains)):
            return []
        with self.database.snapshot() as session:
            repository = HistoryRepository(session)
            found = repository.curves_of_run(public_id, after, limit, _pattern(contains), names)
            samples = [Sample(one.heads, one.tail, buckets) for one, _ in found]
            wanted = [chunk_id for sample in samples for chunk_id in sample.wanted]
            chunks = repository.points_of_chunks(wanted)
        return [
            MetricCurve(_read(one.name, statistics), sample.buckets(chunks))
            for (one, statistics), sample in zip(found, samples, strict=True)
        ]

    def series_of_runs(
        self, public_ids: Collection[str], names: Collection[str] | None = None
    ) -> dict[str, list[MetricSeriesRead]]:
        """Metrics of these names by run and name; None: all. Unknown runs are left out.

        Raises:
            RuleViolationError: these are more than 1,000 runs or names.
        """
        check_batch(max(len(public_ids), len(names or ())))
        with self.database.snapshot() as session:
            repository = HistoryRepository(session)
            ids = repository.run_ids(public_ids)
            found = repository.series_of_runs(list(ids.values()), names)
        public = {run_id: public_id for public_id, run_id in ids.items()}
        series: dict[str, list[MetricSeriesRead]] = {public_id: [] for public_id in ids}
        for run_id, name, statistics in found:
            series[public[run_id]].append(_read(name, statistics))
        return series

    def history(self, public_id: str, name: str) -> Points:
        """All points of a metric.

        Raises:
            NotFoundError: there is no such run, or it has no such metric.
        """
        with self.database.snapshot() as session:
            repository, series_id, tail, count = _found(session, public_id, name)
            chunks = repository.chunks(series_id) if count > len(tail) else []
        return merged([*chunks, tail])

    def pages(
        self, public_id: str, name: str, after: str | None = None, limit: int = POINTS_LIMIT
    ) -> HistoryPage:
        """Points of a metric in order, those behind the cursor, at most `limit` (100,000).

        Raises:
            NotFoundError: there is no such run, or it has no such metric.
            RuleViolationError: `after` is no cursor, or the limit is out of range.
        """
        if not 1 <= limit <= POINTS_LIMIT:
            raise RuleViolationError(f"Ask for 1 to {POINTS_LIMIT:,} points at once.", "limit")
        key = None if after is None else key_of(after)
        with self.database.snapshot() as session:
            repository, series_id, tail, count = _found(session, public_id, name)
            if count == len(tail):
                points, is_all = _behind(tail, key), True
            else:
                points, is_all = _read_on(repository, series_id, tail, key, limit)
        if is_all and len(points) <= limit:
            return HistoryPage(points, None)
        points = points.part(0, limit)
        return HistoryPage(points, cursor_of(points.sort_key(limit - 1)))

    def stream(self, public_id: str, name: str) -> Iterator[Points]:
        """All points of a metric in order, some at a time; memory stays small.

        Raises:
            NotFoundError: there is no such run, or it has no such metric.
        """
        cursor = None
        while True:
            page = self.pages(public_id, name, cursor, _PAGE_OF_STREAM)
            yield page.points
            cursor = page.next_cursor
            if cursor is None:
                return

    def sampled(
        self,
        public_ids: Collection[str],
        names: Collection[str] | None = None,
        buckets: int = 1_000,
        low: int | None = None,
        high: int | None = None,
    ) -> dict[tuple[str, str], list[Bucket]]:
        """Buckets by run and metric, about `buckets` at most, of the steps from low to high.

        Every point is in one of them, so no spike is lost. Metrics of all names if none are given;
        runs and metrics that don't exist are left out.

        Raises:
            RuleViolationError: these are more than 1,000 runs or names, or the number of buckets
                is out of range.
        """
        check_batch(max(len(public_ids), len(names or ())))
        _check_buckets(buckets)
        steps = _steps(low, high)
        with self.database.snapshot() as session:
            repository = HistoryRepository(session)
            ids = repository.run_ids(public_ids)
            found = _sampled(repository, list(ids.values()), names, buckets, steps)
        public = {run_id: public_id for public_id, run_id in ids.items()}
        return {(public[run_id], name): sample for (run_id, name), sample in found.items()}

    def spaced(
        self,
        public_ids: Collection[str],
        name: str,
        limit: int = 1_000,
        low: int | None = None,
        high: int | None = None,
    ) -> dict[str, Points]:
        """Evenly spaced points of a metric by run, at most `limit` each, of steps from low to high.

        The first and the last point are among them. Runs that don't exist, or don't have the
        metric, are left out.

        Raises:
            RuleViolationError: these are more than 1,000 runs, or the limit is out of range.
        """
        check_batch(len(public_ids))
        if not 1 <= limit <= SPACED_LIMIT:
            raise RuleViolationError(f"Ask for 1 to {SPACED_LIMIT:,} points of each run.", "limit")
        steps = _steps(low, high)
        with self.database.snapshot() as session:
            repository = HistoryRepository(session)
            ids = repository.run_ids(public_ids)
            series = {
                one.run_id: Spaced(one.heads, one.tail, limit, steps)
                for one in repository.sampled(list(ids.values()), [name], steps)
            }
            wanted = [chunk_id for one in series.values() for chunk_id in one.wanted]
            chunks = repository.points_of_chunks(wanted)
        return {
            public_id: series[run_id].points(chunks)
            for public_id, run_id in ids.items()
            if run_id in series
        }

    def curves(
        self, run_ids: Collection[int], name: str, buckets: int = 40
    ) -> dict[int, list[Bucket]]:
        """Buckets for small curves of one metric, by the `id` of the runs that have it.

        Raises:
            RuleViolationError: these are more than 1,000 runs.
        """
        check_batch(len(run_ids))
        if not run_ids or not is_storable(name):
            return {}
        with self.database.snapshot() as session:
            repository = HistoryRepository(session)
            found = _sampled(repository, run_ids, [name], buckets, None)
        return {run_id: sample for (run_id, _), sample in found.items()}


def _sampled(
    repository: HistoryRepository,
    run_ids: Collection[int],
    names: Collection[str] | None,
    buckets: int,
    steps: tuple[int, int] | None,
) -> dict[tuple[int, str], list[Bucket]]:
    """Buckets of the metrics of runs, by the run's id and the metric's name."""
    samples = {
        (one.run_id, one.name): Sample(one.heads, one.tail, buckets, steps)
        for one in repository.sampled(run_ids, names, steps)
    }
    wanted = [chunk_id for sample in samples.values() for chunk_id in sample.wanted]
    chunks = repository.points_of_chunks(wanted)
    return {key: sample.buckets(chunks) for key, sample in samples.items()}


def _steps(low: int | None, high: int | None) -> tuple[int, int] | None:
    """The range of steps, within 64 bits; None: all of them."""
    if low is None and high is None:
        return None
    return (
        _LOWEST if low is None else max(low, _LOWEST),
        _HIGHEST if high is None else min(high, _HIGHEST),
    )


def _check_buckets(buckets: int) -> None:
    if not 1 <= buckets <= BUCKETS_LIMIT:
        raise RuleViolationError(f"Ask for 1 to {BUCKETS_LIMIT:,} buckets.", "buckets")


def _pattern(contains: str) -> str | None:
    """The pattern of names with this text; None: of all names."""
    return pattern_of(contains, is_quoted=True, anywhere=True).like if contains else None


def _found(
    session: Session, public_id: str, name: str
) -> tuple[HistoryRepository, int, Points, int]:
    """The repository, and id, tail and number of points of a series.

    Raises:
        NotFoundError: there is no such run, or it has no such metric.
    """
    repository = HistoryRepository(session)
    found = repository.find(public_id, name if is_storable(name) else "")
    if found is None:
        raise NotFoundError(RUN.name, public_id)
    _, series_id, tail, count = found
    if series_id is None:
        raise NotFoundError(METRIC.name, name, f"of the run {public_id}")
    return repository, series_id, decoded(tail), count


def _read_on(
    repository: HistoryRepository, series_id: int, tail: Points, key: SortKey | None, limit: int
) -> tuple[Points, bool]:
    """Points behind the key, in order, more than the limit or all; and whether they are all."""
    position = (_LOWEST, _LOWEST) if key is None else key[:2]
    at_once = limit // _POINTS_OF_CHUNK + 2
    parts: list[Points] = []
    skipped = 0
    while True:
        chunks = repository.chunks_from(series_id, position, skipped, at_once)
        parts += [_behind(chunk, key) for chunk in chunks]
        if len(chunks) < at_once:
            return merged([*parts, _behind(tail, key)]), True
        skipped += at_once
        points = merged(parts)
        # Chunks can touch: the next one may have more points of the last position.
        if len(points) > limit and points.position(limit - 1) < chunks[-1].last:
            return points, False


def _behind(points: Points, key: SortKey | None) -> Points:
    return points if key is None else points.behind(key)


def _read(name: str, statistics: Statistics) -> MetricSeriesRead:
    return MetricSeriesRead(
        name=name,
        count=statistics.count,
        nan_count=statistics.nans,
        first=PointRead.model_validate(statistics.first),
        last=PointRead.model_validate(statistics.last),
        min=None if statistics.min is None else PointRead.model_validate(statistics.min),
        max=None if statistics.max is None else PointRead.model_validate(statistics.max),
    )
