"""Results as lines of a table."""

from collections.abc import Sequence
from typing import NamedTuple

SECOND_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


class Line(NamedTuple):
    """One comparison; `verdict` is empty where no bound is set."""

    what: str
    ours: str
    other: str = ""
    ratio: str = ""
    bound: str = ""
    verdict: str = ""


HEADER = Line("what", "ours", "other", "ratio", "bound", "ok")


def slower(
    what: str, ours: float, name: str, other: float, *, at_most: float | None = None
) -> Line:
    """How many times the time of the other ours takes."""
    ratio = ours / other
    bound = "" if at_most is None else f"<= {at_most:.3g}x"
    verdict = "" if at_most is None else _verdict(ok=ratio <= at_most)
    other_text = f"{duration(other)} {name}"
    return Line(what, duration(ours), other_text, f"{ratio:.2f}x time", bound, verdict)


def faster(
    what: str, ours: float, name: str, other: float, *, at_least: float | None = None
) -> Line:
    """How many times the rate of the other ours has."""
    ratio = other / ours
    bound = "" if at_least is None else f">= {at_least:.3g}x"
    verdict = "" if at_least is None else _verdict(ok=ratio >= at_least)
    other_text = f"{duration(other)} {name}"
    return Line(what, duration(ours), other_text, f"{ratio:.1f}x rate", bound, verdict)


def below(what: str, ours: float, *, at_most: float) -> Line:
    """An absolute time and its bound."""
    return Line(
        what, duration(ours), bound=f"<= {duration(at_most)}", verdict=_verdict(ok=ours <= at_most)
    )


def alone(what: str, seconds: float) -> Line:
    """A time without a bound."""
    return Line(what, duration(seconds))


def figure(what: str, ours: int, *, at_most: int) -> Line:
    """A number and its bound."""
    return Line(what, f"{ours:,}", bound=f"<= {at_most:,}", verdict=_verdict(ok=ours <= at_most))


def below_megabytes(what: str, ours: float, beside: str, *, at_most: float) -> Line:
    """A size of memory and its bound, and what else was measured."""
    bound = f"<= {at_most:.3g} MB"
    return Line(what, f"{ours:.3g} MB", beside, bound=bound, verdict=_verdict(ok=ours <= at_most))


def duration(seconds: float) -> str:
    """A time in the unit that suits its size."""
    unit, symbol = next((unit for unit in SECOND_UNITS if seconds >= unit[0]), SECOND_UNITS[-1])
    return f"{seconds / unit:.3g} {symbol}"


def table(lines: Sequence[Line]) -> str:
    """Aligned columns under a header."""
    rows = [HEADER, *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    rows.insert(1, Line(*("-" * width for width in widths)))
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _verdict(*, ok: bool) -> str:
    return "ok" if ok else "MISSED"
