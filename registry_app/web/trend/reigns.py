"""Who was the champion when: bands behind a trend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mldb.schemas import MLModelAliasRead, TrendPoint
from registry_app.web.trend.across import TrendAxis

_ROOM_FOR_A_NUMBER = 22.0


@dataclass(frozen=True)
class Reign:
    """A band from `left` to `right`, in which the version with this number was the champion.

    `ended_at` is None for the current one. `value` is its metric, if it is among the points.
    """

    left: float
    right: float
    number: int
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    value: float | None

    @property
    def width(self) -> float:
        """From left to right."""
        return round(self.right - self.left, 1)

    @property
    def has_room(self) -> bool:
        """Whether its number can be written into it."""
        return self.width >= _ROOM_FOR_A_NUMBER


def reigns_of(
    assignments: Iterable[MLModelAliasRead], points: Sequence[TrendPoint], axis: TrendAxis
) -> list[Reign]:
    """The bands of the champions, the first one first; those too short to be seen are left out."""
    values = {point.number: point.value for point in points}
    reigns = []
    for one in assignments:
        if not one.is_champion:
            continue
        left = axis.of_moment(one.started_at)
        right = axis.end if one.ended_at is None else axis.of_moment(one.ended_at)
        reign = Reign(
            left,
            right,
            one.version_number,
            one.started_at,
            one.started_by,
            one.ended_at,
            values.get(one.version_number),
        )
        if right > left:
            reigns.append(reign)
    return sorted(reigns, key=lambda reign: reign.left)
