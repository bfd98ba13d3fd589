"""Points of one metric as columns, which are sorted and hold no point twice."""

from __future__ import annotations  # array has no subscript at run time before Python 3.12

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from math import inf, isnan, nan
from operator import lt
from struct import pack, unpack
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from pathlib import Path


Position = tuple[int, int]
"""Step and time in milliseconds since 1970."""
SortKey = tuple[int, int, int]
"""Step, time and rank of the value."""

_INFINITY_BITS: Final[int] = unpack("<q", pack("<d", inf))[0]
_BELOW_ALL_BITS: Final = -(2**63) - 1


class Points:
    """Points sorted by step, time and value, where NaN is below every number.

    Two points are the same if step, time and the bits of the value are equal; all NaN are equal,
    0.0 and -0.0 differ. Nobody changes the columns: points share them. The constructor trusts its
    columns, `of` and `of_columns` sort them.
    """

    __slots__ = ("steps", "times_ms", "values")

    def __init__(self, steps: array[int], times_ms: array[int], values: array[float]) -> None:
        self.steps = steps
        self.times_ms = times_ms
        self.values = values

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, float]]) -> Self:
        """Points of rows (step, time, value) in any order, each once.

        Raises:
            OverflowError: a step or a time needs more than 64 bits.
        """
        columns = list(zip(*rows, strict=True))
        return cls.of_columns(*columns) if columns else cls.of_columns((), (), ())

    @classmethod
    def of_columns(
        cls, steps: Iterable[int], times_ms: Iterable[int], values: Iterable[float]
    ) -> Self:
        """Points of columns in any order, each once; the columns are copied.

        Raises:
            OverflowError: a step or a time needs more than 64 bits.
            ValueError: the columns have different lengths.
        """
        points = cls(array("q", steps), array("q", times_ms), _with_one_nan(array("d", values)))
        if not len(points.steps) == len(points.times_ms) == len(points.values):
            raise ValueError("The columns of points must have equal lengths.")
        return points if points.is_sorted() else points._sorted()

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return zip(self.steps, self.times_ms, self.values, strict=True)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Points):
            return NotImplemented
        return (
            self.steps == other.steps
            and self.times_ms == other.times_ms
            and self.values.tobytes() == other.values.tobytes()
        )

    __hash__ = None  # type: ignore[assignment]  # equal by content, as a list

    def __repr__(self) -> str:
        return f"Points.of({list(self)})"

    @property
    def first(self) -> Position:
        """Position of the first point; IndexError if there is none."""
        return self.position(0)

    @property
    def last(self) -> Position:
        """Position of the last point; IndexError if there is none."""
        return self.position(-1)

    def between(self, low: Position | None, high: Position | None) -> Self:
        """The points from low to high, both included; None is no limit."""
        indexes = range(len(self))
        start = 0 if low is None else bisect_left(indexes, low, key=self.position)
        stop = len(self) if high is None else bisect_right(indexes, high, key=self.position)
        return self.part(start, stop)

    def part(self, start: int, stop: int) -> Self:
        """The points of these indexes, without the last index, as in a slice."""
        if start == 0 and stop >= len(self):
            return self
        return type(self)(
            self.steps[start:stop], self.times_ms[start:stop], self.values[start:stop]
        )

    def picked(self, indexes: Sequence[int]) -> Self:
        """The points of these indexes, which ascend."""
        if len(indexes) == len(self):
            return self
        return type(self)(
            array("q", [self.steps[index] for index in indexes]),
            array("q", [self.times_ms[index] for index in indexes]),
            array("d", [self.values[index] for index in indexes]),
        )

    def without(self, other: Points) -> Self:
        """The points that the other doesn't hold."""
        if not (self and other) or self.last < other.first or other.last < self.first:
            return self
        excluded = set(other._identities())
        is_kept = [identity not in excluded for identity in self._identities()]
        return type(self)(
            array("q", compress(self.steps, is_kept)),
            array("q", compress(self.times_ms, is_kept)),
            array("d", compress(self.values, is_kept)),
        )

    def sort_key(self, index: int) -> SortKey:
        """The key of a point in the order of points."""
        (bits,) = unpack("<q", pack("<d", self.values[index]))
        return *self.position(index), _rank(bits)

    def behind(self, key: SortKey) -> Self:
        """The points behind this key."""
        return self.part(bisect_right(range(len(self)), key, key=self.sort_key), len(self))

    def to_arrow(self) -> Any:
        """A `pyarrow.Table`: step, time and value; needs the extra `arrow`."""
        return _frames().to_arrow(self)

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame`: step, time and value; needs the extra `arrow`."""
        return _frames().to_pandas(self)

    def to_parquet(self, path: Path) -> None:
        """Write a Parquet file with the columns of `to_arrow`; needs pyarrow."""
        _frames().to_parquet(self, path)

    def is_sorted(self) -> bool:
        """Whether the columns are in order and hold no point twice, which all promise."""
        # Most histories have one point per step, most others one per position.
        if all(map(lt, self.steps, self.steps[1:])):
            return True
        positions = list(zip(self.steps, self.times_ms, strict=True))
        if all(map(lt, positions, positions[1:])):
            return True
        keys = self._sort_keys()
        return all(map(lt, keys, keys[1:]))

    def _sorted(self) -> Self:
        """The points in order, each once."""
        steps, times_ms, ranks = zip(*sorted(set(self._sort_keys())), strict=True)
        bits = array("q", [rank if rank >= 0 else _BELOW_ALL_BITS - rank for rank in ranks])
        return type(self)(array("q", steps), array("q", times_ms), array("d", bits.tobytes()))

    def _sort_keys(self) -> list[SortKey]:
        """Step, time and rank of each point.

        Ranks are whole numbers in the order of values. The bits of doubles are in it from 0.0 to
        infinity; those of negative numbers, in reverse, and of NaN are moved below.
        """
        ranks = map(_rank, self._value_bits())
        return list(zip(self.steps, self.times_ms, ranks, strict=True))

    def _identities(self) -> Iterator[tuple[int, int, int]]:
        return zip(self.steps, self.times_ms, self._value_bits(), strict=True)

    def _value_bits(self) -> array[int]:
        return array("q", self.values.tobytes())

    def position(self, index: int) -> Position:
        """Position of a point."""
        return self.steps[index], self.times_ms[index]


def _frames() -> ModuleType:
    # Only who makes a table needs it.
    from mldb.points import frames  # noqa: PLC0415  # see above

    return frames


def merged(parts: Sequence[Points]) -> Points:
    """All points of the parts, each once; parts that don't overlap are only put together."""
    groups: list[list[Points]] = []
    last: Position | None = None
    for part in sorted(filter(len, parts), key=lambda part: part.first):
        if last is None or part.first > last:
            groups.append([part])
            last = part.last
        else:
            groups[-1].append(part)
            last = max(last, part.last)
    return _joined([_united(group) for group in groups])


def _united(group: list[Points]) -> Points:
    """All points of parts that overlap, each once."""
    if len(group) == 1:
        return group[0]
    joined = _joined(group)
    return Points.of_columns(joined.steps, joined.times_ms, joined.values)


def _joined(parts: list[Points]) -> Points:
    """The columns of the parts one behind the other, without a look at them."""
    if len(parts) == 1:
        return parts[0]
    joined = Points(array("q"), array("q"), array("d"))
    for part in parts:
        joined.steps.extend(part.steps)
        joined.times_ms.extend(part.times_ms)
        joined.values.extend(part.values)
    return joined


def _rank(bits: int) -> int:
    """The rank of the value with these bits."""
    return bits if 0 <= bits <= _INFINITY_BITS else _BELOW_ALL_BITS - bits


def has_nan(values: array[float]) -> bool:
    """Whether a value is NaN."""
    # A sum is fast, and NaN if a value is; it is also NaN if both infinities are in it.
    return isnan(sum(values)) and any(map(isnan, values))


def _with_one_nan(values: array[float]) -> array[float]:
    """The values with equal bits in all NaN."""
    if not has_nan(values):
        return values
    return array("d", [nan if isnan(value) else value for value in values])
