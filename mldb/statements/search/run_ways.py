"""Which way a stretch of a list of runs is read, by samples and counts."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import compress
from typing import Any, Final

from sqlalchemy import Select, false, func, select

from mldb.models import MLMetricSeries, MLRun
from mldb.search.nodes import Comparison, Condition, Query, conjuncts
from mldb.statements.search.listing import KEPT, Choice, Stretch
from mldb.statements.search.run_leaf import run_ids
from mldb.statements.search.run_sources import in_all
from mldb.statements.search.run_stretches import Few, RunStretch, is_of_order

_SAMPLE: Final = 100
"""So many rows of a stretch are looked at for how many of them are found."""
_LARGE_SAMPLE: Final = 3_000
"""Looked at where more runs meet each condition than are counted, and the sample has none."""
_WALKED: Final = 1_000
"""A page that is so near along the order is read there without more ado."""
_COUNTED: Final = 20_000
_GATHERED: Final = 1_000
"""Of so few runs each is looked up."""
_SCATTERED: Final = 4
"""A run that is looked up by itself takes about as long as so many along the order."""
_SIFTED_SAMPLE: Final = 10_000
_SIFTED: Final = 8
"""About so many rows are sifted in the time in which one is looked up."""


class Indexed:
    """The conditions of a query that all runs must meet and that an index has."""

    def __init__(self, query: Query, experiment_id: int | None, lead: Condition | None) -> None:
        parts = (part for part in conjuncts(query.condition) if isinstance(part, Comparison))
        found = ((part, run_ids(part, experiment_id)) for part in parts if part is not lead)
        indexed = [(part, ids) for part, ids in found if ids is not None]
        self.parts = tuple(part for part, _ in indexed)
        self.ids = [ids for _, ids in indexed]
        self.are_of_order = [is_of_order(part, query.sort) for part, _ in indexed]
        """Whether each compares what the list is sorted by."""
        self.counts = counts_of(self.ids, _COUNTED) if indexed else None
        """How many runs meet each."""


class Ways:
    """The ways to read a stretch: each gives the same rows in the same order.

    It is *walked* along the index of its order, past rows that are not found. Or it is *gathered*
    from the runs that meet a condition, by the index of that, and sorted. In between it is
    *sifted*: walked past all runs that are not among those, most of which so needn't be looked up.
    """

    def __init__(self, part: RunStretch, indexed: Indexed, experiment_id: int | None) -> None:
        self._part, self._indexed, self._experiment_id = part, indexed, experiment_id
        self._walked = part.walked()

    def best(self) -> Stretch:
        """The stretch, with the choice of a way if there is one."""
        # Of what the list is sorted by, its order has the index as well.
        if all(self._indexed.are_of_order) and self._part.lacking is None:
            return self._walked
        return self._asking(self._part.sample(_SAMPLE), self._by_sample)

    def _asking(self, statement: Select[Any], choose: Callable[..., Stretch]) -> Stretch:
        return replace(self._walked, choice=Choice(statement, choose))

    def _by_sample(self, wanted: int, rows: int, hits: int) -> Stretch:
        steps = _steps(wanted, rows, hits, _SAMPLE)
        # The only one could be there by chance.
        if steps <= _WALKED and hits != 1:
            return self._walked
        if self._indexed.counts is None:
            return self._of_many(steps)
        return self._asking(self._indexed.counts, partial(self._by_counts, steps))

    def _by_counts(self, steps: float, _: int, *counts: int) -> Stretch:
        fewest = min(counts)
        of_order = compress(counts, self._indexed.are_of_order)
        if fewest == _COUNTED:
            return self._of_many(steps)
        if fewest in of_order or steps * _SIFTED <= fewest:
            return self._walked
        if fewest <= _GATHERED:
            return self._gathered((counts.index(fewest),))
        few = tuple(index for index, count in enumerate(counts) if count < _COUNTED)
        if len(few) > 1 or self._part.lacking is not None:
            return self._gathered(few)
        if steps < math.inf:
            return self._sifted(few)
        return self._asking(self._sifted_sample(few), partial(self._by_sifted_sample, few))

    def _by_sifted_sample(self, few: tuple[int, ...], wanted: int, rows: int, hits: int) -> Stretch:
        is_near = hits >= wanted or rows < _SIFTED_SAMPLE
        return self._sifted(few) if is_near else self._gathered(few)

    def _of_many(self, steps: float) -> Stretch:
        """No condition is met by few runs, or none has an index."""
        if steps < math.inf:
            return self._walked
        if self._part.lacking is not None:
            return self._asking(self._having(), self._by_having)
        return self._asking(self._large_sample(), self._by_large_sample)

    def _by_having(self, _: int, having: int, runs: int, *met: int) -> Stretch:
        # If all runs have the metric, none needs to be looked at.
        if having == runs:
            return self._nothing()
        # One by one in no order they take several times as long as along the order.
        return self._gathered((0,)) if met and met[0] < runs / _SCATTERED else self._walked

    def _by_large_sample(self, wanted: int, rows: int, hits: int) -> Stretch:
        if _steps(wanted, rows, hits, _LARGE_SAMPLE) < math.inf:
            return self._walked
        return self._asking(self._size(), self._by_size)

    def _by_size(self, _: int, size: int) -> Stretch:
        is_short = size < _COUNTED
        return (
            self._walked if is_short else self._sifted((self._indexed.are_of_order.index(False),))
        )

    # What is kept takes longer to make than to use.

    @lru_cache(maxsize=KEPT)  # noqa: B019  # bounded
    def _nothing(self) -> Stretch:
        return replace(self._part, scope=false()).walked()

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def _gathered(self, used: tuple[int, ...]) -> Stretch:
        return self._part.gathered(self._few(used))

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def _sifted(self, used: tuple[int, ...]) -> Stretch:
        return self._part.sifted(self._few(used))

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def _sifted_sample(self, used: tuple[int, ...]) -> Select[Any]:
        return self._part.sifted_sample(self._few(used), _SIFTED_SAMPLE)

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def _large_sample(self) -> Select[Any]:
        return self._part.sample(_LARGE_SAMPLE)

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def _size(self) -> Select[Any]:
        return self._part.size(_COUNTED)

    @lru_cache(maxsize=KEPT)  # noqa: B019
    def _having(self) -> Select[Any]:
        """How many runs have the metric, how many there are, and how many meet a condition."""
        series = select(func.count()).where(MLMetricSeries.name == self._part.lacking)
        runs = select(func.count()).select_from(MLRun)
        if self._experiment_id is not None:
            series = series.where(MLMetricSeries.experiment_id == self._experiment_id)
            runs = runs.where(MLRun.experiment_id == self._experiment_id)
        met = (select(func.count()).select_from(ids.subquery()) for ids in self._indexed.ids[:1])
        return select(*(count.scalar_subquery() for count in (series, runs, *met)))

    def _few(self, used: tuple[int, ...]) -> Few:
        ids = in_all([self._indexed.ids[index] for index in used])
        return Few(ids, tuple(self._indexed.parts[index] for index in used))


def counts_of(ids: Sequence[Select[Any]], at_most: int) -> Select[Any]:
    """How many ids there are of each, up to a limit."""
    counted = (each.limit(at_most).subquery() for each in ids)
    return select(*(select(func.count()).select_from(few).scalar_subquery() for few in counted))


def _steps(wanted: int, rows: int, hits: int, sample: int) -> float:
    """How many rows are walked past for a page, if so many of a sample are found."""
    if rows < sample:
        return rows
    return wanted * rows / hits if hits else math.inf
