"""Statements and time of the pages of a run with many long metrics."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from benchmarks.curves import curve, log_of
from benchmarks.measured_registry import ACTOR
from benchmarks.site_client import Site, counted_statements
from benchmarks.table import Line, below, figure
from benchmarks.timing import medians, repeated
from mldb.config import DatabaseConfig
from mldb.schemas import MLRunCreate
from mldb.sync_db import Database, Registry

METRICS: Final = 200
POINTS: Final = 10_000
CHARTS: Final = 24
"""On a page of charts."""
ROUNDS: Final = 15
STATEMENTS: Final = 12
PAGE_SECONDS: Final = 0.15
CHART_SECONDS: Final = 0.03


def long_run(config: DatabaseConfig) -> str:
    """Public id of a new run with many long metrics."""
    with Database(config) as database:
        registry = Registry(database, actor=ACTOR)
        run = registry.runs.create(MLRunCreate(params={"lr": "0.1"}, tags={"team": "risk"}))
        for number in range(METRICS):
            log = log_of({_name(number): curve(number, POINTS)})
            registry.run_logs.log_batch(run.public_id, log)
    return run.public_id


def run_pages(site: Site, run: str) -> Iterator[Line]:
    """Lines of the table: the page before its charts, all charts of a page, one chart."""
    page, chart = f"/runs/{run}", f"/runs/{run}/chart?metric={_name(METRICS // 2)}"
    what = f"run with {METRICS} metrics of {POINTS:,} points"
    with counted_statements() as count:
        site.get(page)
    yield figure(f"{what}, SQL statements", count(), at_most=STATEMENTS)
    addresses = {
        "page": page,
        "page of charts": f"{page}/charts",
        "points of a chart": f"{chart}&format=chart",
        "chart as SVG": f"{chart}&format=svg",
        "page of a chart": chart,
    }
    seconds = medians(
        ROUNDS,
        {name: repeated(1, partial(site.get, address)) for name, address in addresses.items()},
    )
    yield below(f"{what}, page", seconds["page"], at_most=PAGE_SECONDS)
    yield below(
        f"{what}, each of {CHARTS} charts of a page",
        seconds["page of charts"] / CHARTS,
        at_most=CHART_SECONDS,
    )
    for name in ("points of a chart", "chart as SVG", "page of a chart"):
        at_most = PAGE_SECONDS if name.startswith("page") else CHART_SECONDS
        yield below(f"{what}, {name}", seconds[name], at_most=at_most)


def _name(number: int) -> str:
    return f"part_{number // 8}/metric_{number}"
