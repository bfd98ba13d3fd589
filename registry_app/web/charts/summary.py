"""Curves as a sentence, for those who don't see them."""

from collections.abc import Sequence

from mldb.points.statistics import Extreme
from registry_app.web.charts.axis import step_text
from registry_app.web.charts.curve import Curve
from registry_app.web.presentation.numbers import SIGNIFICANT, digits_apart, number_text

_NAMED = 5


def summary_of(title: str, curves: Sequence[Curve]) -> str:
    """First, last, least and largest value with their steps, and the number of points."""
    full = [curve for curve in curves if curve.buckets]
    if not full:
        return f"{title}: no points."
    if len(full) == 1:
        return _single(title or full[0].label, full[0])
    digits = digits_apart(curve.buckets[-1].last.value for curve in full)
    lasts = [
        f"{curve.label} {_value(curve.buckets[-1].last.value, digits)}" for curve in full[:_NAMED]
    ]
    others = f" and {len(full) - _NAMED} others" if len(full) > _NAMED else ""
    text = f"{title}: {len(full)} curves; last values {', '.join(lasts)}{others}"
    leasts = [(point, curve.label) for curve in full if (point := _least(curve))]
    largests = [(point, curve.label) for curve in full if (point := _largest(curve))]
    if leasts and largests:
        least, lowest = min(leasts, key=lambda found: found[0].value)
        most, highest = max(largests, key=lambda found: found[0].value)
        text += f"; minimum {_at(least)} of {lowest}, maximum {_at(most)} of {highest}"
    return f"{text}.{_nans(full)}"


def _single(title: str, curve: Curve) -> str:
    count = sum(bucket.count for bucket in curve.buckets)
    first, last = curve.buckets[0].first, curve.buckets[-1].last
    least, most = _least(curve), _largest(curve)
    if count == 1:
        return f"{title}: one point, {_at(last)}."
    points = [point for point in (first, last, least, most) if point]
    digits = digits_apart(point.value for point in points)
    text = f"{title}: {number_text(count)} points, from {_at(first, digits)} to {_at(last, digits)}"
    if least and most:
        text += f"; minimum {_at(least, digits)}, maximum {_at(most, digits)}"
    return f"{text}.{_nans([curve])}"


def _at(point: Extreme, digits: dict[float, int] | None = None) -> str:
    return f"{_value(point.value, digits or {})} (step {step_text(point.step)})"


def _value(value: float, digits: dict[float, int]) -> str:
    return number_text(value, digits.get(value, SIGNIFICANT))


def _nans(curves: Sequence[Curve]) -> str:
    nans = sum(bucket.nans for curve in curves for bucket in curve.buckets)
    if not nans:
        return ""
    return " One value is NaN." if nans == 1 else f" {number_text(nans)} values are NaN."


def _least(curve: Curve) -> Extreme | None:
    found = [bucket.min for bucket in curve.buckets if bucket.min is not None]
    return min(found, key=lambda point: point.value, default=None)


def _largest(curve: Curve) -> Extreme | None:
    found = [bucket.max for bucket in curve.buckets if bucket.max is not None]
    return max(found, key=lambda point: point.value, default=None)
