"""Scatter of runs: one value against another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Self, TypeAlias

from registry_app.web.charts.figure import WIDTH
from registry_app.web.charts.labels import cut
from registry_app.web.charts.run_axis import RunAxis, RunValue
from registry_app.web.presentation.numbers import number_text

MOST_LABELS: Final = 20
_NOMINAL: Final = 640.0
"""Pixels of width for which labels are placed."""
_LETTER, _LINE, _AWAY = 6.4, 14.0, 9.0


Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True)
class RunPoint:
    """A run in a scatter."""

    label: str
    x: RunValue
    y: RunValue
    index: int = 0
    url: str = ""


@dataclass(frozen=True)
class Dot:
    """A drawn point with the number of its run.

    `name` is empty where there is room for the number only, `side` where there is none at all:
    then the label is seen on hover and focus.
    """

    run: RunPoint
    key: int
    x: float
    y: float
    name: str
    side: str

    @property
    def title(self) -> str:
        """The exact values."""
        return f"{self.run.label}: {_text(self.run.x)}, {_text(self.run.y)}"


@dataclass(frozen=True)
class ScatterFigure:
    """Dots and both axes."""

    width: ClassVar[int] = WIDTH
    height: ClassVar[int] = 320

    dots: list[Dot]
    x: RunAxis
    y: RunAxis
    summary: str
    notes: list[str]

    @property
    def is_labelled(self) -> bool:
        """Whether there are few enough runs for labels and a legend."""
        return len(self.dots) <= MOST_LABELS

    @classmethod
    def of(
        cls,
        runs: Sequence[RunPoint],
        x_label: str,
        y_label: str,
        *,
        is_x_log: bool | None = False,
        is_y_log: bool = False,
        word: str = "run",
    ) -> Self:
        """The scatter of these runs, or of what `word` says.

        Those that lack a value are counted in a note.
        """
        x = RunAxis.of(x_label, [run.x for run in runs], 0, WIDTH, is_log=is_x_log)
        y = RunAxis.of(y_label, [run.y for run in runs], cls.height, 0, is_log=is_y_log)
        places = [
            (run, across, up)
            for run, across, up in zip(runs, x.positions, y.positions, strict=True)
            if across is not None and up is not None
        ]
        left_out = len(runs) - len(places)
        notes = []
        if left_out:
            are = f"{word} is" if left_out == 1 else f"{word}s are"
            why = " (or a positive one)" if is_x_log or is_y_log else ""
            notes.append(
                f"{number_text(left_out)} {are} not shown, without a finite value{why} of both."
            )
        shown = f"{number_text(len(places))} of {number_text(len(runs))} {word}s"
        summary = f"{y_label} against {x_label}: {shown}."
        return cls(_labelled(places), x, y, summary, notes)


def _labelled(places: Sequence[tuple[RunPoint, float, float]]) -> list[Dot]:
    """Dots with labels where there is room, on one of four sides."""
    taken = [_box(x, y, 0, "dot") for _, x, y in places]
    dots = []
    for key, (run, x, y) in enumerate(places, 1):
        name, side = cut(run.label), ""
        if len(places) <= MOST_LABELS:
            name, side = _free(x, y, key, name, taken)
        dots.append(Dot(run, key, x, y, name, side))
    return dots


def _free(x: float, y: float, key: int, name: str, taken: list[Box]) -> tuple[str, str]:
    """The name, or nothing of it, and a free side, which is taken then."""
    for tried in (name, ""):
        letters = len(f"{key} {tried}")
        for side in ("right", "left", "above", "below"):
            box = _box(x, y, letters, side)
            is_inside = box[0] >= 0 and box[2] <= _NOMINAL
            if is_inside and not any(_meet(box, one) for one in taken):
                taken.append(box)
                return tried, side
    return name, ""


def _box(x: float, y: float, letters: int, side: str) -> Box:
    """The box of a label, or of the dot."""
    x = x / WIDTH * _NOMINAL
    wide = letters * _LETTER
    if side == "right":
        return x + _AWAY - 2, y - _LINE / 2, x + _AWAY + wide, y + _LINE / 2
    if side == "left":
        return x - _AWAY - wide, y - _LINE / 2, x - _AWAY + 2, y + _LINE / 2
    if side == "above":
        return x - wide / 2, y - _AWAY - _LINE, x + wide / 2, y - _AWAY + 2
    if side == "below":
        return x - wide / 2, y + _AWAY - 2, x + wide / 2, y + _AWAY + _LINE
    return x - 5, y - 5, x + 5, y + 5


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _text(value: RunValue) -> str:
    return value if isinstance(value, str) else "" if value is None else repr(value)
