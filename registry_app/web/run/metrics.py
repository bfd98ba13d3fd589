"""The metrics of a run, in groups by the part of their names before the first slash."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from mldb.schemas import MetricCurve, MetricSeriesRead
from registry_app.web.charts.sparkline import Sparkline

T = TypeVar("T")

METRICS_SHOWN: Final = 200
"""Metrics of a page."""
BUCKETS: Final = 16
"""For curves as small as a word; so few that those of long histories are read from summaries."""


@dataclass(frozen=True)
class MetricRow:
    """A metric with its curve; `head` and `tail` are its name up to the first slash and after."""

    series: MetricSeriesRead
    curve: Sparkline

    @property
    def head(self) -> str:
        """The part of the name that names the group, with its slash."""
        return self.series.name.removesuffix(self.tail)

    @property
    def tail(self) -> str:
        """The rest of the name."""
        return self.series.name.removeprefix(f"{group_of(self.series.name)}/")


@dataclass(frozen=True)
class MetricGroup:
    """Metrics whose names begin alike; the heading is empty for names without a slash."""

    heading: str
    rows: list[MetricRow]


def metric_groups(curves: Iterable[MetricCurve]) -> list[MetricGroup]:
    """The metrics in groups by name; those without a group come first."""
    rows = [MetricRow(one.series, Sparkline.of(one.buckets, one.series.name)) for one in curves]
    groups = grouped(rows, [row.series.name for row in rows])
    return [MetricGroup(heading, members) for heading, members in groups]


def grouped(members: Sequence[T], names: Sequence[str]) -> list[tuple[str, list[T]]]:
    """The members by the group of their names, in order; a group of one needs no heading."""
    sizes = Counter(map(group_of, names))
    groups: dict[str, list[T]] = {}
    for member, name in zip(members, names, strict=True):
        group = group_of(name)
        groups.setdefault(group if sizes[group] > 1 else "", []).append(member)
    return sorted(groups.items())


def group_of(name: str) -> str:
    """The part before the first slash; empty if there is none, or nothing before or after it."""
    head, _, tail = name.partition("/")
    return head if head and tail else ""
