"""Rows of ml_metric_series and ml_metric_chunks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.asyncio.engine import AsyncConnection

from mldb.errors import StorageError
from mldb.points.chunk import decode, encode
from mldb.points.columns import Points, Position
from mldb.points.growth import NO_POINTS, GrowingSeries, Growth
from mldb.points.statistics import Statistics
from mldb.statements.parts import in_parts
from mldb.statements.tracking import history as statements
from mldb.statements.tracking.summary import SUMMARY, statistics_of, summary_of
from mldb.values.names import is_run_id
from mldb.values.texts import is_storable

SeriesKey = tuple[int, str]
"""Id of a run, and the name of a metric."""


class GrowingSeriesRepository:
    """Series to which points are added, of several runs at once; statements below the ORM.

    The runs must be locked, so that nobody else adds to their series.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def get(self, keys: Collection[SeriesKey]) -> dict[SeriesKey, GrowingSeries]:
        """Those of the series that exist."""
        run_ids = sorted({run_id for run_id, _ in keys})
        names = sorted({name for _, name in keys})
        found = {}
        for some in in_parts(names):
            rows = await self._execute(
                statements.growing_series(), {"run_ids": run_ids, "names": some}
            )
            for series_id, run_id, name, tail, *summary in rows:
                if (run_id, name) in keys:
                    found[run_id, name] = GrowingSeries(
                        series_id, statistics_of(summary), decoded(tail)
                    )
        return found

    async def load_overlapped(self, series: Collection[GrowingSeries]) -> None:
        """Tell each series the chunks that can hold points which it expects."""
        ranges = []
        for one in series:
            if one.series_id is not None and one.overlapped is not None:
                low, high = one.overlapped
                ranges.append((one.series_id, *low, *high))
        by_id = {one.series_id: one for one in series}
        statement = statements.chunks_to_compare(self.connection.dialect.name)
        for some in in_parts(ranges):
            found = await self._execute(statement, {"keys": some})
            for series_id, chunk_id, points in found:
                by_id[series_id].know(chunk_id, decoded(points))

    async def load_last_chunks(self, series: Collection[GrowingSeries]) -> None:
        """Tell each series that wants it its last chunk."""
        by_id = {one.series_id: one for one in series if one.wants_last_chunk}
        for some in in_parts(sorted(by_id)):
            found = await self._execute(statements.last_chunks(), {"series_ids": some})
            for series_id, chunk_id, points in found:
                by_id[series_id].know_last(chunk_id, decoded(points))

    async def store(self, grown: Collection[tuple[SeriesKey, int, GrowingSeries]]) -> None:
        """Store what was added to the series; each comes with the id of its experiment."""
        await self.load_last_chunks([series for _, _, series in grown])
        new, changed = [], []
        for (run_id, name), experiment_id, series in grown:
            growth = series.growth()
            if growth is None:
                continue
            if series.series_id is None:
                key = {"run_id": run_id, "experiment_id": experiment_id, "name": name}
                new.append((key, growth))
            else:
                changed.append((series.series_id, growth))
        await self._update(changed)
        inserted = await self._insert(new)
        await self._put_chunks([*changed, *inserted])

    async def _update(self, changed: Sequence[tuple[int, Growth]]) -> None:
        rows = [
            {f"new_{name}": value for name, value in _columns(growth).items()}
            | {"series_id": series_id}
            for series_id, growth in changed
        ]
        if rows:
            await self._execute(statements.update_series(), rows)

    async def _insert(
        self, new: Sequence[tuple[dict[str, Any], Growth]]
    ) -> list[tuple[int, Growth]]:
        """The new series by their ids."""
        if not new:
            return []
        rows = [key | _columns(growth) for key, growth in new]
        found = await self._execute(statements.insert_series(), rows)
        growths = (growth for _, growth in new)
        return list(zip(found.scalars(), growths, strict=True))

    async def _put_chunks(self, grown: Sequence[tuple[int, Growth]]) -> None:
        obsolete = [chunk_id for _, growth in grown for chunk_id in growth.obsolete_chunks]
        for some in in_parts(obsolete):
            await self._execute(statements.delete_chunks(), {"chunk_ids": some})
        rows = [
            {"series_id": series_id, "points": encode(points)}
            | dict(zip(SUMMARY, summary_of(statistics), strict=True))
            for series_id, growth in grown
            for points, statistics in growth.chunks
        ]
        if rows:
            await self._execute(statements.insert_chunks(), rows)

    async def _execute(self, statement: Any, values: Any = None) -> Any:
        return await self.connection.execute(statement, values)


def decoded(chunk: bytes) -> Points:
    """The points of a chunk or of a tail, which can be empty.

    Raises:
        StorageError: it is damaged.
    """
    try:
        return decode(chunk) if chunk else NO_POINTS
    except ValueError as error:
        raise StorageError(f"{error} Restore the database from a back-up.") from error


def _columns(growth: Growth) -> dict[str, Any]:
    tail = encode(growth.tail) if growth.tail else b""
    summary = zip(SUMMARY, summary_of(growth.statistics), strict=True)
    return {**dict(summary), "tail": tail}


@dataclass(frozen=True, slots=True)
class SampledSeries:
    """A series, and the heads of its chunks by their ids, in the order of their points."""

    run_id: int
    name: str
    count: int
    tail: Points
    heads: dict[int, Statistics]


class HistoryRepository:
    """Reads series and their points; statements below the ORM."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def run_ids(self, public_ids: Collection[str]) -> dict[str, int]:
        """Ids of those of the runs that exist, trash included, by public id."""
        possible = sorted(one for one in set(public_ids) if is_run_id(one))
        if not possible:
            return {}
        found = await self._execute(statements.run_ids(), {"public_ids": possible})
        return dict(found.all())

    async def series_of_run(
        self, run_id: int, after: str, limit: int, pattern: str | None = None
    ) -> list[tuple[str, Statistics]]:
        """Series of a run by name, those behind the name `after`, at most `limit`.

        With a pattern, only those whose folded names are like it.
        """
        wanted: dict[str, Any] = {"of_run": run_id, "after": after, "at_most": limit}
        if pattern is not None:
            wanted["pattern"] = pattern
        statement = statements.series_of_run(filtered=pattern is not None)
        found = await self._execute(statement, wanted)
        return [(name, statistics_of(summary)) for name, *summary in found]

    async def curves_of_run(  # which series, and where
        self,
        public_id: str,
        after: str,
        limit: int,
        pattern: str | None,
        names: Collection[str] | None,
    ) -> list[tuple[SampledSeries, Statistics]]:
        """Series as `series_of_run`, of these names if given, with the heads of their chunks."""
        wanted: dict[str, Any] = {"public_id": public_id, "after": after, "at_most": limit}
        if pattern is not None:
            wanted["pattern"] = pattern
        if names is not None:
            wanted["names"] = sorted(set(filter(is_storable, names)))
        statement = statements.curves_of_run(filtered=pattern is not None, named=names is not None)
        curves = {}
        for series_id, name, tail, *summary in await self._execute(statement, wanted):
            whole = statistics_of(summary)
            series = SampledSeries(0, name, whole.count, decoded(tail), {})
            curves[series_id] = series, whole
        await self._load_heads({series_id: series for series_id, (series, _) in curves.items()})
        return list(curves.values())

    async def series_of_runs(
        self, run_ids: Collection[int], names: Collection[str] | None
    ) -> list[tuple[int, str, Statistics]]:
        """Series of runs by run and name, of these names; None: of all."""
        found = await self._of_runs(statements.series_of_runs, run_ids, names)
        return [(run_id, name, statistics_of(summary)) for run_id, name, *summary in found]

    async def find(self, public_id: str, name: str) -> Any:
        """Run, series, tail and count, or None: there is no such run. Its series can be None."""
        if not is_run_id(public_id):
            return None
        wanted = {"public_id": public_id, "metric": name}
        return (await self._execute(statements.series_named(), wanted)).first()

    async def chunks(self, series_id: int) -> list[Points]:
        """All chunks of a series in order."""
        found = await self._execute(statements.chunks_of_series(), {"of_series": series_id})
        return [decoded(points) for (points,) in found]

    async def chunks_from(
        self, series_id: int, position: Position, skipped: int, limit: int
    ) -> list[Points]:
        """Chunks that don't end before the position, in order, without the first `skipped`."""
        step, time_ms = position
        wanted = {"of_series": series_id, "step": step, "time_ms": time_ms}
        found = await self._execute(
            statements.chunks_from(), wanted | {"skipped": skipped, "at_most": limit}
        )
        return [decoded(points) for (points,) in found]

    async def sampled(
        self,
        run_ids: Collection[int],
        names: Collection[str] | None,
        steps: tuple[int, int] | None,
    ) -> list[SampledSeries]:
        """Series as `series_of_runs`, with the heads of the chunks that touch these steps."""
        found = await self._of_runs(statements.sampled_series, run_ids, names)
        by_id = {}
        for run_id, name, series_id, tail, count in found:
            by_id[series_id] = SampledSeries(run_id, name, count, decoded(tail), {})
        await self._load_heads(by_id, steps)
        return list(by_id.values())

    async def _load_heads(
        self, by_id: dict[int, SampledSeries], steps: tuple[int, int] | None = None
    ) -> None:
        """Give the series the heads of their chunks that touch these steps."""
        with_chunks = [
            series_id for series_id, series in by_id.items() if series.count > len(series.tail)
        ]
        within = {} if steps is None else {"low": steps[0], "high": steps[1]}
        heads = statements.heads(within=steps is not None)
        for some in in_parts(with_chunks):
            rows = await self._execute(heads, {"series_ids": some} | within)
            for series_id, chunk_id, *summary in rows:
                by_id[series_id].heads[chunk_id] = statistics_of(summary)

    async def points_of_chunks(self, chunk_ids: Sequence[int]) -> dict[int, Points]:
        """Points of chunks by id."""
        points = {}
        for some in in_parts(chunk_ids):
            found = await self._execute(statements.points_of_chunks(), {"chunk_ids": some})
            points.update({chunk_id: decoded(chunk) for chunk_id, chunk in found})
        return points

    async def _of_runs(
        self, statement: Any, run_ids: Collection[int], names: Collection[str] | None
    ) -> list[Any]:
        """Rows of series of runs, by run and name."""
        if not run_ids:
            return []
        wanted: dict[str, Any] = {"run_ids": sorted(run_ids)}
        if names is not None:
            wanted["names"] = sorted(set(filter(is_storable, names)))
        found = await self._execute(statement(named=names is not None), wanted)
        rows: list[Any] = found.all()
        return rows

    async def _execute(self, statement: Any, values: Any = None) -> Any:
        connection = await self.session.connection()
        return await connection.execute(statement, values)
