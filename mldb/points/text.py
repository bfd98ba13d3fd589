"""Points as text: JSON Lines and CSV, with all digits of the values."""

from math import isfinite
from typing import Final

from mldb.points.columns import Points

CSV_HEAD: Final = "step,time_ms,value\n"


def json_objects(points: Points) -> list[str]:
    """Each point as a JSON object; the values that are no JSON numbers as text."""
    return [
        f'{{"step":{step},"time_ms":{time_ms},"value":{_json(value)}}}'
        for step, time_ms, value in zip(points.steps, points.times_ms, points.values, strict=True)
    ]


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
