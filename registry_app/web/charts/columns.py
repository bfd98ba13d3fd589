"""Curves as JSON for the browser's chart."""

from collections.abc import Sequence
from math import isfinite, isnan
from typing import Any

from mldb.points.buckets import Bucket
from mldb.points.statistics import Extreme
from registry_app.web.charts.curve import AT_MOST, Curve
from registry_app.web.charts.marks import without_position
from registry_app.web.charts.options import ChartOptions
from registry_app.web.charts.palette import DASHES, dash_of
from registry_app.web.charts.summary import summary_of

_EXACT = 2**53


def chart_json(curves: Sequence[Curve], options: ChartOptions, title: str = "") -> dict[str, Any]:
    """The curves as `static/registry/charts/` takes them, for JsonResponse.

    Of the options only the range of steps counts: the browser knows the others. A bucket is a flat
    list: count, number of NaN, then step, time and value of its last point; with more than one
    point also of its first, least and largest, the last two null if it holds no number. JSON has
    no infinities and no NaN, and JavaScript no large integers: they are texts.
    """
    shown = [curve.within(options.low, options.high) for curve in curves[:AT_MOST]]
    title = title or (curves[0].label if curves else "")
    return {
        "title": title,
        "summary": summary_of(title, shown),
        "without_logarithm": without_position(shown),
        "curves": [
            {
                "label": curve.label,
                "index": curve.index,
                "dash": DASHES[dash_of(curve.index)],
                "run": curve.run,
                "url": curve.url,
                "zero": curve.zero_ms if curve.buckets else 0,
                "buckets": [_row(bucket) for bucket in curve.buckets],
            }
            for curve in shown
        ],
    }


def _row(bucket: Bucket) -> list[Any]:
    row = [bucket.count, bucket.nans, *_point(bucket.last)]
    if bucket.count > 1:
        for point in (bucket.first, bucket.min, bucket.max):
            row += (None, None, None) if point is None else _point(point)
    return row


def _point(point: Extreme) -> tuple[Any, Any, Any]:
    step, time_ms, value = point
    return (
        step if -_EXACT <= step <= _EXACT else str(step),
        time_ms if -_EXACT <= time_ms <= _EXACT else str(time_ms),
        value if isfinite(value) else _text(value),
    )


def _text(value: float) -> str:
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"
