"""One point per call by many clients over HTTP: with shared transactions, without, and MLflow."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.http_clients import Answered, Client, Request, answered, body_of, joined
from benchmarks.measured_registry import empty_registry
from benchmarks.peer import IS_INSTALLED
from benchmarks.servers import Server, mlflow, modelbook
from benchmarks.table import Line, faster, slower
from benchmarks.tokens import admin_token

CLIENTS: Final = 64
ROUNDS: Final = 5
REQUESTS_EACH: Final = {"ours": 40, "without sharing": 10, "MLflow": 4}
"""In a round, by contestant: each is busy for about as long."""
TIMES_FASTER: Final = {"MLflow": 10, "without sharing": 4}
TAIL: Final = 8
BEGIN_MS: Final = 1_772_366_400_000
_PEER: Final = "/api/2.0/mlflow"


@dataclass(frozen=True)
class Contestant:
    """A server, how a run begins on it, and how a point is logged to one."""

    server: Server
    create: Request
    run_id: Callable[[dict[str, dict[str, dict[str, str]]]], str]
    log: Callable[[str, int], Request]


def measure() -> Iterator[Line]:
    """Lines of the table."""
    yield from lines(ROUNDS, REQUESTS_EACH)


def lines(rounds: int, requests_each: dict[str, int]) -> Iterator[Line]:
    """Rates as ratios, and how far the slowest requests are from the median."""
    with ExitStack() as stack:
        contestants = _contestants(stack)
        results = asyncio.run(_rounds(contestants, rounds, requests_each))
    what = f"SQLite: a point per call of {CLIENTS} HTTP clients"
    rates = {name: median(one.rate for one in some) for name, some in results.items()}
    for name, rate in rates.items():
        if name != "ours":
            yield faster(what, 1 / rates["ours"], name, 1 / rate, at_least=TIMES_FASTER[name])
    for name, measured in results.items():
        every = joined(measured)
        parts = quantiles(every.latencies, n=100)
        at_most = TAIL if name == "ours" else None
        yield slower(f"{what}, p99 of {name}", parts[98], "p50", parts[49], at_most=at_most)
        if every.refusals:
            count = f"{len(every.refusals):,} beside {len(every.latencies):,}"
            yield Line(f"{what}, refused by {name}", count, repr(every.refusals[0][:120]))


def _contestants(stack: ExitStack) -> dict[str, Contestant]:
    contestants = {}
    for name, application in (
        ("ours", "site_config.asgi:application"),
        ("without sharing", "benchmarks.alone_asgi:application"),
    ):
        config = stack.enter_context(empty_registry())
        environment = {"SQLITE_DB_PATH": str(config.db_path), "POSTGRES_HOST": ""}
        server = stack.enter_context(modelbook(environment, admin_token(config), application))
        contestants[name] = Contestant(
            server,
            ("/api/v1/runs", {}),
            lambda run: str(run["public_id"]),
            lambda run, step: (f"/api/v1/runs/{run}/log", {"metrics": [_point("name", step)]}),
        )
    if IS_INSTALLED:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        contestants["MLflow"] = Contestant(
            stack.enter_context(mlflow(folder)),
            (f"{_PEER}/runs/create", {"experiment_id": "0"}),
            lambda run: run["run"]["info"]["run_id"],
            lambda run, step: (f"{_PEER}/runs/log-metric", {"run_id": run} | _point("key", step)),
        )
    return contestants


def _point(name: str, step: int) -> dict[str, object]:
    time_ms = BEGIN_MS + 40 * step
    time = {"time_ms": time_ms} if name == "name" else {"timestamp": time_ms}
    return {name: "loss", "value": 1 / (1 + step), "step": step} | time


async def _rounds(
    contestants: dict[str, Contestant], rounds: int, requests_each: dict[str, int]
) -> dict[str, list[Answered]]:
    """Results of each contestant, which take turns; the first round is a warm-up."""
    results: dict[str, list[Answered]] = {name: [] for name in contestants}
    runs = {name: await _runs(one) for name, one in contestants.items()}
    for turn in range(rounds + 1):
        for name, one in contestants.items():
            clients, count = _clients(one), requests_each[name]
            log = partial(_log, one, runs[name], turn * count)
            results[name].append(await answered(clients, count, log))
    return {name: measured[1:] for name, measured in results.items()}


def _log(contestant: Contestant, runs: list[str], first: int, client: int, number: int) -> Request:
    return contestant.log(runs[client], first + number)


def _clients(contestant: Contestant) -> list[Client]:
    server = contestant.server
    return [Client(server.port, server.headers) for _ in range(CLIENTS)]


async def _runs(contestant: Contestant) -> list[str]:
    """Ids of new runs, one for each client."""
    client = Client(contestant.server.port, contestant.server.headers)
    await client.connect()
    runs = [body_of(await client.post(*contestant.create)) for _ in range(CLIENTS)]
    await client.close()
    return [contestant.run_id(run) for run in runs]
