"""Many clients that log by the MLflow protocol at once, and send some calls again.

A client repeats a call whose answer it didn't get. So some of these are sent twice, and of some the
connection is closed before the answer comes. Afterwards every run must have each point once.
"""

import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final

from benchmarks.measured_registry import empty_registry
from benchmarks.peer import IS_INSTALLED
from benchmarks.servers import Server, mlflow, modelbook
from benchmarks.table import Line, faster, figure
from benchmarks.tokens import admin_token
from mldb.config import PostgresConfig
from mldb.migrate import migrate
from tools.postgres import postgres_config, temporary_database

CLIENTS: Final = 32
SECONDS: Final = 60
TIMES_FASTER: Final = 10
KEYS: Final = ("loss", "auc", "lr", "grad/norm")
REPEATED_EACH: Final = 5
ABANDONED_EACH: Final = 7
BEGIN_MS: Final = 1_772_366_400_000
_API: Final = "/api/2.0/mlflow"


@dataclass
class Logged:
    """What a client logged: its run, the number of steps, and statuses that it didn't expect."""

    run_id: str = ""
    steps: int = 0
    refusals: list[str] = field(default_factory=list)


class Client:
    """A training script: it logs each metric every step, and now and then a parameter."""

    def __init__(self, server: Server) -> None:
        self._headers, self._port = server.headers, server.port
        self._connection = self._connected()
        self._sent = 0
        self.logged = Logged()

    def log_for(self, seconds: float) -> Logged:
        """Log until the time is over."""
        end = monotonic() + seconds
        created = self._post("runs/create", {"experiment_id": "0"})
        self.logged.run_id = created["run"]["info"]["run_id"]
        while monotonic() < end:
            self._log_step(self.logged.steps)
            self.logged.steps += 1
        self._again("runs/update", {"run_id": self.logged.run_id, "status": "FINISHED"})
        return self.logged

    def faults(self) -> tuple[int, int]:
        """How many points the server lost, and how many it has twice."""
        lost = doubled = 0
        for key in KEYS:
            path = f"metrics/get-history?run_id={self.logged.run_id}&metric_key={key}"
            found = self._ask("GET", path, None).get("metrics", [])
            steps = [int(point.get("step", 0)) for point in found]
            lost += len(set(range(self.logged.steps)) - set(steps))
            doubled += len(steps) - len(set(steps))
        return lost, doubled

    def _log_step(self, step: int) -> None:
        metrics = [
            {"key": key, "value": 1 / (1 + step), "timestamp": BEGIN_MS + step, "step": step}
            for key in KEYS
        ]
        run = {"run_id": self.logged.run_id}
        self._again("runs/log-batch", run | {"metrics": metrics})
        if step % 10 == 0:
            self._again("runs/log-parameter", run | {"key": f"p{step}", "value": str(step)})
            self._again("runs/set-tag", run | {"key": "step", "value": str(step)})

    def _again(self, path: str, body: object) -> None:
        """Send a call that may be repeated; some are."""
        self._sent += 1
        if self._sent % ABANDONED_EACH == 0:
            self._connection.request("POST", f"{_API}/{path}", json.dumps(body), self._headers)
            self._connection.close()
        if self._sent % REPEATED_EACH == 0:
            self._post(path, body)
        self._post(path, body)

    def _post(self, path: str, body: object) -> Any:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: object) -> Any:
        given = None if body is None else json.dumps(body)
        try:
            self._connection.request(method, f"{_API}/{path}", given, self._headers)
            response = self._connection.getresponse()
        except (http.client.HTTPException, OSError):
            self._connection = self._connected()
            self._connection.request(method, f"{_API}/{path}", given, self._headers)
            response = self._connection.getresponse()
        content = response.read()
        if response.status != http.client.OK:
            self.logged.refusals.append(f"{response.status} {content[:200]!r}")
            return {}
        return json.loads(content)

    def _connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)


@dataclass(frozen=True)
class Result:
    """Points per second, and what went wrong."""

    rate: float
    lost: int
    doubled: int
    refusals: list[str]


def measure(seconds: float = SECONDS) -> Iterator[Line]:
    """Lines of the table."""
    results = dict(_ours(seconds))
    theirs = None
    if IS_INSTALLED:
        with TemporaryDirectory() as folder, mlflow(Path(folder)) as server:
            theirs = _result(server, seconds)
    for backend, result in results.items():
        what = f"{backend}: {CLIENTS} MLflow clients for {seconds:.3g} s"
        yield Line(f"{what}, points a second", f"{result.rate:,.0f}")
        yield figure(f"{what}, points lost", result.lost, at_most=0)
        yield figure(f"{what}, points doubled", result.doubled, at_most=0)
        yield figure(f"{what}, calls refused", len(result.refusals), at_most=0)
        if result.refusals:
            yield Line(what, result.refusals[0])
        if theirs is not None and theirs.rate:
            name = "MLflow's server, SQLite"
            yield faster(what, 1 / result.rate, name, 1 / theirs.rate, at_least=TIMES_FASTER)
    if theirs is not None and (theirs.lost or theirs.doubled or theirs.refusals):
        wrong = f"{theirs.lost} lost, {theirs.doubled} doubled, {len(theirs.refusals)} refused"
        yield Line("MLflow's server, the same clients", "", wrong)


def _ours(seconds: float) -> Iterator[tuple[str, Result]]:
    """Results of our server on each database, one after the other."""
    with empty_registry() as sqlite:
        place = {"SQLITE_DB_PATH": str(sqlite.db_path), "POSTGRES_HOST": ""}
        with modelbook(place, admin_token(sqlite)) as server:
            yield "SQLite", _result(server, seconds)
    if (postgres := postgres_config()) is None:
        return
    with temporary_database(postgres) as config:
        migrate(config)
        with modelbook(_place(config), admin_token(config)) as server:
            yield "PostgreSQL", _result(server, seconds)


def _place(config: PostgresConfig) -> dict[str, str]:
    secret = config.password.get_secret_value() if config.password else ""
    return {
        "POSTGRES_HOST": config.host or "",
        "POSTGRES_PORT": str(config.port),
        "POSTGRES_USER": config.user,
        "POSTGRES_PASSWORD": secret,
        "POSTGRES_DATABASE": config.database,
    }


def _result(server: Server, seconds: float) -> Result:
    clients = [Client(server) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as threads:
        begin = monotonic()
        logged = list(threads.map(lambda client: client.log_for(seconds), clients))
        taken = monotonic() - begin
    faults = [client.faults() for client in clients]
    return Result(
        sum(one.steps for one in logged) * len(KEYS) / taken,
        sum(lost for lost, _ in faults),
        sum(doubled for _, doubled in faults),
        [refusal for one in logged for refusal in one.refusals],
    )
