"""Points as text: JSON Lines and CSV, with all digits of the values."""

from math import isfinite
from typing import Final

from mldb.points.buckets import Bucket
from mldb.points.columns import Points
from mldb.points.statistics import Extreme

CSV_HEAD: Final = "step,time_ms,value\n"


def json_objects(points: Points) -> list[str]:
    """Each point as a JSON object; the values that are no JSON numbers as text."""
    return [
        f'{{"step":{step},"time_ms":{time_ms},"value":{_json(value)}}}'
        for step, time_ms, value in zip(points.steps, points.times_ms, points.values, strict=True)
    ]


def json_bucket(bucket: Bucket) -> str:
    """A bucket as a JSON object, with its points as of `json_objects`."""
    return (
        f'{{"count":{bucket.count},"nan_count":{bucket.nans},"first":{_json_point(bucket.first)},'
        f'"last":{_json_point(bucket.last)},"min":{_json_point(bucket.min)},'
        f'"max":{_json_point(bucket.max)}}}'
    )


def _json_point(point: Extreme | None) -> str:
    if point is None:
        return "null"
    return f'{{"step":{point.step},"time_ms":{point.time_ms},"value":{_json(point.value)}}}'


def csv_rows(points: Points) -> str:
    """A row of CSV for each point, below `CSV_HEAD`."""
    return "".join(
        f"{step},{time_ms},{number_text(value)}\n"
        for step, time_ms, value in zip(points.steps, points.times_ms, points.values, strict=True)
    )


def number_text(value: float) -> str:
    """The number as the shortest text that reads back as it; also NaN, Infinity, -Infinity."""
    if isfinite(value):
        return repr(value)
    return _NOT_FINITE[repr(value)]


def _json(value: float) -> str:
    return repr(value) if isfinite(value) else f'"{number_text(value)}"'


_NOT_FINITE: Final = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
