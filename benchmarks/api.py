"""Server CPU of the HTTP API, side by side with MLflow's server at the same work."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.measured_registry import ACTOR, SOURCE, empty_registry, metrics
from benchmarks.peer import IS_INSTALLED
from benchmarks.searched_registry import postgres_registry
from benchmarks.servers import Server, mlflow, modelbook
from benchmarks.table import Line, faster, slower
from benchmarks.tokens import admin_token
from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    Database,
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
)

MODELS = 200
PAGE = 100
ROUNDS = 7
CLIENTS = 8
REQUESTS = 150
TAIL = 6

Ask = Callable[[Server, int], object]

# What, how often in a round, how to ask us, how to ask MLflow, and how many times less CPU.
# An alias with its version and metrics is held against a model: MLflow answers no more at once.
WORK: tuple[tuple[str, int, Ask, Ask, float], ...] = (
    (
        "get a model",
        50,
        lambda server, i: server.ask("GET", f"/api/v1/models/{_name(i)}"),
        lambda server, i: server.ask("GET", f"{_PEER}/registered-models/get?name={_name(i)}"),
        4,
    ),
    (
        "get an alias with its version",
        50,
        lambda server, i: server.ask("GET", f"/api/v1/models/{_name(i)}/aliases/champion"),
        lambda server, i: server.ask("GET", f"{_PEER}/registered-models/get?name={_name(i)}"),
        4,
    ),
    (
        f"search, a page of {PAGE}",
        8,
        lambda server, _: server.ask("GET", f"/api/v1/models?limit={PAGE}"),
        lambda server, _: server.ask("GET", f"{_PEER}/registered-models/search?max_results={PAGE}"),
        4,
    ),
    (
        "record 1,000 metrics",
        3,
        lambda server, i: server.ask(
            "POST", f"/api/v1/models/{_name(i)}/versions/1/metrics", {"metrics": metrics(1_000, i)}
        ),
        lambda server, i: server.ask("POST", "/api/2.0/mlflow/runs/log-batch", _batch(server, i)),
        15,
    ),
)
_PEER = "/api/2.0/mlflow"


def measure() -> Iterator[Line]:
    """Lines of the table."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        peer = stack.enter_context(mlflow(Path(folder))) if IS_INSTALLED else None
        if peer is not None:
            _fill_peer(peer)
        for backend, registry in (("SQLite", empty_registry), ("PostgreSQL", postgres_registry)):
            with registry() as config:
                if config is not None:
                    yield from _lines(backend, config, peer)


def _lines(backend: str, config: DatabaseConfig, peer: Server | None) -> Iterator[Line]:
    with _served(config) as ours:
        for what, times, ask, ask_peer, at_least in WORK:
            name = f"{backend}: {what}, server CPU"
            seconds = _cpu({"ours": (ours, ask), "MLflow": (peer, ask_peer)}, times)
            if "MLflow" in seconds:
                bound = seconds["MLflow"]
                yield faster(name, seconds["ours"], "MLflow", bound, at_least=at_least)
        for what, _, ask, _, _ in WORK:
            at_half, at_99 = _latencies(ours, ask)
            name = f"{backend}: {what}, {CLIENTS} clients, p99"
            bound_of_tail = TAIL if backend == "SQLite" else None
            yield slower(name, at_99, "p50", at_half, at_most=bound_of_tail)


def _cpu(contestants: dict[str, tuple[Server | None, Ask]], times: int) -> dict[str, float]:
    """Median of the server's CPU seconds for one request; they take turns."""
    seconds: dict[str, list[float]] = {}
    for turn in range(ROUNDS + 1):
        for name, (server, ask) in contestants.items():
            if server is None:
                continue
            before = server.cpu_seconds()
            for i in range(times):
                ask(server, turn * times + i)
            seconds.setdefault(name, []).append((server.cpu_seconds() - before) / times)
    return {name: median(measured[1:]) for name, measured in seconds.items()}


def _latencies(server: Server, ask: Ask) -> tuple[float, float]:
    """Seconds that half of the requests took, and 99 of 100, with several clients at once."""
    seconds: list[float] = []

    def client(number: int) -> None:
        own = server.another()
        for i in range(REQUESTS // 5):
            start = time.perf_counter()
            ask(own, number * REQUESTS + i)
            seconds.append(time.perf_counter() - start)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    parts = quantiles(seconds, n=100)
    return parts[49], parts[98]


@contextmanager
def _served(config: DatabaseConfig) -> Iterator[Server]:
    with Database(config) as database:
        _fill(database)
    token = admin_token(config)
    if isinstance(config, SQLiteConfig):
        environment = {"SQLITE_DB_PATH": str(config.db_path)}
    else:
        password = config.password.get_secret_value() if config.password else ""
        environment = {
            "POSTGRES_HOST": config.host or "",
            "POSTGRES_PORT": str(config.port),
            "POSTGRES_USER": config.user,
            "POSTGRES_PASSWORD": password,
            "POSTGRES_DATABASE": config.database,
        }
    with modelbook(environment, token) as server:
        yield server


def _fill(database: Database) -> None:
    """Models with a version and an alias each."""
    MLModelService(database, actor=ACTOR).create_many(
        [MLModelCreate(name=_name(i)) for i in range(MODELS)]
    )
    MLModelVersionService(database, actor=ACTOR).create_many(
        [
            MLModelVersionCreate(
                model_name=_name(i), source=SOURCE, metrics=metrics(5), tags={"stage": "trial"}
            )
            for i in range(MODELS)
        ]
    )
    aliases = MLModelAliasService(database, actor=ACTOR)
    for i in range(MODELS):
        aliases.move(MLModelAliasMove(model_name=_name(i), name="champion", version=1))


def _fill_peer(server: Server) -> None:
    """The same in MLflow, and a run for each model that metrics are logged to."""
    for i in range(MODELS):
        name = _name(i)
        server.ask("POST", f"{_PEER}/registered-models/create", {"name": name})
        version = {"name": name, "source": SOURCE, "tags": [{"key": "stage", "value": "trial"}]}
        server.ask("POST", f"{_PEER}/model-versions/create", version)
        alias = {"name": name, "alias": "champion", "version": "1"}
        server.ask("POST", f"{_PEER}/registered-models/alias", alias)


_runs: dict[tuple[int, int], str] = {}


def _batch(server: Server, i: int) -> dict[str, object]:
    key = (server.port, i % MODELS)
    if key not in _runs:
        run = server.ask("POST", f"{_PEER}/runs/create", {"experiment_id": "0"})
        _runs[key] = run["run"]["info"]["run_id"]
    values = [
        {"key": name, "value": value, "timestamp": 0, "step": i}
        for name, value in metrics(1_000, i).items()
    ]
    return {"run_id": _runs[key], "metrics": values}


def _name(i: int) -> str:
    return f"model-{i % MODELS:03}"
