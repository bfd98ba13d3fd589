"""Registries of any size to search in, built through the library's bulk calls."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from benchmarks.measured_registry import ACTOR, SOURCE, empty_registry
from mldb.config import PostgresConfig, SQLiteConfig
from mldb.migrate import migrate
from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.sync_db import Database, MLModelService, MLModelVersionService
from tools.postgres import connect, postgres_config, temporary_database

BIG_MODEL: Final = "model-000000"
"""A tenth of all versions belong to it."""
METRICS: Final = ("auc", "f1", "loss", "precision", "recall")
# Shares no factor with the sizes, so that values come in no order and no two are equal.
STEP: Final = 7_919


def build(database: Database, versions: int) -> None:
    """Models, ten times as many versions, five metrics on each."""
    models, big = max(versions // 10, 2), versions // 10
    service = MLModelService(database, actor=ACTOR)
    for part in _parts(models):
        service.create_many([MLModelCreate(name=model_name(i)) for i in part])
    registering = MLModelVersionService(database, actor=ACTOR)
    for part in _parts(versions):
        registering.create_many([_version(i, versions, models, big) for i in part])


def model_name(number: int) -> str:
    """Name of the model with this number, counted from 0."""
    return f"model-{number:06}"


def _version(i: int, versions: int, models: int, big: int) -> MLModelVersionCreate:
    auc = i * STEP % versions / versions
    name = BIG_MODEL if i < big else model_name(1 + i % (models - 1))
    metrics = {metric: auc if metric == "auc" else 1 - auc for metric in METRICS}
    return MLModelVersionCreate(model_name=name, source=SOURCE, metrics=metrics)


def _parts(size: int) -> Iterator[range]:
    for start in range(0, size, BATCH_LIMIT):
        yield range(start, min(start + BATCH_LIMIT, size))


@contextmanager
def sqlite_registry() -> Iterator[SQLiteConfig]:
    """A migrated SQLite file of its own."""
    with empty_registry() as config:
        yield config


@contextmanager
def postgres_registry() -> Iterator[PostgresConfig | None]:
    """A migrated PostgreSQL database of its own that is never analyzed; None without a server."""
    server = postgres_config()
    if server is None:
        yield None
        return
    with temporary_database(server) as config:
        migrate(config)
        with connect(config) as connection:
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            for (table,) in tables:
                connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
        yield config
