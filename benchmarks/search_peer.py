"""The same searches by MLflow's own SQLite stores, after ANALYZE on both."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measured_registry import ACTOR
from benchmarks.peer import IS_INSTALLED, Peer
from benchmarks.searched_registry import METRICS, STEP, build, model_name, sqlite_registry
from benchmarks.table import Line, faster
from benchmarks.timing import medians
from mldb.config import SQLiteConfig
from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas import MLModelCreate
from mldb.sync_db import Database, MLModelService, MLModelVersionService

THINGS = 10_000
ROUNDS = 11
PAGE = 50
ORDER = "metrics.auc DESC"


def measure_beside_peer() -> Iterator[Line]:
    """Lines of the table; none where MLflow is not installed."""
    if not IS_INSTALLED:
        return
    with TemporaryDirectory() as folder, sqlite_registry() as config, Database(config) as database:
        build(database, THINGS)
        _add_models(database, THINGS - THINGS // 10)
        path = Path(folder) / "mlflow.db"
        peer = Peer(Path(folder), SQLiteConfig(db_path=path))
        _fill(peer, path)
        _analyze(config.db_path)
        _analyze(path)
        yield from _lines(database, peer)


def _lines(database: Database, peer: Peer) -> Iterator[Line]:
    models, versions = MLModelService(database), MLModelVersionService(database)
    searches = {
        f"{THINGS:,} runs by a metric": (
            lambda _: versions.search("sort:-metric.auc", limit=PAGE),
            lambda _: _runs(peer),
            10,
        ),
        f"{THINGS:,} models by name": (
            lambda _: models.search(limit=PAGE),
            lambda _: peer.registry.search_registered_models(max_results=PAGE),
            3,
        ),
    }
    for what, (ours, other, at_least) in searches.items():
        seconds = medians(ROUNDS, {"ours": ours, "MLflow": other})
        yield faster(
            f"first page of {what}", seconds["ours"], "MLflow", seconds["MLflow"], at_least=at_least
        )


def _runs(peer: Peer) -> Any:
    from mlflow.entities import ViewType  # noqa: PLC0415  # only its own comparisons cost it

    found = peer.tracking.search_runs(
        [peer.experiment_id], "", ViewType.ACTIVE_ONLY, max_results=PAGE, order_by=[ORDER]
    )
    assert len(found) == PAGE
    return found


def _add_models(database: Database, count: int) -> None:
    service = MLModelService(database, actor=ACTOR)
    for start in range(0, count, BATCH_LIMIT):
        numbers = range(start, min(start + BATCH_LIMIT, count))
        service.create_many([MLModelCreate(name=f"more-{number:06}") for number in numbers])


def _fill(peer: Peer, path: Path) -> None:
    """As many runs with five metrics, and models, as it writes them; one by one takes minutes."""
    run_id = peer.create_run()
    peer.record(run_id, {"auc": 0.5}, {})
    peer.create_model(model_name(0))
    with closing(sqlite3.connect(path)) as connection:
        for number in range(1, THINGS):
            given = {"run_uuid": f"{number:032x}", "name": model_name(number)}
            for table in ("runs", "tags"):
                _copy(connection, table, {"run_uuid": given["run_uuid"]})
            _copy(connection, "registered_models", {"name": given["name"]})
            for table in ("metrics", "latest_metrics"):
                for metric in METRICS:
                    value = number * STEP % THINGS / THINGS
                    of_run = {"run_uuid": given["run_uuid"], "key": metric, "value": value}
                    _copy(connection, table, of_run)
        connection.commit()


def _copy(connection: sqlite3.Connection, table: str, changed: Mapping[str, object]) -> None:
    """Add the table's first row once more, with other values in some columns."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    chosen = ", ".join(f":{name}" if name in changed else name for name in columns)
    first = f"(SELECT * FROM {table} ORDER BY rowid LIMIT 1)"
    named = ", ".join(columns)
    connection.execute(f"INSERT INTO {table} ({named}) SELECT {chosen} FROM {first}", changed)


def _analyze(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ANALYZE")
