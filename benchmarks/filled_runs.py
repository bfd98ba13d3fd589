"""Registries with any number of runs to search in, filled by SQL past the services.

Runs share nothing but their shape with real ones: metrics without points, so that a million of them
are there in minutes.
"""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, Final

from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig
from tools.postgres import connect

EXPERIMENTS: Final = 50
_TABLES: Final = ("ml_runs", "ml_metric_series", "ml_run_params", "ml_run_tags")
Execute = Callable[[str], Any]

_NUMBERS_SQLITE: Final = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {size})"
)
_NUMBERS_POSTGRES: Final = "WITH numbers AS (SELECT generate_series(1, {size}) AS n)"

_EXPERIMENTS: Final = """
INSERT INTO ml_experiments
    (id, name, description, created_at, created_by, updated_at, updated_by, row_version)
{numbers} SELECT n, 'experiment-' || n, '', {start}, 'bench', {start}, 'bench', 1 FROM numbers
"""
# Every 33rd run failed before it logged a metric, every 500th is in the trash.
_RUNS: Final = """
INSERT INTO ml_runs
    (id, public_id, experiment_id, parent_id, name, status, description, started_at, ended_at,
     user_name, source, git_commit, user_start, commit_start,
     created_at, created_by, updated_at, updated_by, row_version, deleted_at, deleted_by)
{numbers}
SELECT n, {public_id}, 1 + n % {experiments}, CASE WHEN n % 10 = 9 THEN n - 1 END, 'run-' || n,
    CASE WHEN n % 33 = 0 THEN 'failed' WHEN n > {size} - 20 THEN 'running' ELSE 'finished' END,
    '', {started_at}, {started_at}, 'user-' || (n % 40), 'train.py', 'commit-' || (n % 5000),
    'user-' || (n % 40), 'commit-' || (n % 5000), {started_at}, 'bench', {started_at}, 'bench', 1,
    CASE WHEN n % 500 = 7 THEN {started_at} END, CASE WHEN n % 500 = 7 THEN 'bench' END
FROM numbers
"""
# The last value of every 101st run is NaN.
_SERIES: Final = """
INSERT INTO ml_metric_series
    (run_id, experiment_id, name, count, nan_count, first_step, first_time_ms, first_value,
     last_step, last_time_ms, last_value, min_step, min_time_ms, min_value,
     max_step, max_time_ms, max_value, tail)
{numbers}
SELECT n, 1 + n % {experiments}, '{name}', 100, 0, 0, 0, 1.0, 99, 99,
    CASE WHEN n % 101 <> 0 THEN n * {factor} % {size} / (1.0 * {size}) END, 50, 50,
    n * {factor} % {size} / (2.0 * {size}), 60, 60, n * {factor} % {size} / (1.0 * {size}) + 0.5,
    {empty}
FROM numbers WHERE n % 33 <> 0
"""
_PARAMS: Final = """
INSERT INTO ml_run_params (run_id, name, value, value_start, number)
{numbers} SELECT n, '{name}', {value}, {value}, {number} FROM numbers
"""
_TAGS: Final = """
INSERT INTO ml_run_tags (run_id, key, value, value_start)
{numbers} SELECT n, 'team', 'team-' || (n % 20), 'team-' || (n % 20) FROM numbers
"""
# Without a common factor with the sizes, so that values come in no order and no two are equal.
_METRICS: Final = {"auc": 7_919, "loss": 104_729, "f1": 1_299_709}
_SHUFFLE: Final = 15_485_863


def fill(config: DatabaseConfig, size: int) -> None:
    """Runs in fifty experiments, each with three metrics, three parameters and a tag."""
    if isinstance(config, SQLiteConfig):
        _fill_sqlite(config, size)
    else:
        _fill_postgres(config, size)


def _statements(size: int, numbers: str, **written: str) -> Iterable[str]:
    common = {"size": size, "experiments": EXPERIMENTS, "numbers": numbers.format(size=size)}
    few = common | {"numbers": numbers.format(size=EXPERIMENTS)}
    yield _EXPERIMENTS.format(**few, **written)
    yield _RUNS.format(**common, **written)
    for name, factor in _METRICS.items():
        yield _SERIES.format(**common, **written, name=name, factor=factor)
    shuffled = f"(n * {_SHUFFLE} % {size} / (1.0 * {size}))"
    params = {
        "lr": (f"CAST({shuffled} AS TEXT)", shuffled),
        "depth": ("CAST(n % 16 AS TEXT)", "n % 16"),
        "optimizer": ("'optimizer-' || (n % 7)", "NULL"),
    }
    for name, (value, number) in params.items():
        yield _PARAMS.format(**common, name=name, value=value, number=number)
    yield _TAGS.format(**common)


def _fill_sqlite(config: SQLiteConfig, size: int) -> None:
    connection = sqlite3.connect(config.db_path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = OFF")
    indexes = [
        (name, definition)
        for name, table, definition in connection.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index'"
        ).fetchall()
        if table in _TABLES and definition is not None
    ]
    moment = "strftime('%Y-%m-%d %H:%M:%f000', 1767225600 + {}, 'unixepoch')"
    written = {
        "start": moment.format("0"),
        "started_at": moment.format("n * 30"),
        "public_id": "printf('%032x', n)",
        "empty": "x''",
    }
    connection.execute("BEGIN")
    _fill(connection.execute, indexes, _statements(size, _NUMBERS_SQLITE, **written))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _fill_postgres(config: PostgresConfig, size: int) -> None:
    written = {
        "start": "to_timestamp(1767225600)",
        "started_at": "to_timestamp(1767225600 + n * 30)",
        "public_id": "lpad(to_hex(n), 32, '0')",
        "empty": "''::bytea",
    }
    numbers = _NUMBERS_POSTGRES.replace("{size}", "{size}::bigint")
    with connect(config) as connection:
        # Nothing here refers to a row that is missing.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
            "AND indexname LIKE 'ix%%'",
            [list(_TABLES)],
        ).fetchall()
        _fill(connection.execute, indexes, _statements(size, numbers, **written))


def _fill(execute: Execute, indexes: Iterable[tuple[str, str]], statements: Iterable[str]) -> None:
    # An index over rows that are there is built several times as fast as by adding to it.
    indexes = list(indexes)
    for name, _ in indexes:
        execute(f"DROP INDEX {name}")
    for statement in statements:
        execute(statement)
    for _, definition in indexes:
        execute(definition)
