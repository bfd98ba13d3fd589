"""Runs in a table below the run that they are a part of."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mldb.schemas import MLRunRead
from mldb.schemas.registry.search import Count


class Position(NamedTuple):
    """A run's position in a grouped page.

    `depth` is the number of runs of the page that it is nested in. `others` counts the children
    that are not on the page, None if there are none. `is_apart` if the parent is not on the page,
    `has_shown` if a child is.
    """

    run: MLRunRead
    depth: int = 0
    others: Count | None = None
    is_apart: bool = False
    has_shown: bool = False


def grouped(runs: Sequence[MLRunRead], counts: Mapping[int, Count]) -> list[Position]:
    """The runs of a page, each below its parent if that is on the page; otherwise in their order.

    `counts` are the numbers of children by the `id` of the run.
    """
    there = {run.public_id for run in runs}
    children: dict[str, list[MLRunRead]] = {}
    for run in runs:
        if run.parent_public_id in there:
            children.setdefault(run.parent_public_id or "", []).append(run)
    roots = [run for run in runs if run.parent_public_id not in there]
    return [position for run in roots for position in _below(run, 0, children, counts)]


def _below(
    run: MLRunRead, depth: int, children: Mapping[str, list[MLRunRead]], counts: Mapping[int, Count]
) -> Iterator[Position]:
    """The run and those below it, without recursion: nesting may be deep."""
    waiting = [(run, depth)]
    while waiting:
        one, level = waiting.pop()
        shown = children.get(one.public_id, [])
        is_apart = level == 0 and one.parent_public_id is not None
        yield Position(one, level, _others(counts.get(one.id), len(shown)), is_apart, bool(shown))
        waiting += [(child, level + 1) for child in reversed(shown)]


def _others(count: Count | None, shown: int) -> Count | None:
    """The number of those that are not shown."""
    if count is None or (count.number <= shown and not count.is_more):
        return None
    return Count(max(count.number - shown, 0), count.is_more)
