"""The horizontal axis: step, wall time or relative time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from mldb.points.statistics import Extreme
from registry_app.web.charts.curve import Curve
from registry_app.web.charts.options import XAxis
from registry_app.web.charts.scales import WholeScale, whole_ticks
from registry_app.web.presentation.numbers import SIGNIFICANT, THIN_SPACE, digits_apart, number_text

_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000
_DISTANCES: Final = (
    *(1, 2, 5, 10, 20, 50, 100, 200, 500),
    *(number * _SECOND for number in (1, 2, 5, 10, 15, 30)),
    *(number * _MINUTE for number in (1, 2, 5, 10, 15, 30)),
    *(number * _HOUR for number in (1, 2, 3, 6, 12)),
    *(number * _DAY for number in (1, 2, 5, 10, 30, 100, 365)),
)
_LONG: Final = 14
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Beyond this many digits a whole number is written as it is, because rounded ones look alike.
_ROUNDABLE: Final = 10**15


@dataclass(frozen=True)
class Tick:
    """A value on an axis; `at` is a position in the plot."""

    at: float
    label: str


def value_of(x: XAxis, curve: Curve) -> Callable[[Extreme], int]:
    """What a point of the curve has on this axis."""
    if x is XAxis.STEP:
        return lambda point: point.step
    if x is XAxis.TIME:
        return lambda point: point.time_ms
    zero = curve.zero_ms
    return lambda point: point.time_ms - zero


def bounds(x: XAxis, curves: Sequence[Curve]) -> tuple[int, int]:
    """The ends of the axis that holds all of these curves, none of which is empty."""
    low, high = [], []
    for curve in curves:
        value = value_of(x, curve)
        low.append(min(value(bucket.first) for bucket in curve.buckets))
        high.append(max(value(bucket.last) for bucket in curve.buckets))
        if x is not XAxis.STEP:
            # By step, times can go back: a resumed run writes early steps late.
            high.append(max(value(bucket.first) for bucket in curve.buckets))
            low.append(min(value(bucket.last) for bucket in curve.buckets))
    return min(low), max(high)


def ticks_of(x: XAxis, scale: WholeScale) -> list[Tick]:
    """Round values between the ends of the axis."""
    if x is XAxis.STEP:
        values = whole_ticks(scale.low, scale.high)
        ticks = [Tick(scale(value), step_text(value)) for value in values]
        # Very long numbers have room at the ends only.
        return ticks if len(ticks[-1].label) <= _LONG else [ticks[0], ticks[-1]]
    values = whole_ticks(scale.low, scale.high, sizes=_DISTANCES)
    distance = values[1] - values[0] if len(values) > 1 else _SECOND
    if x is XAxis.RELATIVE:
        return [Tick(scale(value), duration_text(value)) for value in values]
    texts = [_time_text(value, distance) for value in values]
    return [Tick(scale(value), text) for value, text in zip(values, texts, strict=True)]


def axis_label(x: XAxis, scale: WholeScale) -> str:
    """What the axis shows; a time of day comes with its day."""
    if x is XAxis.STEP:
        return "Step"
    if x is XAxis.RELATIVE:
        return "Time since start"
    days = [_utc(value) for value in (scale.low, scale.high)]
    if None in days:
        return "Milliseconds since 1970"
    first, last = (f"{day:%Y-%m-%d}" for day in days)
    return f"Time in UTC, {first}" if first == last else f"Time in UTC, {first} to {last}"


def step_text(step: int) -> str:
    """A step with all of its digits."""
    if abs(step) < _ROUNDABLE:
        return number_text(step)
    return f"{step:,}".replace(",", THIN_SPACE)


def duration_text(milliseconds: int) -> str:
    """A duration in its two largest units."""
    sign, rest = ("-", -milliseconds) if milliseconds < 0 else ("", milliseconds)
    if rest < _SECOND:
        return f"{sign}{rest} ms" if rest else "0"
    if rest < _MINUTE:
        return f"{sign}{number_text(rest / _SECOND, 3)} s"
    units = ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (_SECOND, "s"))
    parts: list[str] = []
    for size, name in units:
        number, rest = divmod(rest, size)
        if number or parts:
            parts.append(f"{number_text(number)} {name}" if number else "")
    return sign + " ".join(part for part in parts[:2] if part)


def tick_texts(values: Sequence[float]) -> list[str]:
    """Round numbers as text, with as many digits as they have."""
    digits = digits_apart(values)
    return [number_text(value, digits.get(value, _digits(value))) for value in values]


def _digits(value: float) -> int:
    """As many digits as a round number has, so that 0.5 is not 0.50000."""
    mantissa = f"{value:.{SIGNIFICANT - 1}e}".partition("e")[0].strip("-")
    return max(len(mantissa.rstrip("0").replace(".", "")), 1)


def _time_text(milliseconds: int, distance: int) -> str:
    moment = _utc(milliseconds)
    if moment is None:
        return step_text(milliseconds)
    if distance >= _DAY:
        return f"{moment:%b} {moment.day}"
    is_midnight = not milliseconds % _DAY
    if distance >= _MINUTE:
        return f"{moment:%b} {moment.day}" if is_midnight else f"{moment:%H:%M}"
    if distance >= _SECOND:
        return f"{moment:%H:%M:%S}"
    return f"{moment:%H:%M:%S}.{milliseconds % _SECOND:03}"


def _utc(milliseconds: int) -> datetime | None:
    """The moment, or None outside of the calendar's years 1 to 9999."""
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
