"""The tables of an MLflow registry, as far as an import reads them, filled by hand.

What MLflow itself writes is tested in tests/peer; this is for what it would refuse to write, and
for where it isn't installed.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

COLUMNS: Final = {
    "registered_models": "workspace name description creation_time last_updated_time",
    "registered_model_tags": "workspace name key value",
    "registered_model_aliases": "workspace name alias version",
    "model_versions": (
        "workspace name version description creation_time last_updated_time user_id "
        "current_stage source run_id run_link status status_message storage_location"
    ),
    "model_version_tags": "workspace name version key value",
    "runs": "run_uuid user_id lifecycle_stage",
    "params": "run_uuid key value",
    "latest_metrics": "run_uuid key value is_nan",
    "tags": "run_uuid key value",
    "metrics": "run_uuid key value timestamp step is_nan",
    "logged_models": "model_id name artifact_location source_run_id lifecycle_stage",
    "logged_model_params": "model_id param_key param_value",
    "logged_model_metrics": (
        "model_id metric_name metric_timestamp_ms metric_step metric_value run_id dataset_name "
        "dataset_digest"
    ),
}
RUN_TABLES: Final = (
    "runs params latest_metrics tags metrics logged_models logged_model_params logged_model_metrics"
)
VERSION: Final = {
    "name": "fraud",
    "version": 1,
    "creation_time": 1_700_000_000_000,
    "current_stage": "None",
    "source": "s3://bucket/1",
    "status": "READY",
}


class MLflowTables:
    """A SQLite file with these tables."""

    def __init__(self, path: Path, *, without: str = "") -> None:
        """Leave columns out, given as `table.column` or just `column`."""
        self.path = path
        self.address = f"sqlite:///{path}"
        left_out = set(without.split())
        with closing(sqlite3.connect(path)) as connection:
            for table, columns in COLUMNS.items():
                kept = [
                    name
                    for name in columns.split()
                    if not left_out & {table, name, f"{table}.{name}"}
                ]
                if table not in left_out:
                    connection.execute(f"CREATE TABLE {table} ({', '.join(kept)})")

    def add(self, table: str, **row: Any) -> None:
        """A row; in the default workspace, if the table has one."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            columns = {each[1] for each in connection.execute(f"PRAGMA table_info({table})")}
            if "workspace" in columns:
                row = {"workspace": "default"} | row
            marks = ", ".join("?" * len(row))
            connection.execute(
                f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", [*row.values()]
            )

    def change(self, table: str, where: Mapping[str, Any], **values: Any) -> None:
        """Other values in the rows that are meant."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            sets = ", ".join(f"{name} = ?" for name in values)
            condition = " AND ".join(f"{name} = ?" for name in where)
            connection.execute(
                f"UPDATE {table} SET {sets} WHERE {condition}",
                [*values.values(), *where.values()],
            )

    def add_model(self, name: str = "fraud", **values: Any) -> None:
        """A registered model."""
        self.add("registered_models", name=name, creation_time=1_700_000_000_000, **values)

    def add_version(self, **values: Any) -> None:
        """A version of `fraud`, number 1."""
        self.add("model_versions", **(VERSION | values))

    def add_alias(self, name: str, version: int = 1) -> None:
        """An alias of `fraud`."""
        self.add("registered_model_aliases", name="fraud", alias=name, version=version)

    def add_run(self, run_id: str, *, user: str | None = None, **metrics: float) -> None:
        """A run with the last values of its metrics."""
        self.add("runs", run_uuid=run_id, user_id=user, lifecycle_stage="active")
        for name, value in metrics.items():
            self.add("latest_metrics", run_uuid=run_id, key=name, value=value, is_nan=0)

    def add_logged_model(self, model_id: str, run_id: str | None, **metrics: float) -> None:
        """A model that a run logged, with metrics that it logged to it."""
        self.add(
            "logged_models",
            model_id=model_id,
            name=f"model-{model_id}",
            artifact_location=f"s3://bucket/{model_id}",
            source_run_id=run_id,
            lifecycle_stage="active",
        )
        for name, value in metrics.items():
            self.log(model_id, name, value, run_id=run_id)

    def log(self, model_id: str, name: str, value: float, **values: Any) -> None:
        """A value of a metric of a logged model."""
        defaults = {"metric_timestamp_ms": 1, "metric_step": 0, "run_id": "elsewhere"}
        self.add(
            "logged_model_metrics",
            model_id=model_id,
            metric_name=name,
            metric_value=value,
            **defaults | values,
        )
