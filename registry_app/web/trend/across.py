"""The horizontal axis of a trend: numbers of versions, or the time of their registration."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from mldb.schemas import TrendPoint
from registry_app.web.charts.scales import LinearScale


class Across(StrEnum):
    """What the axis shows."""

    NUMBER = "number"
    DATE = "date"


class TrendAxis:
    """Positions of versions, and of moments between them."""

    def __init__(
        self, points: Sequence[TrendPoint], across: Across, start: float, end: float
    ) -> None:
        self.across = across
        self._points = points
        self._times = [point.created_at.timestamp() for point in points]
        values = (
            [float(point.number) for point in points]
            if across is Across.NUMBER
            # It goes on until now, so that the current champion has its place.
            else [*self._times, datetime.now(UTC).timestamp()]
        )
        self._scale = LinearScale(values, start, end)
        self.start, self.end = start, end

    def of_point(self, point: TrendPoint) -> float:
        """The position of a version."""
        if self.across is Across.NUMBER:
            return self._scale(point.number)
        return self._scale(point.created_at.timestamp())

    def of_moment(self, moment: datetime) -> float:
        """The position of a moment; by number it lies between the versions before and after it."""
        time = moment.timestamp()
        if self.across is Across.DATE:
            return min(max(self._scale(time), self.start), self.end)
        index = bisect_right(self._times, time)
        if index == 0:
            return self.start
        if index == len(self._points):
            return self.end
        before, after = self._points[index - 1], self._points[index]
        return round((self._scale(before.number) + self._scale(after.number)) / 2, 1)
