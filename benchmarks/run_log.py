"""Logs of runs and metric histories: on both databases, beside `sqlite3` and MLflow's store."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.bare import BarePoints
from benchmarks.curves import Row, curve, log_of
from benchmarks.measured_registry import ACTOR, empty_registry
from benchmarks.peer import Peer, peer
from benchmarks.sizes import size_bytes
from benchmarks.table import Line, below, duration, faster, slower
from benchmarks.timing import Contestant, medians
from mldb import async_db
from mldb.config import DatabaseConfig
from mldb.migrate import migrate
from mldb.schemas import MLRunCreate, RunLog
from mldb.sync_db import Database, Registry
from tools.postgres import postgres_config, temporary_database

CALLS = 30
HISTORY = 100_000
LONG_HISTORY = 1_000_000
KEYS = 8
CLIENTS = 64
LOGS_EACH = 10


def measure() -> Iterator[Line]:
    """Lines of the table."""
    with ExitStack() as stack:
        config = stack.enter_context(empty_registry())
        folder = Path(stack.enter_context(TemporaryDirectory()))
        bare = stack.enter_context(closing(BarePoints(folder / "points.db")))
        yield from _measured("SQLite", config, bare, stack.enter_context(peer()))
    server = postgres_config()
    if server is not None:
        with temporary_database(server) as postgres, temporary_database(server) as theirs:
            migrate(postgres)
            with peer(theirs) as mlflow:
                yield from _measured("PostgreSQL", postgres, None, mlflow)


def _measured(
    name: str, config: DatabaseConfig, bare: BarePoints | None, mlflow: Peer | None
) -> Iterator[Line]:
    with Database(config) as database:
        ours = _Ours(Registry(database, actor=ACTOR), bare, mlflow)
        yield from ours.writes(name)
        yield from ours.fills(name)
        yield from ours.reads(name)
    yield _shared_transactions(name, config)


class _Ours:
    """The services, and what is measured beside them."""

    def __init__(self, registry: Registry, bare: BarePoints | None, mlflow: Peer | None) -> None:
        self.registry = registry
        self.bare = bare
        self.mlflow = mlflow
        self.run = registry.runs.create(MLRunCreate()).public_id
        self.mlflow_run = mlflow.create_run() if mlflow else ""

    def writes(self, name: str) -> Iterator[Line]:
        """Calls with many points and with few."""
        batches = [curve(turn * 1_000, 1_000) for turn in range(CALLS + 1)]
        seconds = medians(CALLS, self._loggers({"loss": batches}))
        yield from _lines(f"{name}: log 1,000 points of a metric", seconds, 20)
        steps = {
            f"metric_{key}": [curve(turn, 1) for turn in range(CALLS * 3 + 1)]
            for key in range(KEYS)
        }
        seconds = medians(CALLS * 3, self._loggers(steps))
        yield from _lines(f"{name}: log a step of {KEYS} metrics", seconds, None)

    def _loggers(self, batches: dict[str, list[list[Row]]]) -> dict[str, Contestant]:
        """Contestants that log the batch of each metric with the number of the turn."""
        rows = [
            dict(zip(batches, turn, strict=True)) for turn in zip(*batches.values(), strict=True)
        ]
        logs = [log_of(some) for some in rows]
        contestants: dict[str, Contestant] = {
            "ours": lambda turn: self.registry.run_logs.log_batch(self.run, logs[turn])
        }
        bare, mlflow = self.bare, self.mlflow
        if bare:
            contestants["sqlite3"] = lambda turn: bare.log(rows[turn])
        if mlflow:
            contestants["MLflow"] = lambda turn: mlflow.log(self.mlflow_run, rows[turn])
        return contestants

    def fills(self, name: str) -> Iterator[Line]:
        """Bytes by which each database grows for a history."""
        before = self._sizes()
        self._fill("whole", HISTORY)
        per_point = {key: (size - before[key]) / HISTORY for key, size in self._sizes().items()}
        what, ours = f"{name}: bytes per point at rest", per_point.pop("ours")
        for key, theirs in per_point.items():
            ratio = f"{ours / theirs:.3f}x size"
            bound = ("<= 0.04x", "ok" if ours * 25 <= theirs else "MISSED")
            line = Line(what, f"{ours:.3g}", f"{theirs:.3g} {key}", ratio)
            yield Line(*line[:4], *bound) if key == "MLflow" else line

    def _sizes(self) -> dict[str, int]:
        sizes = {"ours": size_bytes(self.registry.runs.database.config)}
        if self.bare:
            sizes["sqlite3"] = self.bare.size_bytes()
        if self.mlflow:
            sizes["MLflow"] = size_bytes(self.mlflow.config)
        return sizes

    def reads(self, name: str) -> Iterator[Line]:
        """A whole history, and a long one in buckets."""
        histories = self.registry.histories
        contestants: dict[str, Contestant] = {
            "ours": lambda _: histories.history(self.run, "whole")
        }
        bare, mlflow = self.bare, self.mlflow
        if bare:
            contestants["sqlite3"] = lambda _: bare.history("whole")
        if mlflow:
            contestants["MLflow"] = lambda _: mlflow.history(self.mlflow_run, "whole")
        seconds = medians(5, contestants)
        yield from _lines(f"{name}: read {HISTORY:,} points", seconds, 40)
        yield below(f"{name}: read {HISTORY:,} points", seconds["ours"], at_most=0.1)
        for start in range(0, LONG_HISTORY, 10_000):
            log = log_of({"long": curve(start, 10_000)})
            self.registry.run_logs.log_batch(self.run, log)
        seconds = medians(5, {"ours": lambda _: histories.sampled([self.run], ["long"])})
        what = f"{name}: {LONG_HISTORY:,} points in 1,000 buckets"
        yield below(what, seconds["ours"], at_most=0.15)

    def _fill(self, metric: str, count: int) -> None:
        for start in range(0, count, 10_000):
            batch = {metric: curve(start, 10_000)}
            self.registry.run_logs.log_batch(self.run, log_of(batch))
            if self.bare:
                self.bare.log(batch)
            if self.mlflow:
                for part in range(0, 10_000, 1_000):
                    self.mlflow.log(self.mlflow_run, {metric: batch[metric][part : part + 1_000]})


def _shared_transactions(name: str, config: DatabaseConfig) -> Line:
    """One point per call of many tasks: sharing transactions, and not."""
    together, alone = asyncio.run(_by_tasks(config))
    work = CLIENTS * LOGS_EACH
    what = f"{name}: a point per call of {CLIENTS} tasks"
    return faster(what, together / work, "without sharing", alone / work, at_least=4)


async def _by_tasks(config: DatabaseConfig) -> tuple[float, float]:
    """Seconds for the logs of all tasks, by `log` and by `log_batch`."""
    async with async_db.Database(config) as database:
        registry = async_db.Registry(database, actor=ACTOR)
        runs = [(await registry.runs.create(MLRunCreate())).public_id for _ in range(CLIENTS)]
        logs = registry.run_logs
        await _seconds(runs, "warm-up", logs.log)
        return await _seconds(runs, "together", logs.log), await _seconds(
            runs, "alone", logs.log_batch
        )


async def _seconds(
    runs: list[str], metric: str, log: Callable[[str, RunLog], Awaitable[object]]
) -> float:
    async def client(run: str) -> None:
        for step in range(LOGS_EACH):
            await log(run, log_of({metric: curve(step, 1)}))

    begin = perf_counter()
    await asyncio.gather(*map(client, runs))
    return perf_counter() - begin


def _lines(what: str, seconds: dict[str, float], at_least: float | None) -> Iterator[Line]:
    if "sqlite3" in seconds:
        yield slower(what, seconds["ours"], "sqlite3", seconds["sqlite3"])
    if "MLflow" in seconds:
        yield faster(what, seconds["ours"], "MLflow", seconds["MLflow"], at_least=at_least)
    if len(seconds) == 1:
        yield Line(what, duration(seconds["ours"]))
