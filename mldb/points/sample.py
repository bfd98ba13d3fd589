"""Buckets of a stored series: of the heads of its chunks where there are many, else of points."""

from collections.abc import Mapping

from mldb.points.buckets import Bucket, buckets_of, combine
from mldb.points.columns import Points, merged
from mldb.points.statistics import Statistics

_LOWEST_TIME_MS = -(2**63)
_HIGHEST_TIME_MS = 2**63 - 1


class Sample:
    """The buckets of a series within some steps, and the chunks that are read for them.

    `heads` are the statistics of its chunks by id, of all that touch the steps. None: all steps.
    """

    def __init__(
        self,
        heads: Mapping[int, Statistics],
        tail: Points,
        at_most: int,
        steps: tuple[int, int] | None = None,
    ) -> None:
        self._heads = heads
        self._tail = tail
        self._at_most = at_most
        self._steps = steps
        self._is_of_heads = len(heads) >= at_most / 2
        self.wanted = [
            chunk_id
            for chunk_id, head in heads.items()
            if not (self._is_of_heads and self._is_within(head))
        ]
        """Ids of the chunks whose points `buckets` needs."""

    def buckets(self, chunks: Mapping[int, Points]) -> list[Bucket]:
        """The buckets, at most as many as asked for; `chunks` are the wanted ones by id."""
        parts = [
            self._within(points) for points in (*map(chunks.__getitem__, self.wanted), self._tail)
        ]
        if not self._is_of_heads:
            return buckets_of(merged(parts), self._at_most)
        replaced = set(self.wanted)
        heads = [head for chunk_id, head in self._heads.items() if chunk_id not in replaced]
        return combine([*heads, *map(Statistics.of, filter(len, parts))], self._at_most)

    def _is_within(self, head: Statistics) -> bool:
        if self._steps is None:
            return True
        low, high = self._steps
        return low <= head.first.step and head.last.step <= high

    def _within(self, points: Points) -> Points:
        if self._steps is None:
            return points
        low, high = self._steps
        return points.between((low, _LOWEST_TIME_MS), (high, _HIGHEST_TIME_MS))
