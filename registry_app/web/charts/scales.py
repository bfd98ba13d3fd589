"""Scales of charts: from values to positions, and round numbers as ticks."""

import math
import sys
from collections.abc import Sequence
from typing import Final, Protocol

_TICKS: Final = 4
# Outside of these, sums and quotients of doubles are too inexact.
_LEAST_SPAN, _LARGEST_SPAN, _LEAST_STEP = 1e-300, 1e300, 1e-12
_MOST_DECADES: Final = 5


class Scale(Protocol):
    """Maps values to positions between two ends."""

    def exactly(self, value: float) -> float:
        """The position of a value."""

    def __call__(self, value: float) -> float:
        """The position, to a tenth of a pixel."""


class LinearScale:
    """Maps the least value to `start` and the largest to `end`; a single value to the middle."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = min(values), max(values)
        self.start, self.end = start, end
        # Halved, because the difference of two doubles can be none.
        self._span = self.high / 2 - self.low / 2

    def exactly(self, value: float) -> float:
        """The position of a value."""
        share = (value / 2 - self.low / 2) / self._span if self._span else 0.5
        return self.start + share * (self.end - self.start)

    def __call__(self, value: float) -> float:
        """The position, to a tenth of a pixel."""
        return round(self.exactly(value), 1)


class WholeScale:
    """A linear scale of whole numbers of any size, exact where doubles are not."""

    def __init__(self, low: int, high: int, end: float) -> None:
        self.low, self.high, self.end = low, high, end
        self._span = high - low

    def exactly(self, value: float) -> float:
        """The position of a value."""
        return (value - self.low) / self._span * self.end if self._span else self.end / 2

    def __call__(self, value: float) -> float:
        """The position, to a tenth of a pixel."""
        return round(self.exactly(value), 1)


class LogScale:
    """Maps positive values by their logarithm; what is not positive lies at `start`."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._linear = LinearScale([math.log10(value) for value in values], start, end)

    def exactly(self, value: float) -> float:
        """The position of a value."""
        if value == math.inf:
            return self._linear.end
        return self._linear.exactly(math.log10(value)) if value > 0 else self._linear.start

    def __call__(self, value: float) -> float:
        """The position, to a tenth of a pixel."""
        return round(self.exactly(value), 1)


def round_ticks(values: Sequence[float]) -> list[float]:
    """Round numbers around the values; where computing with them fails, their ends."""
    low, high = min(values), max(values)
    if low == high:
        # A single value lies in the middle.
        half = min((abs(high) or 1.0) / 2, sys.float_info.max - abs(high))
        low, high = low - half, high + half
    span = high - low
    if not _LEAST_SPAN < span < _LARGEST_SPAN or abs(high) + abs(low) > span / _LEAST_STEP:
        return [low, high]
    rough = span / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = [number * step for number in range(first, max(last, first + 1) + 1)]
    # Rounded outwards, the largest doubles become infinite.
    return ticks if math.isfinite(ticks[0]) and math.isfinite(ticks[-1]) else [low, high]


def log_ticks(low: float, high: float) -> list[float]:
    """Powers of ten from just below `low` to just above `high`, or round numbers if they are close.

    Both are positive and finite.
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    if last - first > _MOST_DECADES:
        stride = math.ceil((last - first) / _MOST_DECADES)
        return [_power(number) for number in range(first, last + stride, stride)]
    decades = [
        tick
        for number in range(first, last + 1)
        for tick in (_power(number), 2 * _power(number), 5 * _power(number))
        if math.isfinite(tick)
    ]
    below = max((tick for tick in decades if tick <= low), default=low)
    above = min((tick for tick in decades if tick >= high), default=high)
    if above <= below * 10:
        near = [tick for tick in round_ticks([low, high]) if tick > 0]
        if len(near) > 1:
            return near
    ticks = [tick for tick in decades if below <= tick <= above]
    whole = [tick for tick in ticks if math.log10(tick).is_integer()]
    return ticks if len(whole) <= 2 else sorted({below, *whole, above})  # noqa: PLR2004  # two are no scale


def _power(number: int) -> float:
    """A power of ten that is a double other than zero and infinity."""
    return float(f"1e{max(min(number, 308), -323)}")


def whole_ticks(low: int, high: int, at_most: int = 6, sizes: Sequence[int] = ()) -> list[int]:
    """Multiples of a round number from `low` to `high`; their ends where there are none.

    `sizes` are distances to choose from; without them, and above the largest, it is 1, 2 or 5
    times a power of ten.
    """
    if low == high:
        return [low]
    rough = max(-(-(high - low) // at_most), 1)
    step = next((size for size in sizes if size >= rough), 0)
    if not step:
        base = sizes[-1] if sizes else 1
        times = -(-rough // base)
        power = 10 ** (len(str(times)) - 1)
        step = base * next(size * power for size in (1, 2, 5, 10) if size * power >= times)
    first = -(-low // step) * step
    ticks = list(range(first, high + 1, step))
    return ticks if len(ticks) > 1 else [low, high]
