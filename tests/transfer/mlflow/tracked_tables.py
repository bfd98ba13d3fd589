"""What MLflow tracks, filled by hand into the tables of its own schema."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from tests.transfer.mlflow.tables import COLUMNS, MLflowTables

TRACKED: Final = {
    "experiments": (
        "experiment_id name artifact_location lifecycle_stage creation_time last_update_time"
    ),
    "experiment_tags": "experiment_id key value",
    "runs": (
        "run_uuid name source_name source_version user_id status start_time end_time deleted_time "
        "lifecycle_stage experiment_id"
    ),
    "datasets": (
        "dataset_uuid experiment_id name digest dataset_source_type dataset_source dataset_schema "
        "dataset_profile"
    ),
    "inputs": "input_uuid source_type source_id destination_type destination_id step",
    "input_tags": "input_uuid name value",
    "logged_models": (
        "model_id experiment_id name artifact_location creation_timestamp_ms "
        "last_updated_timestamp_ms status lifecycle_stage model_type source_run_id"
    ),
    "logged_model_tags": "model_id tag_key tag_value",
    "trace_info": "request_id",
}
T0: Final = 1_700_000_000_000
RUN: Final = "a" * 32
CHILD: Final = "0" * 32
MODEL: Final = f"m-{'b' * 32}"


class TrackedTables(MLflowTables):
    """A SQLite file with the tables of the registry and of what is tracked."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, without=" ".join(set(TRACKED) & set(COLUMNS)))
        with closing(sqlite3.connect(self.path)) as connection:
            for table, columns in TRACKED.items():
                connection.execute(f"CREATE TABLE {table} ({', '.join(columns.split())})")
        self.add_experiment(0, "Default")
        self.add_experiment(7, "churn")

    def add_experiment(self, number: int, name: str, **values: Any) -> None:
        """An experiment."""
        defaults = {"lifecycle_stage": "active", "creation_time": T0, "last_update_time": T0}
        self.add("experiments", experiment_id=number, name=name, **defaults | values)

    def add_tracked(self, run_id: str = RUN, **values: Any) -> None:
        """A run of the experiment `churn`."""
        defaults = {
            "name": "brave-owl-1",
            "user_id": "eve",
            "status": "FINISHED",
            "start_time": T0,
            "end_time": T0 + 5_000,
            "lifecycle_stage": "active",
            "experiment_id": 7,
        }
        self.add("runs", run_uuid=run_id, **defaults | values)

    def add_tag(self, key: str, value: str, run_id: str = RUN) -> None:
        """A tag of a run."""
        self.add("tags", run_uuid=run_id, key=key, value=value)

    def add_point(self, step: int, value: float | None, *, nan: bool = False, **more: Any) -> None:
        """A point of the metric `loss`."""
        fixed = {"run_uuid": RUN, "key": "loss", "timestamp": T0 + step}
        self.add("metrics", **fixed | more, step=step, value=value, is_nan=int(nan))

    def add_saved_model(self, model_id: str = MODEL, **values: Any) -> None:
        """A model that the run saved."""
        defaults = {
            "experiment_id": 7,
            "name": "classifier",
            "artifact_location": "s3://bucket/m",
            "creation_timestamp_ms": T0,
            "last_updated_timestamp_ms": T0,
            "status": 2,
            "lifecycle_stage": "active",
            "model_type": "sklearn",
            "source_run_id": RUN,
        }
        self.add("logged_models", model_id=model_id, **defaults | values)
