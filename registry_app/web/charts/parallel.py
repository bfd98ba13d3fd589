"""Parallel coordinates: a line per run through the values of many parameters and metrics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from registry_app.web.charts.curve import AT_MOST
from registry_app.web.charts.figure import WIDTH
from registry_app.web.charts.run_axis import RunAxis, RunValue
from registry_app.web.presentation.numbers import number_text
from registry_app.web.presentation.values import NO_VALUE

MOST_AXES: Final = 12
_MISSING: Final = 26
"""Pixels below the axes where lines go that lack a value."""


@dataclass(frozen=True)
class RunValues:
    """A run with its values by name."""

    label: str
    values: Mapping[str, RunValue]
    index: int = 0
    url: str = ""


@dataclass(frozen=True)
class PlacedAxis:
    """An axis and where it stands."""

    at: float
    axis: RunAxis

    @property
    def has_room_on_the_right(self) -> bool:
        """Whether its labels stand right of it: all but the last axis."""
        return self.at < WIDTH


@dataclass(frozen=True)
class RunLine:
    """The line of a run; `title` has all of its values."""

    run: RunValues
    key: int
    path: str
    title: str


@dataclass(frozen=True)
class ParallelFigure:
    """Axes side by side, and lines."""

    width: ClassVar[int] = WIDTH
    height: ClassVar[int] = 260
    missing: ClassVar[int] = 260 + _MISSING

    axes: list[PlacedAxis]
    lines: list[RunLine]
    summary: str
    notes: list[str]

    @classmethod
    def of(cls, runs: Sequence[RunValues], names: Sequence[str]) -> Self:
        """The lines of up to twenty runs over up to twelve values; of more, the first ones."""
        shown, axes = runs[:AT_MOST], []
        for number, name in enumerate(names[:MOST_AXES]):
            values = [run.values.get(name) for run in shown]
            at = round(number / (min(len(names), MOST_AXES) - 1) * WIDTH, 1) if number else 0.0
            axes.append(PlacedAxis(at, RunAxis.of(name, values, cls.height, 0, is_log=None)))
        notes = []
        if len(names) > MOST_AXES:
            notes.append(f"The first {MOST_AXES} of {number_text(len(names))} values are shown.")
        if len(runs) > AT_MOST:
            notes.append(f"The first {AT_MOST} of {number_text(len(runs))} runs are shown.")
        if any(place is None for placed in axes for place in placed.axis.positions):
            notes.append("Lines pass below an axis where a run has no finite value.")
        lines = [
            RunLine(run, number + 1, cls._path(axes, number), _title(run, names))
            for number, run in enumerate(shown)
        ]
        runs_text = "one run" if len(shown) == 1 else f"{len(shown)} runs"
        summary = f"{', '.join(names[:MOST_AXES])} of {runs_text}." if names else "No values."
        return cls(axes, lines, summary, notes)

    @property
    def has_missing(self) -> bool:
        """Whether a line passes below an axis."""
        return any(place is None for placed in self.axes for place in placed.axis.positions)

    @classmethod
    def _path(cls, axes: Sequence[PlacedAxis], number: int) -> str:
        places = []
        for placed in axes:
            y = placed.axis.positions[number]
            places.append(f"{placed.at:g},{cls.missing if y is None else y:g}")
        return f"M{' '.join(places)}{'h0' if len(places) == 1 else ''}" if places else ""


def _title(run: RunValues, names: Sequence[str]) -> str:
    values = [(name, run.values.get(name)) for name in names[:MOST_AXES]]
    texts = [f"{name} {NO_VALUE if value is None else value}" for name, value in values]
    return f"{run.label}: {', '.join(texts)}"
