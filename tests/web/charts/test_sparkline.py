"""Curves in cells of tables."""

import re
from math import inf, nan

from registry_app.web.charts.sparkline import Sparkline
from tests.web.charts.histories import curve


def heights(line: Sparkline) -> list[float]:
    return [float(y) for y in re.findall(r",([\d.]+)", line.path)]


def test_it_is_one_path_that_keeps_least_and_largest() -> None:
    values = [0.0] * 10_000
    values[1234], values[8765] = 7.0, -7.0

    line = Sparkline.of(curve(values).buckets, "loss")

    assert line.path.startswith("M2,12")
    assert sorted(set(heights(line))) == [2.0, 12.0, 22.0]
    # At most four points of each of 120 buckets.
    assert len(heights(line)) <= 480
    assert line.summary.startswith("loss: 10\u2009000 points")


def test_it_is_interrupted_at_nan_and_infinity() -> None:
    line = Sparkline.of(curve([1, nan, 2, 3, inf, 1]).buckets)

    assert line.path.count("M") == 3


def test_a_constant_and_a_single_point_are_seen() -> None:
    assert heights(Sparkline.of(curve([5, 5]).buckets)) == [12.0, 12.0]
    assert Sparkline.of(curve([5]).buckets).path == "M60,12h0.1"


def test_without_a_number_it_is_empty() -> None:
    for values in ([], [nan], [inf]):
        assert Sparkline.of(curve(values).buckets, "loss").path == ""
