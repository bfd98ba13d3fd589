"""A series that grows by any batches holds every point once, in few chunks that lie apart."""

from collections.abc import Iterator
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldb.points import growth
from mldb.points.columns import Points, Position, merged
from mldb.points.growth import NO_POINTS, GrowingSeries
from mldb.points.statistics import Statistics

# Small, so that few points fill them.
CHUNK, TAIL = 16, 4

_SPREAD = st.tuples(
    st.integers(0, 12), st.integers(0, 2), st.sampled_from([0.0, 1.0, float("nan")])
)
# Many more points at one position than fill a chunk.
_TIED = st.tuples(st.integers(0, 2), st.just(0), st.integers(-50, 50).map(float))
_BATCH = st.lists(_SPREAD, min_size=1, max_size=40) | st.lists(_TIED, min_size=1, max_size=40)


@pytest.fixture(autouse=True, scope="module")
def _small() -> Iterator[None]:
    with (
        patch.object(growth, "CHUNK_POINTS", CHUNK),
        patch.object(growth, "TAIL_POINTS", TAIL),
        patch.object(growth, "_ENOUGH_POINTS", CHUNK // 2),
    ):
        yield


class Stored:
    """A series as a database would hold it."""

    def __init__(self) -> None:
        self.statistics: Statistics | None = None
        self.tail = NO_POINTS
        self.chunks: dict[int, Points] = {}
        self._next_id = 1

    def write(self, batches: list[Points]) -> list[int]:
        """Add batches in one transaction; how many points of each were new."""
        series = GrowingSeries(1, self.statistics, self.tail)
        for batch in batches:
            series.expect(batch)
        if series.overlapped is not None:
            low, high = series.overlapped
            for chunk_id, chunk in self._overlapping(low, high).items():
                series.know(chunk_id, chunk)
        counts = [series.add(batch) for batch in batches]
        if series.wants_last_chunk:
            last_id = max(self.chunks, key=self._order)
            series.know_last(last_id, self.chunks[last_id])
        self._store(series)
        return counts

    def _overlapping(self, low: tuple[int, int], high: tuple[int, int]) -> dict[int, Points]:
        later = sorted((i for i, c in self.chunks.items() if c.last >= high), key=self._order)
        wanted = {i for i, c in self.chunks.items() if c.last >= low and c.first <= high}
        return {i: self.chunks[i] for i in wanted | set(later[:1])}

    def _order(self, chunk_id: int) -> tuple[Position, Position, int]:
        chunk = self.chunks[chunk_id]
        return chunk.last, chunk.first, chunk_id

    def _store(self, series: GrowingSeries) -> None:
        grown = series.growth()
        if grown is None:
            return
        self.statistics, self.tail = grown.statistics, grown.tail
        for chunk_id in grown.obsolete_chunks:
            del self.chunks[chunk_id]
        for chunk, statistics in grown.chunks:
            assert repr(statistics) == repr(Statistics.of(chunk))
            self.chunks[self._next_id] = chunk
            self._next_id += 1


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_BATCH, min_size=1, max_size=3), min_size=1, max_size=12))
def test_every_point_is_stored_once(transactions: list[list[list[tuple[int, int, float]]]]) -> None:
    stored = Stored()
    expected = NO_POINTS
    for rows in transactions:
        batches = [Points.of(some) for some in rows]
        counts = stored.write(batches)
        for batch, count in zip(batches, counts, strict=True):
            before, expected = len(expected), merged([expected, batch])
            assert count == len(expected) - before

        chunks = sorted(stored.chunks.values(), key=lambda chunk: (chunk.last, chunk.first))
        assert merged([*chunks, stored.tail]) == expected
        assert sum(map(len, chunks)) + len(stored.tail) == len(expected)
        assert repr(stored.statistics) == repr(Statistics.of(expected))
        assert all(one.last <= other.first for one, other in pairwise(chunks))
        assert not (stored.tail and chunks) or stored.tail.first > chunks[-1].last
        assert len(stored.tail) <= TAIL
        assert all(0 < len(chunk) <= CHUNK for chunk in chunks)


def test_points_one_by_one_fill_chunks() -> None:
    stored = Stored()
    for step in range(200):
        stored.write([Points.of([(step, 0, 1.0)])])

    assert len(stored.chunks) <= 200 // (CHUNK - TAIL) + 1
