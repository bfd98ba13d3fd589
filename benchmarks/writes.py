"""Writes on SQLite: beside bare `sqlite3` and beside MLflow's stores."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

from benchmarks.bare import Bare
from benchmarks.measured_registry import ACTOR, MODEL, SOURCE, metrics, registry
from benchmarks.peer import Peer, peer
from benchmarks.table import Line, faster, slower
from benchmarks.timing import Contestant, medians
from mldb.schemas import MLMetricBatch, MLModelCreate, MLModelVersionCreate
from mldb.sync_db import Database, MLMetricService, MLModelService, MLModelVersionService

BATCHES = 25
CREATIONS = 200
FIRST, AGAIN = metrics(1_000), metrics(1_000, offset=0.5)
PARAMS = {f"param_{number}": str(number) for number in range(10)}
TAGS = {f"tag_{number}": str(number) for number in range(5)}


def measure() -> Iterator[Line]:
    """Lines of the table."""
    with ExitStack() as stack:
        # Each on a file of its own, so that the tables of both grow alike.
        ours, bares = (stack.enter_context(registry(BATCHES + 1)) for _ in range(2))
        database = stack.enter_context(Database(ours))
        bare = stack.enter_context(closing(Bare(bares)))
        mlflow = stack.enter_context(peer())
        yield from _records(database, bare, mlflow)
        yield from _models(database, bare, mlflow)
        yield from _versions(database, mlflow)


def _records(database: Database, bare: Bare, mlflow: Peer | None) -> Iterator[Line]:
    service = MLMetricService(database, actor=ACTOR)
    runs = [mlflow.create_run() for _ in range(BATCHES + 1)] if mlflow else []
    for step, (what, values) in enumerate({"new": FIRST, "other": AGAIN}.items()):
        contestants = _recorders(service, bare, mlflow, runs, values, step)
        seconds = medians(BATCHES, contestants)
        yield from _lines(f"record 1,000 metrics, {what} values", seconds, 4, 10)


def _recorders(
    service: MLMetricService,
    bare: Bare,
    mlflow: Peer | None,
    runs: list[str],
    values: dict[str, float],
    step: int,
) -> dict[str, Contestant]:
    contestants: dict[str, Contestant] = {
        "ours": lambda turn: service.record(MLMetricBatch(version_id=turn + 1, metrics=values)),
        "sqlite3": lambda turn: bare.record(turn + 1, values),
    }
    if mlflow:
        contestants["MLflow"] = lambda turn: mlflow.record(runs[turn], values, {}, step)
    return contestants


def _models(database: Database, bare: Bare, mlflow: Peer | None) -> Iterator[Line]:
    service = MLModelService(database, actor=ACTOR)
    contestants: dict[str, Contestant] = {
        "ours": lambda turn: service.create(MLModelCreate(name=f"model-{turn}")),
        "sqlite3": lambda turn: bare.create_model(f"model-{turn}"),
    }
    if mlflow:
        contestants["MLflow"] = lambda turn: mlflow.create_model(f"model-{turn}")
    yield from _lines("create a model", medians(CREATIONS, contestants), 6, 2)


def _versions(database: Database, mlflow: Peer | None) -> Iterator[Line]:
    if mlflow is None:
        return
    service = MLModelVersionService(database, actor=ACTOR)
    few = metrics(10)
    mlflow.create_model(MODEL)

    def ours(_: int) -> None:
        service.create(
            MLModelVersionCreate(
                model_name=MODEL, source=SOURCE, params=PARAMS, metrics=few, tags=TAGS
            )
        )

    def with_run(_: int) -> None:
        run_id = mlflow.create_run()
        mlflow.record(run_id, few, PARAMS)
        mlflow.create_version(TAGS, run_id)

    contestants: dict[str, Contestant] = {
        "ours": ours,
        "MLflow, tags only": lambda _: mlflow.create_version(TAGS),
        "MLflow, with a run": with_run,
    }
    seconds = medians(CREATIONS // 4, contestants)
    for name in list(contestants)[1:]:
        what = "register a version: 10 params, 10 metrics, 5 tags"
        yield faster(what, seconds["ours"], name, seconds[name])


def _lines(what: str, seconds: dict[str, float], slower_by: int, faster_by: int) -> Iterator[Line]:
    yield slower(what, seconds["ours"], "sqlite3", seconds["sqlite3"], at_most=slower_by)
    if "MLflow" in seconds:
        yield faster(what, seconds["ours"], "MLflow", seconds["MLflow"], at_least=faster_by)
