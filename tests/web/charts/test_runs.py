"""Scatter and parallel coordinates of runs."""

import re
from math import inf, nan

from registry_app.web.charts.parallel import ParallelFigure, RunValues
from registry_app.web.charts.run_axis import RunAxis
from registry_app.web.charts.scatter import RunPoint, ScatterFigure
from registry_app.web.presentation.values import NO_VALUE


def test_an_axis_of_numbers_is_round() -> None:
    axis = RunAxis.of("lr", [0.1, "0.4", None, nan, inf], 0, 100)

    assert axis.is_numeric
    assert axis.positions == [0.0, 100.0, None, None, None]
    assert [(tick.at, tick.label) for tick in axis.ticks] == [
        (0.0, "0.1"),
        (33.3, "0.2"),
        (66.7, "0.3"),
        (100.0, "0.4"),
    ]


def test_one_text_makes_an_axis_of_categories() -> None:
    axis = RunAxis.of("layers", ["2", "auto", None, "2"], 0, 100)

    assert not axis.is_numeric
    assert axis.positions == [25.0, 75.0, None, 25.0]
    assert [tick.label for tick in axis.ticks] == ["2", "auto"]


def test_many_categories_are_counted() -> None:
    axis = RunAxis.of("name", [f"run {n}" for n in range(20)], 0, 100)

    assert len(axis.ticks) == 12
    assert axis.unlabelled == 8


def test_an_axis_without_choice_is_logarithmic_for_different_magnitudes() -> None:
    far = RunAxis.of("lr", [0.0001, 0.1], 0, 100, is_log=None)
    near = RunAxis.of("lr", [0.05, 0.1], 0, 100, is_log=None)
    below = RunAxis.of("lr", [-1, 1000], 0, 100, is_log=None)

    assert (far.label, [tick.label for tick in far.ticks]) == (
        "lr (log)",
        ["0.0001", "0.001", "0.01", "0.1"],
    )
    assert near.label == below.label == "lr"


def test_an_axis_without_values_has_no_ticks() -> None:
    assert RunAxis.of("lr", [None, None], 0, 100).ticks == []
    assert RunAxis.of("lr", [nan], 0, 100).ticks == []
    assert RunAxis.of("lr", [], 0, 100).positions == []


def test_a_scatter_places_runs_and_counts_the_others() -> None:
    runs = [
        RunPoint("a", 0.0, 1.0, 0, "/runs/a/"),
        RunPoint("b", 1.0, 2.0, 1),
        RunPoint("c", None, 2.0, 2),
        RunPoint("d", 1.0, nan, 3),
    ]

    figure = ScatterFigure.of(runs, "lr", "auc")

    assert [(dot.key, dot.x, dot.y) for dot in figure.dots] == [(1, 0.0, 320.0), (2, 1000.0, 0.0)]
    assert figure.summary == "auc against lr: 2 of 4 runs."
    assert figure.notes == ["2 runs are not shown, without a finite value of both."]
    assert figure.dots[0].title == "a: 0.0, 1.0"


def test_labels_of_a_scatter_have_room_or_wait_for_the_pointer() -> None:
    alone = ScatterFigure.of([RunPoint("a", 1.0, 1.0), RunPoint("b", 2.0, 2.0)], "x", "y")
    crowd = ScatterFigure.of([RunPoint(f"run {n}", 1.0, 1.0) for n in range(20)], "x", "y")

    # The right one has no room on its right.
    assert [dot.side for dot in alone.dots] == ["right", "left"]
    assert sum(bool(dot.side) for dot in crowd.dots) <= 4
    assert not ScatterFigure.of([RunPoint("a", 1.0, 1.0)] * 21, "x", "y").is_labelled


def test_a_logarithmic_scatter_leaves_out_what_is_not_positive() -> None:
    runs = [RunPoint("a", 0.0, 1.0), RunPoint("b", 0.1, 1.0), RunPoint("c", 10.0, 1.0)]

    figure = ScatterFigure.of(runs, "lr", "auc", is_x_log=True)

    assert [dot.run.label for dot in figure.dots] == ["b", "c"]
    assert figure.notes == [
        "1 run is not shown, without a finite value (or a positive one) of both."
    ]


def test_parallel_coordinates_have_a_line_per_run() -> None:
    runs = [
        RunValues("a", {"lr": 0.1, "optimizer": "adam", "auc": 0.2}, 0),
        RunValues("b", {"lr": 0.2, "optimizer": "sgd", "auc": 1.0}, 1),
        RunValues("c", {"lr": 0.2, "auc": 0.2}, 2),
    ]

    figure = ParallelFigure.of(runs, ["lr", "optimizer", "auc"])

    assert [placed.at for placed in figure.axes] == [0.0, 500.0, 1000.0]
    ys = [[float(y) for y in re.findall(r",([\d.]+)", line.path)] for line in figure.lines]
    assert ys == [[260.0, 195.0, 260.0], [0.0, 65.0, 0.0], [0.0, figure.missing, 260.0]]
    assert figure.lines[2].title == f"c: lr 0.2, optimizer {NO_VALUE}, auc 0.2"
    assert figure.notes == ["Lines pass below an axis where a run has no finite value."]


def test_parallel_coordinates_have_their_limits() -> None:
    runs = [RunValues(f"run {n}", {"x": n}, n) for n in range(21)]

    figure = ParallelFigure.of(runs, [f"p{n}" for n in range(13)])

    assert (len(figure.lines), len(figure.axes)) == (20, 12)
    assert figure.notes[:2] == [
        "The first 12 of 13 values are shown.",
        "The first 20 of 21 runs are shown.",
    ]


def test_parallel_coordinates_of_little_are_drawn() -> None:
    assert ParallelFigure.of([RunValues("a", {"x": 1})], ["x"]).lines[0].path == "M0,130h0"
    assert ParallelFigure.of([RunValues("a", {})], []).lines[0].path == ""
    assert ParallelFigure.of([], ["x"]).lines == []
