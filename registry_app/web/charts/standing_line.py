"""The newest values of a model's primary metric as a small line with the champion marked."""

from dataclasses import dataclass
from typing import ClassVar, Self

from mldb.schemas import ModelStanding
from registry_app.web.charts.scales import LinearScale
from registry_app.web.presentation.standing import value_text

_EDGE = 3


@dataclass(frozen=True)
class StandingLine:
    """A path through the values by version, and where its last point and the champion are.

    `champion` is None if none is in use, or if it is not among the newest values.
    """

    width: ClassVar[int] = 72
    height: ClassVar[int] = 20

    path: str
    end: tuple[float, float]
    champion: tuple[float, float] | None
    summary: str

    @classmethod
    def of(
        cls, standing: ModelStanding, width: int | None = None, height: int | None = None
    ) -> Self | None:
        """The line of this standing; None without values."""
        values = standing.recent
        if not values:
            return None
        wide, high = width or cls.width, height or cls.height
        across = LinearScale([0, max(len(values) - 1, 1)], _EDGE, wide - _EDGE)
        up = LinearScale([one.value for one in values], high - _EDGE, _EDGE)
        places = [(across(index), up(one.value)) for index, one in enumerate(values)]
        path = "M" + "L".join(f"{x:g},{y:g}" for x, y in places)
        if len(places) == 1:
            # A line needs a second position to be seen.
            path += "h0.1"
        in_use = (
            place
            for one, place in zip(values, places, strict=True)
            if one.number == standing.champion_number
        )
        return cls(path, places[-1], next(in_use, None), summary(standing))


def summary(standing: ModelStanding) -> str:
    """The line in words."""
    first, last = standing.recent[0], standing.recent[-1]
    if first.number == last.number:
        said = (
            f"{standing.metric}: {value_text(last.value, standing.goal)} in version {last.number}"
        )
    else:
        said = (
            f"{standing.metric} from {value_text(first.value, standing.goal)} (version "
            f"{first.number}) to {value_text(last.value, standing.goal)} (version {last.number})"
        )
    if standing.champion is None:
        return said
    in_use = value_text(standing.champion.value, standing.goal)
    return f"{said}; the champion, version {standing.champion.number}, has {in_use}"
