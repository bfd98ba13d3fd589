"""An axis of values of runs, which are numbers or texts: for scatter and parallel coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final, Self, TypeAlias

from registry_app.web.charts.axis import Tick, tick_texts
from registry_app.web.charts.labels import cut
from registry_app.web.charts.scales import LinearScale, LogScale, Scale, log_ticks, round_ticks

RunValue: TypeAlias = float | str | None
"""A metric or a parameter of a run; None is missing."""

_MOST_CATEGORIES: Final = 12
_FAR: Final = 100


@dataclass(frozen=True)
class RunAxis:
    """Positions of the values in their order, None for what has none."""

    label: str
    positions: list[float | None]
    ticks: list[Tick]
    is_numeric: bool
    unlabelled: int = 0

    @classmethod
    def of(
        cls,
        label: str,
        values: Sequence[RunValue],
        start: float,
        end: float,
        *,
        is_log: bool | None = False,
    ) -> Self:
        """The axis from `start` to `end`; numeric if every value that is there is a number.

        Without a choice the scale is logarithmic for positive numbers of different magnitude.
        """
        numbers = [_number(value) for value in values]
        known = [number for number in numbers if number is not None]
        if known and len(known) == sum(value is not None for value in values):
            if is_log is None and (is_log := _is_far_apart(known)):
                label = f"{label} (log)"
            return cls._numeric(label, numbers, start, end, is_log=bool(is_log))
        return cls._categorical(label, values, start, end)

    @classmethod
    def _numeric(
        cls, label: str, numbers: Sequence[float | None], start: float, end: float, *, is_log: bool
    ) -> Self:
        least = 0.0 if is_log else float("-inf")
        shown = [
            number if number is not None and isfinite(number) and number > least else None
            for number in numbers
        ]
        finite = [number for number in shown if number is not None]
        if not finite:
            return cls(label, shown, [], is_numeric=True)
        low, high = min(finite), max(finite)
        ticks = log_ticks(low, high) if is_log else round_ticks(finite)
        scale: Scale = (LogScale if is_log else LinearScale)([*ticks, low, high], start, end)
        return cls(
            label,
            [None if number is None else scale(number) for number in shown],
            [Tick(scale(tick), text) for tick, text in zip(ticks, tick_texts(ticks), strict=True)],
            is_numeric=True,
        )

    @classmethod
    def _categorical(cls, label: str, values: Sequence[RunValue], start: float, end: float) -> Self:
        texts = [None if value is None else str(value) for value in values]
        names = sorted({text for text in texts if text is not None})
        # Half a step of room at both ends, so that nothing lies on a corner.
        step = (end - start) / max(len(names), 1)
        places = {name: round(start + step * (at + 0.5), 1) for at, name in enumerate(names)}
        labelled = names[:_MOST_CATEGORIES] if len(names) > _MOST_CATEGORIES else names
        return cls(
            label,
            [None if text is None else places[text] for text in texts],
            [Tick(places[name], cut(name)) for name in labelled],
            is_numeric=False,
            unlabelled=len(names) - len(labelled),
        )


def _is_far_apart(numbers: Sequence[float]) -> bool:
    finite = [number for number in numbers if isfinite(number)]
    return bool(finite) and min(finite) > 0 and max(finite) / _FAR >= min(finite)


def _number(value: RunValue) -> float | None:
    """The number that a value is or says; None if it says none."""
    if value is None or isinstance(value, float | int):
        return value
    try:
        return float(value)
    except ValueError:
        return None
