"""Points as text."""

import json
from math import inf, nan

from mldb.points.columns import Points
from mldb.points.text import CSV_HEAD, csv_rows, json_objects

POINTS = Points.of([(1, 2, 0.1 + 0.2), (2, -3, -0.0), (3, 4, 1e300), (4, 5, nan), (5, 6, inf)])


def test_each_point_is_json() -> None:
    rows = [json.loads(one) for one in json_objects(POINTS)]

    assert repr([row["value"] for row in rows]) == repr(
        [0.30000000000000004, -0.0, 1e300, "NaN", "Infinity"]
    )
    assert rows[1] == {"step": 2, "time_ms": -3, "value": -0.0}


def test_csv_reads_back() -> None:
    rows = [line.split(",") for line in f"{CSV_HEAD}{csv_rows(POINTS)}".splitlines()]

    assert rows[0] == ["step", "time_ms", "value"]
    assert repr([float(row[2]) for row in rows[1:]]) == repr(list(POINTS.values))
    assert rows[-1] == ["5", "6", "Infinity"]


def test_no_points_are_no_text() -> None:
    assert json_objects(Points.of(())) == []
    assert csv_rows(Points.of(())) == ""
