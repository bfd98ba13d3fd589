"""The MLflow protocol: latency of one client's calls, beside MLflow's own server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import httpx

from benchmarks.copied_runs import copies_of_ours, copies_of_theirs
from benchmarks.measured_registry import empty_registry
from benchmarks.peer import IS_INSTALLED
from benchmarks.servers import MLFLOW_FILE, Server, mlflow, modelbook
from benchmarks.table import Line, alone, faster
from benchmarks.tokens import admin_token

ROUNDS: Final = 15
CPU_ROUNDS: Final = 200
"""Calls whose processor time is compared: the clock of processes ticks seldom."""
BATCH: Final = 1_000
HISTORY: Final = 25_000
RUNS: Final = 100_000
BEGIN_MS: Final = 1_772_366_400_000
TIMES_FASTER: Final = {
    "log-batch of 1,000": 15,
    "the same log-batch again": 100,
    "log-metric": 10,
    "get-history of 25,000": 40,
    "runs/get": 5,
    "runs/search, 100 of 100,000 by a metric": 50,
}
TIMES_LESS_CPU: Final = {"registered-models/get": 6, "registered-models/alias": 6}

Call = Callable[[], Any]
Copies = Callable[[str, int], None]
"""Copies the run with this id so often."""


class Client:
    """A client of one server, with what its calls need."""

    def __init__(self, server: Server, copies: Copies) -> None:
        self.server = server
        url = f"http://127.0.0.1:{server.port}/api/2.0/mlflow/"
        self._http = httpx.Client(base_url=url, headers=server.headers, timeout=120)
        self._steps = count()
        self.run = self._new_run()
        self._fill()
        copies(self._new_run_with_auc(), RUNS)
        self._fill_registry()
        self._last: dict[str, Any] = {}

    def post(self, path: str, **body: Any) -> Any:
        """The answer to a call that sends JSON."""
        return self._http.post(path, json=body).raise_for_status().json()

    def get(self, path: str, **query: Any) -> Any:
        """The answer to a call with a query string."""
        return self._http.get(path, params=query).raise_for_status().json()

    def calls(self) -> dict[str, Call]:
        """Each call, by its name."""
        wanted = {"experiment_ids": ["0"], "order_by": ["metrics.auc DESC"], "max_results": 100}
        return {
            "log-batch of 1,000": self._log_batch,
            "the same log-batch again": lambda: self.post("runs/log-batch", **self._last),
            "log-metric": self._log_metric,
            "get-history of 25,000": lambda: self.get(
                "metrics/get-history", run_id=self.long, metric_key="loss", max_results=HISTORY
            ),
            "runs/get": lambda: self.get("runs/get", run_id=self.run),
            "registered-models/get": lambda: self.get("registered-models/get", name="m"),
            "registered-models/alias": lambda: self.get(
                "registered-models/alias", name="m", alias="champion"
            ),
            "runs/search, 100 of 100,000 by a metric": lambda: self.post("runs/search", **wanted),
        }

    def _log_batch(self) -> None:
        first = next(self._steps) * BATCH
        self._last = {"run_id": self.run, "metrics": points(first, BATCH, keys=10)}
        self.post("runs/log-batch", **self._last)

    def _log_metric(self) -> None:
        step = next(self._steps)
        self.post("runs/log-metric", run_id=self.run, **points(step, 1, keys=1)[0] | {"key": "one"})

    def _new_run(self) -> str:
        run: str = self.post("runs/create", experiment_id="0")["run"]["info"]["run_id"]
        return run

    def _fill(self) -> None:
        self.long = self._new_run()
        for first in range(0, HISTORY, BATCH):
            metrics = points(first, BATCH, keys=1)
            self.post("runs/log-batch", run_id=self.long, metrics=metrics)
        params = [{"key": f"p{number}", "value": "0.1"} for number in range(20)]
        self.post("runs/log-batch", run_id=self.run, params=params)

    def _new_run_with_auc(self) -> str:
        run = self._new_run()
        auc = {"key": "auc", "value": 0.0, "timestamp": BEGIN_MS, "step": 0}
        self.post("runs/log-batch", run_id=run, metrics=[auc])
        return run

    def _fill_registry(self) -> None:
        self.post("registered-models/create", name="m")
        for _ in range(3):
            self.post("model-versions/create", name="m", source="s3://bucket/m")
        self.post("registered-models/alias", name="m", alias="champion", version="2")


def measure() -> Iterator[Line]:
    """Lines of the table: medians of alternating calls."""
    if not IS_INSTALLED:
        return
    with ExitStack() as stack:
        config = stack.enter_context(empty_registry())
        environment = {"SQLITE_DB_PATH": str(config.db_path), "POSTGRES_HOST": ""}
        server = stack.enter_context(modelbook(environment, admin_token(config)))
        ours = Client(server, partial(copies_of_ours, config.db_path))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        server = stack.enter_context(mlflow(folder))
        theirs = Client(server, partial(copies_of_theirs, folder / MLFLOW_FILE))
        bare = stack.enter_context(modelbook({}, "", "benchmarks.bare_server:application"))
        peers = theirs.calls()
        for name, call in ours.calls().items():
            times: dict[str, list[float]] = {"ours": [], "theirs": []}
            for _ in range(ROUNDS):
                times["ours"].append(seconds(call))
                times["theirs"].append(seconds(peers[name]))
            yield faster(
                f"MLflow protocol, SQLite: {name}",
                median(times["ours"]),
                "MLflow's server",
                median(times["theirs"]),
                at_least=TIMES_FASTER.get(name),
            )
        yield from _of_bare_server(bare)
        for name, at_least in TIMES_LESS_CPU.items():
            yield faster(
                f"MLflow protocol, SQLite: {name}, processor time of the server",
                cpu_seconds(ours, name),
                "MLflow's server",
                cpu_seconds(theirs, name),
                at_least=at_least,
            )


def _of_bare_server(bare: Server) -> Iterator[Line]:
    """What a call costs of which nothing is ours: client and server with an empty answer."""
    with httpx.Client(base_url=f"http://127.0.0.1:{bare.port}") as http:
        begin = bare.cpu_seconds()
        times = [seconds(lambda: http.get("/").json()) for _ in range(CPU_ROUNDS)]
        cpu = (bare.cpu_seconds() - begin) / CPU_ROUNDS
    yield alone("a call of a server that does nothing", median(times))
    yield alone("a call of a server that does nothing, processor time of the server", cpu)


def points(first: int, number: int, *, keys: int) -> list[dict[str, Any]]:
    """So many points, spread over the keys."""
    return [
        {
            "key": "loss" if keys == 1 else f"k{index % keys}",
            "value": 1 / (1 + first + index),
            "timestamp": BEGIN_MS + first + index,
            "step": first + index,
        }
        for index in range(number)
    ]


def cpu_seconds(client: Client, name: str) -> float:
    """Processor time of the client's server for a call."""
    call = client.calls()[name]
    begin = client.server.cpu_seconds()
    for _ in range(CPU_ROUNDS):
        call()
    return (client.server.cpu_seconds() - begin) / CPU_ROUNDS


def seconds(call: Call) -> float:
    """How long a call takes."""
    begin = perf_counter()
    call()
    return perf_counter() - begin
