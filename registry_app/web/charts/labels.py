"""Labels beside a chart that don't lie on each other."""

from collections.abc import Sequence
from typing import Final

LONGEST: Final = 22
"""Characters that fit beside a chart."""


def spread(wanted: Sequence[float], gap: float, end: float) -> list[float]:
    """Positions from 0 to `end`, near the wanted ones and at least `gap` apart, in their order.

    Where there is no room for all, they are evenly closer.
    """
    gap = min(gap, end / (len(wanted) - 1)) if len(wanted) > 1 else gap
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    placed = [0.0] * len(wanted)
    least = 0.0
    for number in order:
        placed[number] = max(wanted[number], least)
        least = placed[number] + gap
    largest = end
    for number in reversed(order):
        placed[number] = round(min(placed[number], largest), 1)
        largest = placed[number] - gap
    return placed


def cut(text: str) -> str:
    """A text that fits beside a chart; names of runs often differ at their ends only."""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]}…{text[-half + 1 :]}"
