"""Searches in a large registry, beside one of a thousandth of its size and beside MLflow's."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import perf_counter

from benchmarks.search_peer import measure_beside_peer
from benchmarks.searched_registry import (
    BIG_MODEL,
    METRICS,
    build,
    postgres_registry,
    sqlite_registry,
)
from benchmarks.table import Line, below, slower
from benchmarks.timing import medians, repeated
from mldb.config import DatabaseConfig
from mldb.search.cursor import END
from mldb.sync_db import AuditEventService, Database, MLModelService, MLModelVersionService

VERSIONS = 100_000
"""Unless another number is asked for; the full size is a million, which takes minutes to build."""
SMALLER = 1_000
# Of fewer the pages would not be full.
FEWEST = 1_000
ROUNDS = 11
WORK = 5
PAGE = 50
BOUND = 3
LONGEST_SECONDS = 0.05
METRICS_PER_SECOND = 20_000
BEST_FIRST = "metric.auc>0.9 sort:-metric.auc"


def measure(versions: int = VERSIONS) -> Iterator[Line]:
    """Lines of the table."""
    for backend, registry in (("SQLite", sqlite_registry), ("PostgreSQL", postgres_registry)):
        with ExitStack() as stack:
            large = stack.enter_context(registry())
            small = stack.enter_context(registry())
            if large is not None and small is not None:
                yield from _lines(backend, large, small, versions)
    yield from measure_beside_peer()


def _lines(
    backend: str, large: DatabaseConfig, small: DatabaseConfig, versions: int
) -> Iterator[Line]:
    with Database(small) as few, Database(large) as many:
        fewer = max(versions // SMALLER, FEWEST)
        build(few, fewer)
        start = perf_counter()
        build(many, versions)
        metrics = versions * len(METRICS)
        yield below(
            f"{backend}: build {versions:,} versions with {metrics:,} metrics",
            perf_counter() - start,
            at_most=metrics / METRICS_PER_SECOND,
        )
        at_few, at_many = _operations(few), _operations(many)
        for what, operation in at_many.items():
            contestants = {
                "few": repeated(WORK, at_few[what]),
                "many": repeated(WORK, operation),
            }
            seconds = medians(ROUNDS, contestants, work=WORK)
            name = f"{backend}: {what}"
            yield slower(
                name, seconds["many"], f"at {fewer:,} versions", seconds["few"], at_most=BOUND
            )
            if backend == "SQLite":
                yield below(name, seconds["many"], at_most=LONGEST_SECONDS)


def _operations(database: Database) -> dict[str, Callable[[], object]]:
    models, versions = MLModelService(database), MLModelVersionService(database)
    audit = AuditEventService(database)

    def of_model(cursor: str | None) -> object:
        return versions.search(model_name=BIG_MODEL, cursor=cursor, limit=PAGE)

    def of_history(cursor: str | None) -> object:
        return audit.search(model_name=BIG_MODEL, cursor=cursor, limit=PAGE)

    return {
        "first page of models": lambda: models.search(limit=PAGE),
        "last page of models": lambda: models.search(limit=PAGE, cursor=END),
        "first page of a model's versions": lambda: of_model(None),
        "last page of a model's versions": lambda: of_model(END),
        "first page of the history": lambda: audit.search(limit=PAGE),
        "last page of the history": lambda: audit.search(limit=PAGE, cursor=END),
        "first page of a model's history": lambda: of_history(None),
        "last page of a model's history": lambda: of_history(END),
        f"first page of {BEST_FIRST}": lambda: versions.search(BEST_FIRST, limit=PAGE),
        f"last page of {BEST_FIRST}": lambda: versions.search(BEST_FIRST, limit=PAGE, cursor=END),
    }
