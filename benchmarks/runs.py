"""Searches among a million runs, beside those among a thousand."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Final

from benchmarks.filled_runs import fill
from benchmarks.searched_registry import postgres_registry, sqlite_registry
from benchmarks.table import Line, slower
from benchmarks.timing import medians, repeated
from mldb.config import DatabaseConfig
from mldb.search.cursor import END
from mldb.sync_db import Database, MLRunService

MANY: Final = 1_000_000
FEW: Final = 1_000
ROUNDS: Final = 11
WORK: Final = 5
# Of the runs of one experiment among few there are not more.
PAGE: Final = 15
BOUND: Final = 1.5
QUERIES: Final = (
    "",
    "sort:-metric.auc",
    "sort:max.loss",
    "metric.loss<0.1",
    "metric.auc>0.5 sort:-metric.auc",
    "experiment:experiment-7",
    "experiment:experiment-7 metric.auc:* sort:-metric.auc",
    "metric.loss<0.3 param.lr>=0.5",
    "tag.team:team-3",
    "status:failed",
)


def measure() -> Iterator[Line]:
    """Lines of the table."""
    for backend, registry in (("SQLite", sqlite_registry), ("PostgreSQL", postgres_registry)):
        with ExitStack() as stack:
            large = stack.enter_context(registry())
            small = stack.enter_context(registry())
            if large is not None and small is not None:
                yield from _lines(backend, large, small)


def _lines(backend: str, large: DatabaseConfig, small: DatabaseConfig) -> Iterator[Line]:
    fill(small, FEW)
    fill(large, MANY)
    with Database(small) as few, Database(large) as many:
        at_few, at_many = _operations(few), _operations(many)
        for what, operation in at_many.items():
            contestants = {
                "few": repeated(WORK, at_few[what]),
                "many": repeated(WORK, operation),
            }
            seconds = medians(ROUNDS, contestants, work=WORK)
            name = f"{backend}: {what}"
            yield slower(name, seconds["many"], f"at {FEW:,} runs", seconds["few"], at_most=BOUND)


def _operations(database: Database) -> dict[str, Callable[[], object]]:
    search = MLRunService(database).search
    return {
        f"{end} page of runs: {query or 'all'}": partial(search, query, cursor=cursor, limit=PAGE)
        for query in QUERIES
        for end, cursor in (("first", None), ("last", END))
    }
