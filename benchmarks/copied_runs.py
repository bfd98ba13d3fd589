"""Many runs at once: copies of one with a metric `auc`, each with a value of its own, by SQL."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

_NEW_ID: Final = "printf('%032x', numbers.n)"


def copies_of_ours(file: Path, run: str, number: int) -> None:
    """Copy a run of ours."""
    auc = f"numbers.n / {number}.0"
    values = ("first_value", "last_value", "min_value", "max_value")
    run_id = f"(SELECT id FROM ml_runs WHERE public_id = {_NEW_ID})"
    with closing(sqlite3.connect(file)) as connection, connection:
        _copy(connection, "ml_runs", f"public_id = '{run}'", number, {"public_id": _NEW_ID})
        source = f"run_id = (SELECT id FROM ml_runs WHERE public_id = '{run}')"
        changed = {"run_id": run_id} | dict.fromkeys(values, auc)
        _copy(connection, "ml_metric_series", source, number, changed)
        connection.execute("ANALYZE")


def copies_of_theirs(file: Path, run: str, number: int) -> None:
    """Copy a run of MLflow's."""
    changed = {"run_uuid": _NEW_ID, "value": f"numbers.n / {number}.0"}
    with closing(sqlite3.connect(file)) as connection, connection:
        for table in ("runs", "metrics", "latest_metrics"):
            _copy(connection, table, f"run_uuid = '{run}'", number, changed)
        connection.execute("ANALYZE")


def _copy(
    connection: sqlite3.Connection,
    table: str,
    source: str,
    number: int,
    changed: Mapping[str, str],
) -> None:
    """Copy a row with these columns computed; an `id` is given anew."""
    found = connection.execute(f"PRAGMA table_info({table})")
    columns = [row[1] for row in found if row[1] != "id"]
    values = [changed.get(column, f"copied.{column}") for column in columns]
    connection.execute(
        f"""
        WITH RECURSIVE numbers(n) AS
            (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})
        INSERT INTO {table} ({", ".join(columns)})
        SELECT {", ".join(values)} FROM numbers, {table} AS copied WHERE copied.{source}
        """  # names of columns
    )
