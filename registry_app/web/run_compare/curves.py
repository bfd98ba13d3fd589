"""Curves of several runs in one chart."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from mldb.points.buckets import Bucket
from mldb.points.text import CSV_HEAD, csv_rows
from registry_app.core.registry import Registry
from registry_app.web.charts.curve import Curve
from registry_app.web.kit.comparison import names_of
from registry_app.web.presentation.links import run_url
from registry_app.web.run.curves import milliseconds
from registry_app.web.run_compare.choice import RunChoice

CHARTS_SHOWN: Final = 12
"""Charts of a page: each has a curve for every run."""


def metric_names(choice: RunChoice, contains: str = "") -> list[str]:
    """The metrics of any of the runs with this text in their names, by name."""
    names = names_of([one.metrics for one in choice.runs])
    return [name for name in names if contains.casefold() in name.casefold()]


def curves_of(
    choice: RunChoice, metric: str, sampled: Mapping[tuple[str, str], Sequence[Bucket]]
) -> list[Curve]:
    """A curve for each run that has the metric; a run has the same colour in all charts."""
    pairs = enumerate(zip(choice.runs, choice.labels, strict=True))
    return [
        Curve(
            label,
            sampled[one.run.public_id, metric],
            index=index,
            run=one.run.public_id,
            url=run_url(one.run.public_id),
            started_ms=milliseconds(one.run.started_at),
        )
        for index, (one, label) in pairs
        if (one.run.public_id, metric) in sampled
    ]


def csv_of(registry: Registry, choice: RunChoice, metric: str) -> Iterator[bytes]:
    """All points of a metric of the runs that have it, run after run."""
    yield f"run,{CSV_HEAD}".encode()
    for one in choice.runs:
        if metric not in one.metrics:
            continue
        run = one.run.public_id
        for points in registry.histories.stream(run, metric):
            lines = csv_rows(points).splitlines()
            yield "".join(f"{run},{line}\n" for line in lines).encode()
