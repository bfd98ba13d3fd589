"""Costs at 1,000 and at 1,000,000 versions: they must be the same."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from benchmarks.measured_registry import ACTOR, SOURCE, empty_registry, metrics
from benchmarks.table import Line, slower
from benchmarks.timing import medians, repeated
from mldb.config import SQLiteConfig
from mldb.database import sqlite
from mldb.schemas import MLMetricBatch
from mldb.sync_db import Database, MLMetricService, MLModelService, MLModelVersionService

ROUNDS = 21
WORK = 20
FEW, MANY = 1_000, 1_000_000
MODELS = 1_000
BOUND = 1.5

AUTHOR = f"'2026-01-01 00:00:00.000000', '{ACTOR}', '2026-01-01 00:00:00.000000', '{ACTOR}', 1"
COLUMNS = "created_at, created_by, updated_at, updated_by, row_version"
COUNT = "WITH RECURSIVE count (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM count WHERE i + 1 < {})"
FILL_MODELS = f"""{COUNT.format(MODELS)}
INSERT INTO ml_models (name, description, last_version_number, {COLUMNS})
SELECT printf('model-%04d', i), '', :versions, {AUTHOR} FROM count
"""
# A tenth of all versions belong to the first model, the others are spread.
FILL_VERSIONS = f"""{COUNT.format(":versions")}
INSERT INTO ml_model_versions (model_id, number, source, device, status, description, {COLUMNS})
SELECT iif(i < :big, 1, 2 + i % ({MODELS} - 1)), i + 1, '{SOURCE}', 'cpu', 'ready', '', {AUTHOR}
FROM count
"""


def measure() -> Iterator[Line]:
    """Lines of the table."""
    with _registry(FEW) as small, _registry(MANY) as large:
        few, many = _operations(small, FEW), _operations(large, MANY)
        for what, at_few in few.items():
            seconds = medians(
                ROUNDS,
                {"few": repeated(WORK, at_few), "many": repeated(WORK, many[what])},
                work=WORK,
            )
            name = f"at {FEW:,} versions"
            yield slower(
                f"{what}, at {MANY:,} versions",
                seconds["many"],
                name,
                seconds["few"],
                at_most=BOUND,
            )


@contextmanager
def _registry(versions: int) -> Iterator[Database]:
    with empty_registry() as config:
        _fill(config, versions)
        with Database(config) as database:
            yield database


def _fill(config: SQLiteConfig, versions: int) -> None:
    sizes = {"versions": versions, "big": versions // 10}
    with closing(sqlite.connect(config)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(FILL_MODELS, {"versions": versions})
        connection.execute(FILL_VERSIONS, sizes)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _operations(database: Database, size: int) -> dict[str, Callable[[], object]]:
    models = MLModelService(database)
    versions = MLModelVersionService(database)
    recorder = MLMetricService(database, actor=ACTOR)
    middle, number = _middle(size)
    names = iter(range(size))

    def record() -> None:
        values = metrics(10, offset=next(names))
        recorder.record(MLMetricBatch(version_id=size // 2, metrics=values))

    return {
        "get a model by name": lambda: models.get_by_name("model-0500"),
        "get a version by number": lambda: versions.get_by_number(middle, number),
        "first page of 50 versions": lambda: versions.get_of_model(1, limit=50),
        "first page of 50 models": lambda: models.get_all(limit=50),
        "record 10 metrics": record,
    }


def _middle(size: int) -> tuple[str, int]:
    """Model name and number of the version in the middle of the table."""
    i = size // 2
    model_id = 2 + i % (MODELS - 1)
    return f"model-{model_id - 1:04}", i + 1
