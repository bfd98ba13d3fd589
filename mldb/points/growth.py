"""How a series grows: where new points are stored, and which stored points they are compared with.

Chunks of a series lie one behind the other and hold no point twice. The newest points are its tail,
which is stored with the series and becomes a chunk when there are enough of them. So a metric that
is logged point by point changes one row at a time, and no chunk is small for long.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import pairwise
from typing import Final, NamedTuple

from mldb.points.chunk import CHUNK_POINTS
from mldb.points.columns import Points, Position, merged
from mldb.points.statistics import Statistics

TAIL_POINTS: Final = 64
"""Most points of a tail."""
_ENOUGH_POINTS: Final = CHUNK_POINTS // 2
"""Fewest points of a tail that become a chunk of their own without a look at the last chunk."""

NO_POINTS: Final = Points.of(())


class Growth(NamedTuple):
    """What to store of a series after points were added."""

    statistics: Statistics
    tail: Points
    obsolete_chunks: list[int]
    """Ids of chunks to remove; the new ones hold their points."""
    chunks: list[tuple[Points, Statistics]]


class GrowingSeries:
    """A series as it is stored, and the points that are added to it.

    The caller announces all points with `expect`, hands in the chunks of the range `overlapped`,
    adds the points, hands in the last chunk if it `wants_last_chunk`, and stores the `growth`.
    A series without an id is new.
    """

    def __init__(
        self,
        series_id: int | None = None,
        statistics: Statistics | None = None,
        tail: Points = NO_POINTS,
    ) -> None:
        self.series_id = series_id
        self._stored = statistics
        self._tail = tail
        self._tail_start: Position | None = tail.first if tail else None
        self.has_chunks = statistics is not None and statistics.count > len(tail)
        """Whether points are stored beside the tail."""
        self._chunks: dict[int, Points] = {}
        self._changed: set[int] = set()
        self._last_chunk: int | None = None
        self._added: list[Points] = []
        self._low: Position | None = None
        self._high: Position | None = None

    def expect(self, points: Points) -> None:
        """Widen the range to compare by those points that chunks can hold."""
        end = self._end_of_chunks()
        if end is None or points.first > end:
            return
        high = min(points.last, end)
        self._low = points.first if self._low is None else min(self._low, points.first)
        self._high = high if self._high is None else max(self._high, high)

    @property
    def overlapped(self) -> tuple[Position, Position] | None:
        """First and last position of expected points that chunks can hold; None: there are none.

        The caller lets it `know` each chunk that overlaps the range, and the next one.
        """
        return None if self._low is None or self._high is None else (self._low, self._high)

    def know(self, chunk_id: int, points: Points) -> None:
        """A stored chunk."""
        self._chunks.setdefault(chunk_id, points)

    def know_last(self, chunk_id: int, points: Points) -> None:
        """The last stored chunk."""
        self.know(chunk_id, points)
        self._last_chunk = chunk_id

    def add(self, points: Points) -> int:
        """Add points; returns the number of those that were not stored yet."""
        new = points.without(self._tail)
        for chunk in self._chunks.values():
            new = new.without(chunk)
        if not new:
            return 0
        self._added.append(new)
        # Behind its last point a chunk takes none in, so that chunks stay apart.
        for chunk_id, chunk in self._in_order():
            inside = new.between(None, chunk.last)
            if inside:
                self._chunks[chunk_id] = merged([chunk, inside])
                self._changed.add(chunk_id)
                new = new.part(len(inside), len(new))
        self._tail = merged([self._tail, new])
        return len(self._added[-1])

    @property
    def wants_last_chunk(self) -> bool:
        """Whether the tail is full, and the last chunk may have room for it."""
        return self.has_chunks and TAIL_POINTS < len(self._tail) < _ENOUGH_POINTS

    def growth(self) -> Growth | None:
        """What to store; None: nothing is new."""
        if not self._added:
            return None
        new = self._taken_from_tail() if len(self._tail) > TAIL_POINTS else []
        obsolete = sorted(self._changed)
        changed = [part for chunk_id in obsolete for part in _parts(self._chunks[chunk_id])]
        chunks = [(points, Statistics.of(points)) for points in (*changed, *new)]
        added = merged(self._added)
        if sum(map(len, new)) == len(added) and not obsolete:
            # They are the points that were added, whose statistics would cost as much again.
            statistics = reduce(Statistics.combined, (heads for _, heads in chunks))
        else:
            statistics = Statistics.of(added)
        if self._stored is not None:
            statistics = self._stored.combined(statistics)
        return Growth(statistics, self._tail, obsolete, chunks)

    def _taken_from_tail(self) -> list[Points]:
        """Empty the tail into the last chunk, or else into new ones."""
        full, self._tail = self._tail, NO_POINTS
        last = self._last_chunk
        if last is not None and len(self._chunks[last]) + len(full) <= CHUNK_POINTS:
            self._chunks[last] = merged([self._chunks[last], full])
            self._changed.add(last)
            return []
        return list(_parts(full))

    def _end_of_chunks(self) -> Position | None:
        """A position behind which no chunk has points; None: there are no chunks."""
        if self._stored is None or not self.has_chunks:
            return None
        # The tail lies behind all chunks, so this is exact only if it is empty.
        return self._tail_start or (self._stored.last.step, self._stored.last.time_ms)

    def _in_order(self) -> list[tuple[int, Points]]:
        # Of chunks that end at one position, the one that begins before it comes first.
        return sorted(self._chunks.items(), key=lambda item: (item[1].last, item[1].first))


def _parts(points: Points) -> Iterator[Points]:
    """Points of chunks of about equal size."""
    number = -(-len(points) // CHUNK_POINTS)
    bounds = [index * len(points) // number for index in range(number + 1)]
    return (points.part(start, stop) for start, stop in pairwise(bounds))
