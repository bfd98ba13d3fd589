"""What a person chose about a chart, in the URL's query."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

_LEAST_STEP, _LARGEST_STEP = -(2**63), 2**63 - 1
_LONGEST = 20
_MOST_SMOOTH: Final = 0.99


class XAxis(StrEnum):
    """What lies along the horizontal axis."""

    STEP = "step"
    TIME = "time"
    RELATIVE = "relative"


@dataclass(frozen=True)
class ChartOptions:
    """Axes, smoothing and the range of steps, both ends included; None has no end.

    `smooth` from 0 to 0.99 is the weight of what went before in the drawn line.
    """

    x: XAxis = XAxis.STEP
    is_log: bool = False
    smooth: float = 0.0
    low: int | None = None
    high: int | None = None

    @classmethod
    def of_query(cls, query: Mapping[str, str]) -> Self:
        """The options of a URL's query; what can't be read is left at its default."""
        x = query.get("x", "")
        low, high = _step(query.get("low", "")), _step(query.get("high", ""))
        if low is not None and high is not None and low > high:
            low, high = high, low
        return cls(
            XAxis(x) if x in set(XAxis) else XAxis.STEP,
            query.get("y") == "log",
            _smooth(query.get("smooth", "")),
            low,
            high,
        )

    @property
    def query(self) -> dict[str, str]:
        """The query of these options, without defaults."""
        pairs = {
            "x": "" if self.x is XAxis.STEP else self.x.value,
            "y": "log" if self.is_log else "",
            "smooth": f"{self.smooth:g}" if self.smooth else "",
            "low": "" if self.low is None else str(self.low),
            "high": "" if self.high is None else str(self.high),
        }
        return {name: value for name, value in pairs.items() if value}


def _step(text: str) -> int | None:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(text) <= _LONGEST):
        return None
    return min(max(int(text), _LEAST_STEP), _LARGEST_STEP)


def _smooth(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return min(max(weight, 0.0), _MOST_SMOOTH) if weight == weight else 0.0  # noqa: PLR0124  # NaN
