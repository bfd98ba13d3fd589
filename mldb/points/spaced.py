"""Points of a stored series at evenly spaced positions."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from mldb.points.columns import Points, merged
from mldb.points.statistics import Statistics

_LOWEST_TIME_MS: Final = -(2**63)
_HIGHEST_TIME_MS: Final = 2**63 - 1


class Spaced:
    """Evenly spaced points of a series within some steps, and the chunks that are read for them.

    `heads` are the statistics of its chunks by id, in the order of their points, of all that touch
    the steps. None: all steps. The first and the last point are among them.
    """

    def __init__(
        self,
        heads: Mapping[int, Statistics],
        tail: Points,
        at_most: int,
        steps: tuple[int, int] | None = None,
    ) -> None:
        self._tail = tail
        self._at_most = at_most
        self._steps = steps
        self._picks: dict[int | None, list[int]] | None = None
        if steps is None and not _overlap(heads, tail):
            self._picks = _picks(heads, tail, at_most)
        self.wanted = [
            chunk_id for chunk_id in heads if self._picks is None or self._picks[chunk_id]
        ]
        """Ids of the chunks whose points `points` needs."""

    def points(self, chunks: Mapping[int, Points]) -> Points:
        """The points, at most as many as asked for; `chunks` are the wanted ones by id."""
        if self._picks is not None:
            parts = [chunks[chunk_id].picked(self._picks[chunk_id]) for chunk_id in self.wanted]
            return merged([*parts, self._tail.picked(self._picks[None])])
        points = merged([*(chunks[chunk_id] for chunk_id in self.wanted), self._tail])
        if self._steps is not None:
            low, high = self._steps
            points = points.between((low, _LOWEST_TIME_MS), (high, _HIGHEST_TIME_MS))
        return points.picked(_spaced(len(points), self._at_most))


def _overlap(heads: Mapping[int, Statistics], tail: Points) -> bool:
    """Whether the parts of a series don't follow one another."""
    parts = [*heads.values(), *([Statistics.of(tail)] if tail else [])]
    return any(one.last.order >= other.first.order for one, other in pairwise(parts))


def _picks(
    heads: Mapping[int, Statistics], tail: Points, at_most: int
) -> dict[int | None, list[int]]:
    """Indexes of the points to pick from each chunk, and, under None, from the tail."""
    counts: dict[int | None, int] = {chunk_id: head.count for chunk_id, head in heads.items()}
    counts[None] = len(tail)
    wanted = iter(_spaced(sum(counts.values()), at_most))
    index = next(wanted, None)
    picks: dict[int | None, list[int]] = {}
    start = 0
    for part, count in counts.items():
        picks[part] = []
        while index is not None and index < start + count:
            picks[part].append(index - start)
            index = next(wanted, None)
        start += count
    return picks


def _spaced(count: int, at_most: int) -> list[int]:
    """At most so many of `count` indexes, evenly spaced, with the first and the last."""
    if count <= at_most:
        return list(range(count))
    gaps = max(at_most - 1, 1)
    return [index * (count - 1) // gaps for index in range(at_most)]
