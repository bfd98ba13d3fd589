"""A year of a small team: how long its pages take, and how much room its runs need.

50 experiments, 20,000 runs and about 20 million points, written by the services of the library.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from benchmarks.measured_registry import ACTOR, empty_registry
from benchmarks.servers import megabytes
from benchmarks.site_client import Site, counted_statements
from benchmarks.sizes import size_bytes
from benchmarks.table import Line, duration
from benchmarks.timing import medians, repeated
from benchmarks.year_of_runs import BEGIN, PEOPLE, SECONDS, Training, training
from mldb.config import SQLiteConfig
from mldb.schemas import MLExperimentCreate, MLRunCreate, RunLog
from mldb.sync_db import Database, Registry
from mldb.values.limits import POINTS_PER_CALL

EXPERIMENTS: Final = 50
RUNS: Final = 20_000
SWEEP: Final = 20
"""Runs that are tried together: the first one is the parent of the others."""
ROUNDS: Final = 7


@dataclass(frozen=True)
class Filled:
    """What was written, and what it cost."""

    points: int
    seconds: float
    megabytes: float
    runs: list[str]
    """Public ids of some runs of the experiment that has most."""


def measure(runs: int = RUNS) -> Iterator[Line]:
    """Lines of the table."""
    with empty_registry() as config, TemporaryDirectory() as folder:
        # In a process of its own, so that its memory is not counted with that of the pages.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            filled = pool.submit(fill, config, runs).result()
        yield from _of_filling(config, filled, runs)
        os.environ["SQLITE_DB_PATH"] = str(config.db_path)
        yield from _of_pages(Site(Path(folder)), filled.runs)


def fill(config: SQLiteConfig, runs: int) -> Filled:
    """Write the year into an empty registry."""
    random = Random(2026)  # noqa: S311  # no secret
    begin, points = perf_counter(), 0
    first: list[str] = []
    with Database(config) as database:
        registry = Registry(database, actor=ACTOR)
        names = [f"experiment-{number:02}" for number in range(1, EXPERIMENTS + 1)]
        for name in names:
            registry.experiments.create(MLExperimentCreate(name=name, tags={"team": "risk"}))
        # Some are worked on all year, others for a day.
        weights = [1 / number for number in range(1, EXPERIMENTS + 1)]
        for sweep in range(0, runs, SWEEP):
            name = random.choices(names, weights)[0] if sweep else names[0]
            started_at = BEGIN + timedelta(seconds=SECONDS * sweep // runs)
            trainings = [
                training(random, started_at + timedelta(minutes=number))
                for number in range(min(SWEEP, runs - sweep))
            ]
            ids = _write(database, name, random.choice(PEOPLE), trainings)
            points += sum(len(one.points) for one in trainings)
            first = first or ids
    return Filled(points, perf_counter() - begin, megabytes("VmHWM"), first)


def _write(database: Database, experiment: str, user: str, sweep: list[Training]) -> list[str]:
    """Ids of the new runs of a sweep, which is one transaction."""
    parent: str | None = None
    ids: list[str] = []
    with database.transaction() as shared:
        registry = Registry(shared, actor=user)
        for one in sweep:
            given = MLRunCreate(
                experiment=experiment,
                parent=parent,
                started_at=one.started_at,
                source="train.py",
                git_commit="9fceb02d0ae598e95dc970b74767f19372d61af8",
                params=one.params,
                tags={"host": f"gpu-{len(user)}"},
            )
            ids.append(registry.runs.create(given).public_id)
            parent = parent or ids[0]
        logs = [
            (public_id, RunLog(metrics=one.points[start : start + POINTS_PER_CALL]))
            for public_id, one in zip(ids, sweep, strict=True)
            for start in range(0, len(one.points), POINTS_PER_CALL)
        ]
        for outcome in registry.run_logs.log_many(logs):
            if isinstance(outcome, Exception):
                raise outcome
        for public_id, one in zip(ids, sweep, strict=True):
            registry.runs.end(public_id, one.status, one.ended_at)
    return ids


def _of_filling(config: SQLiteConfig, filled: Filled, runs: int) -> Iterator[Line]:
    size = size_bytes(config)
    what = f"year of {runs:,} runs, {filled.points:,} points"
    rate = f"{filled.points / filled.seconds:,.0f} points/s"
    yield Line(f"{what}: written by the library", duration(filled.seconds), rate)
    yield Line(f"{what}: memory of the writer at most", f"{filled.megabytes:.0f} MB")
    per_point = f"{size / filled.points:.3g} bytes per point, all else included"
    yield Line(f"{what}: size of the file", f"{size / 1e6:.0f} MB", per_point)


def _of_pages(site: Site, runs: list[str]) -> Iterator[Line]:
    compared = "&".join(f"run={run}" for run in runs[1:6])
    pages = {
        "experiments": "/experiments",
        "an experiment's runs": "/experiments/1",
        "an experiment's runs by a metric": "/experiments/1?q=sort:-metric.val_auc",
        "an experiment's runs by two conditions": (
            "/experiments/1?q=max.val_auc>0.9+param.learning_rate<0.01+sort:min.val_loss"
        ),
        "all runs": "/runs",
        "a run": f"/runs/{runs[1]}",
        "the charts of a run": f"/runs/{runs[1]}/charts",
        "the values of 5 runs": f"/runs/compare?{compared}",
        "the curves of 5 runs": f"/runs/compare?{compared}&view=charts",
        "the start page": "/",
    }
    site.get(pages["experiments"])
    before = megabytes("VmRSS")
    for name, address in pages.items():
        with counted_statements() as count:
            site.get(address)
        seconds = medians(ROUNDS, {"page": repeated(1, partial(site.get, address))})
        yield Line(f"page of {name}", duration(seconds["page"]), f"{count()} SQL statements")
    after = f"{before:.0f} MB before"
    yield Line("memory after all pages", f"{megabytes('VmRSS'):.0f} MB", after)
