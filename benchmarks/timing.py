"""Medians of contestants that take turns."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

Contestant = Callable[[int], object]
"""One piece of work; gets the number of the turn, so that it can do it to something new."""


def medians(
    rounds: int,
    contestants: Mapping[str, Contestant],
    *,
    work: int = 1,
    clock: Callable[[], float] = perf_counter,
) -> dict[str, float]:
    """Median seconds per piece of work; one turn does `work` pieces, the first turn is a warm-up.

    The `clock` says what is measured: `time.process_time` for the processor alone. They take turns
    (A B A B …), so that whatever else the machine does meets all of them alike.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, contestant in contestants.items():
            start = clock()
            contestant(turn)
            seconds[name].append((clock() - start) / work)
    return {name: median(measured[1:]) for name, measured in seconds.items()}


def repeated(times: int, work: Callable[[], object]) -> Contestant:
    """Does short work several times per turn."""

    def turn(_: int) -> None:
        for _ in range(times):
            work()

    return turn
