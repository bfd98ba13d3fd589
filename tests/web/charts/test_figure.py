"""The chart of curves: where points, marks and labels lie."""

import re
from itertools import pairwise
from math import inf, isfinite, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldb.points.buckets import buckets_of
from mldb.points.columns import Points
from registry_app.web.charts.curve import Curve
from registry_app.web.charts.figure import Figure
from registry_app.web.charts.labels import spread
from registry_app.web.charts.marks import MarkType
from registry_app.web.charts.options import ChartOptions, XAxis
from tests.web.charts.histories import SECOND_MS, START_MS, curve

BY_STEP = ChartOptions()
LOG = ChartOptions(is_log=True)


def places(path: str) -> list[tuple[float, float]]:
    """The positions in a path."""
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]


def pieces(path: str) -> int:
    return path.count("M")


def labels(figure: Figure) -> tuple[list[str], list[str]]:
    """Labels of the horizontal and of the vertical axis."""
    return [tick.label for tick in figure.x_ticks], [tick.label for tick in figure.y_ticks]


def test_few_points_are_all_on_the_line() -> None:
    figure = Figure.of([curve([0, 2, 1])], BY_STEP)

    assert figure.lines[0].path == "M0.0,260.0 500.0,0.0 1000.0,130.0"
    assert figure.lines[0].band == ""
    assert labels(figure) == (["0", "1", "2"], ["0", "0.5", "1", "1.5", "2"])


@pytest.mark.parametrize("spike_at", [1, 49_999, 50_000, 77_777, 99_998])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_spike_of_one_point_among_many_is_on_the_line_and_in_the_band(
    spike_at: int, sign: int
) -> None:
    values = [0.0] * 100_000
    values[spike_at] = sign * 10.0

    figure = Figure.of([curve(values)], BY_STEP)

    edge = 0.0 if sign > 0 else 260.0
    x = spike_at / 99_999 * 1000
    for path in (figure.lines[0].path, figure.lines[0].band):
        at_edge = [place for place in places(path) if place[1] == edge]
        assert len(at_edge) == 1
        assert at_edge[0][0] == pytest.approx(x, abs=0.06)


def test_the_band_goes_through_all_extremes() -> None:
    values = [float(number % 10) for number in range(1000)]

    figure = Figure.of([curve(values, at_most=10)], BY_STEP)

    ys = [y for _, y in places(figure.lines[0].band)]
    assert ys == [26.0] * 10 + [260.0] * 10


def test_a_line_is_interrupted_at_nan_and_infinity_which_are_marked() -> None:
    figure = Figure.of([curve([1, 2, nan, 3, inf, 2, -inf, 1])], BY_STEP)

    assert pieces(figure.lines[0].path) == 4
    assert [(mark.type, mark.x, mark.title) for mark in figure.marks] == [
        (MarkType.NAN, 285.7, "loss: NaN at step 2"),
        (MarkType.ABOVE, 571.4, "loss: ∞ at step 4"),
        (MarkType.BELOW, 857.1, "loss: -∞ at step 6"),
    ]
    assert "One value is NaN." in figure.summary
    assert "minimum -∞ (step 6), maximum ∞ (step 4)" in figure.summary


def test_marks_that_would_lie_on_each_other_are_one() -> None:
    figure = Figure.of([curve([1.0] * 500 + [nan] * 4 + [1.0] * 500)], BY_STEP)

    assert [mark.title for mark in figure.marks] == [
        "loss: NaN 4 times between the steps 500 and 503"
    ]


def test_nan_within_a_bucket_is_marked_and_does_not_hide_its_numbers() -> None:
    values = [float(number % 5) for number in range(1000)]
    values[503] = nan

    figure = Figure.of([curve(values, at_most=10)], BY_STEP)

    assert [mark.title for mark in figure.marks] == ["loss: NaN between the steps 500 and 599"]
    assert pieces(figure.lines[0].path) == 1


def test_nothing_but_nan_has_marks_and_no_line() -> None:
    figure = Figure.of([curve([nan, nan])], BY_STEP)

    assert figure.lines[0].path == ""
    assert figure.y_ticks == []
    assert len(figure.marks) == 2
    assert figure.summary == (
        "loss: 2 points, from NaN (step 0) to NaN (step 1). 2 values are NaN."
    )


def test_a_single_point_is_a_dot_in_the_middle() -> None:
    figure = Figure.of([curve([0.25], first_step=5)], BY_STEP)

    assert figure.lines[0].path == "M500.0,130.0h0"
    assert labels(figure)[0] == ["5"]
    assert figure.summary == "loss: one point, 0.25000 (step 5)."


@pytest.mark.parametrize(
    "value", [0.0, -3.5, 1e308, 5e-324, 1.7976931298623158e308, -1.7976931348623157e308]
)
def test_a_constant_has_a_level_line(value: float) -> None:
    figure = Figure.of([curve([value] * 5)], BY_STEP)

    (y,) = {y for _, y in places(figure.lines[0].path)}
    assert 0 < y < 260


def test_without_points_it_says_so() -> None:
    for curves in ([], [Curve("loss", [])]):
        figure = Figure.of(curves, BY_STEP, "loss")

        assert figure.lines == []
        assert figure.summary == "loss: no points."


def test_values_at_the_ends_of_the_doubles_are_in_the_plot() -> None:
    figure = Figure.of([curve([1e308, -1e308, 0.0, 1.7e308, -1.7e308])], BY_STEP)

    ys = [y for _, y in places(figure.lines[0].path)]
    assert ys == [53.5, 206.5, 130.0, 0.0, 260.0]
    assert labels(figure)[1] == ["-1.7e+308", "1.7e+308"]


@pytest.mark.parametrize("first", [2**63 - 9, -(2**63)])
def test_steps_at_the_ends_of_64_bits_are_told_apart(first: int) -> None:
    figure = Figure.of([curve(list(map(float, range(9))), first_step=first)], BY_STEP)

    xs = [x for x, _ in places(figure.lines[0].path)]
    assert xs == [number * 125.0 for number in range(9)]
    texts = labels(figure)[0]
    assert len(texts) == len(set(texts)) == 2
    assert all(first <= int(text.replace("\u2009", "")) < first + 9 for text in texts)


def test_a_logarithmic_scale_has_powers_of_ten() -> None:
    figure = Figure.of([curve([0.001, 0.1, 10])], LOG)

    assert [y for _, y in places(figure.lines[0].path)] == [260.0, 130.0, 0.0]
    assert labels(figure)[1] == ["0.001", "0.01", "0.1", "1", "10"]


@pytest.mark.parametrize(
    "values", [[1e308, 1.7e308], [5e-324, 1.7e308], [5e-324, 1e-323], [1.7e308]]
)
def test_a_logarithmic_scale_reaches_the_ends_of_the_doubles(values: list[float]) -> None:
    figure = Figure.of([curve(values)], LOG)

    assert all(0 <= y <= 260 for _, y in places(figure.lines[0].path))
    assert all(0 <= tick.at <= 260 for tick in figure.y_ticks)
    assert len(figure.y_ticks) > 1


def test_a_logarithmic_scale_of_close_values_has_several_ticks() -> None:
    figure = Figure.of([curve([0.11, 0.12, 0.13])], LOG)

    assert labels(figure)[1] == ["0.11", "0.12", "0.13"]


@pytest.mark.parametrize(
    ("values", "at_most", "note"),
    [
        ([1, 0, -1, 2], 10, "2 points are 0 or less"),
        ([1, 0, 2], 10, "1 point is 0 or less"),
        ([1, 5, 0, 0, 9, 9], 1, "At least 1 point is 0 or less"),
        ([-1, -2, nan, -4, 9, 9], 2, "At least 3 points are 0 or less"),
        ([1, 2], 10, ""),
    ],
)
def test_what_a_logarithmic_scale_can_not_show_is_counted(
    values: list[float], at_most: int, note: str
) -> None:
    figure = Figure.of([curve(values, at_most=at_most)], LOG)

    assert [text.split(",")[0] for text in figure.notes] == [note] * bool(note)
    assert Figure.of([curve(values, at_most=at_most)], BY_STEP).notes == []


def test_nothing_positive_on_a_logarithmic_scale_leaves_the_note() -> None:
    figure = Figure.of([curve([0, -1])], LOG)

    assert figure.lines[0].path == figure.lines[0].band == ""
    assert figure.y_ticks == []
    assert len(figure.notes) == 1


def test_the_axis_of_time_is_in_utc() -> None:
    figure = Figure.of([curve([1.0] * 3600)], ChartOptions(XAxis.TIME))

    assert labels(figure)[0] == ["03:20", "03:30", "03:40", "03:50", "04:00", "04:10"]
    assert figure.x_label == "Time in UTC, 2025-11-28"


def test_relative_time_counts_from_the_start_of_each_run() -> None:
    early = curve([1, 2, 3])
    late = Curve("b", curve([1, 2, 3]).buckets, 1, started_ms=START_MS - 2 * SECOND_MS)

    figure = Figure.of([early, late], ChartOptions(XAxis.RELATIVE))

    assert [line.path.split()[0] for line in figure.lines] == ["M0.0,260.0", "M500.0,260.0"]
    assert labels(figure)[0] == ["0", "1 s", "2 s", "3 s", "4 s"]


def test_times_beyond_the_calendar_are_milliseconds() -> None:
    points = Points.of([(0, -(2**63), 1.0), (1, 2**63 - 1, 2.0)])

    figure = Figure.of([Curve("a", buckets_of(points, 9))], ChartOptions(XAxis.TIME))

    assert figure.x_label == "Milliseconds since 1970"
    assert len(figure.x_ticks) > 1


def test_times_that_go_back_are_on_the_axis() -> None:
    points = Points.of([(0, 5000, 1.0), (1, 1000, 2.0), (2, 3000, 3.0)])

    figure = Figure.of([Curve("a", buckets_of(points, 9))], ChartOptions(XAxis.TIME))

    assert [x for x, _ in places(figure.lines[0].path)] == [1000.0, 0.0, 500.0]


def test_zooming_shows_the_steps_of_the_range() -> None:
    figure = Figure.of([curve([float(n) for n in range(100)])], ChartOptions(low=10, high=14))

    assert len(places(figure.lines[0].path)) == 5
    assert labels(figure) == (["10", "11", "12", "13", "14"], ["10", "11", "12", "13", "14"])
    assert figure.summary.startswith("loss: 5 points, from 10 (step 10) to 14 (step 14)")


def test_zooming_to_nothing_shows_nothing() -> None:
    assert Figure.of([curve([1, 2])], ChartOptions(low=10, high=14)).lines == []


def test_relative_time_keeps_its_zero_when_zoomed() -> None:
    figure = Figure.of([curve([1.0] * 100)], ChartOptions(XAxis.RELATIVE, low=50))

    assert labels(figure)[0][0] == "50 s"


def test_smoothing_changes_the_line_and_keeps_the_raw_one() -> None:
    values = [0.0, 1.0] * 50

    figure = Figure.of([curve(values)], ChartOptions(smooth=0.9))

    plain = Figure.of([curve(values)], BY_STEP)
    assert figure.lines[0].raw == plain.lines[0].path
    ys = [y for _, y in places(figure.lines[0].path)]
    assert len(ys) == 100
    # The first value is not pulled to zero, and later ones come close to the mean.
    assert ys[0] == 260.0
    assert all(abs(y - 130) < 20 for y in ys[50:])
    assert figure.summary == plain.summary


def test_smoothing_of_large_numbers_stays_finite() -> None:
    figure = Figure.of([curve([1.7e308] * 9 + [-1.7e308] * 9)], ChartOptions(smooth=0.99))

    assert all(0 <= y <= 260 for _, y in places(figure.lines[0].path))


def test_twenty_curves_have_labels_that_do_not_lie_on_each_other() -> None:
    curves = [curve([1, 0.001 * n], label=f"run {n}", index=n) for n in range(20)]

    figure = Figure.of(curves, BY_STEP, "loss")

    heights = sorted(line.label_y for line in figure.lines)
    gaps = [after - before for before, after in pairwise(heights)]
    assert min(gaps) >= 14 - 0.2
    assert 0 <= heights[0] <= heights[-1] <= figure.height
    # Labels are in the order of the ends of their lines.
    by_label = sorted(figure.lines, key=lambda line: line.label_y)
    assert [line.curve.label for line in by_label] == [f"run {n}" for n in range(19, -1, -1)]


def test_of_more_than_twenty_curves_the_first_are_shown_with_a_note() -> None:
    figure = Figure.of([curve([1, 2], index=n) for n in range(21)], BY_STEP, "loss")

    assert len(figure.lines) == 20
    assert figure.notes == ["The first 20 of 21 curves are shown."]


def test_several_curves_are_summed_up() -> None:
    curves = [curve([3, n], label=f"run {n}", index=n) for n in range(7)]

    assert Figure.of(curves, BY_STEP, "loss").summary == (
        "loss: 7 curves; last values run 0 0, run 1 1, run 2 2, run 3 3, run 4 4 and 2 others; "
        "minimum 0 (step 1) of run 0, maximum 6 (step 1) of run 6."
    )


def test_a_small_chart_has_the_ends_of_its_axes_only() -> None:
    figure = Figure.of([curve([float(n) for n in range(100)])], BY_STEP, is_small=True)

    assert labels(figure) == (["0", "80"], ["0", "100"])
    assert not figure.is_labelled


@given(st.lists(st.floats(0, 300), max_size=20), st.floats(1, 30))
def test_spread_labels_keep_their_distance_and_order(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap, 300)

    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    room = min(gap, 300 / max(len(wanted) - 1, 1))
    for before, after in pairwise(order):
        assert placed[after] - placed[before] >= room - 0.2
    assert all(-0.2 * len(wanted) <= y <= 300 for y in placed)


@given(
    st.lists(
        st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1), st.floats()),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 30),
    st.sampled_from(XAxis),
    st.booleans(),
    st.sampled_from([0.0, 0.6]),
)
def test_any_points_can_be_drawn(
    rows: list[tuple[int, int, float]],
    at_most: int,
    x: XAxis,
    is_log: bool,  # noqa: FBT001  # Hypothesis gives it by position
    smooth: float,
) -> None:
    drawn = Curve("a", buckets_of(Points.of(rows), at_most))

    figure = Figure.of([drawn], ChartOptions(x, is_log, smooth))

    line = figure.lines[0]
    for path in (line.path, line.band, line.raw):
        assert "nan" not in path
        assert "inf" not in path
    assert all(-0.1 <= y <= 260.1 for _, y in places(line.path))
    assert all(isfinite(tick.at) for tick in figure.x_ticks + figure.y_ticks)
    assert all(-0.1 <= tick.at <= 1000.1 for tick in figure.x_ticks)
