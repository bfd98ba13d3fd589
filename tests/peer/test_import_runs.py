"""Import of experiments, runs and histories that MLflow itself wrote."""

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mldb.config import SQLiteConfig
from mldb.sync_db import Database, Registry
from mldb.transfer.mlflow import import_mlflow
from mldb.values.enums import RunStatus

# Not -0.0, which MLflow stores as 0.0.
VALUES = [0.1 + 0.2, math.nan, 0.0, 5e-324, 1e300]


def track(mlflow: Any, address: str) -> tuple[str, str, str]:
    """A run with everything, its child, and a model that it logged."""
    mlflow.set_tracking_uri(address)
    experiment = mlflow.create_experiment("churn", tags={"team": "crm"})
    with mlflow.start_run(
        experiment_id=experiment, run_name="outer", description="With February."
    ) as outer:
        mlflow.log_params({"lr": "0.1"})
        mlflow.set_tag("gpu", "no")
        for step, value in enumerate(VALUES):
            mlflow.log_metric("loss/train", value, step=step, timestamp=1_700_000_000_000 + step)
        model = mlflow.initialize_logged_model("classifier", params={"depth": "3"})
        mlflow.log_metric("auc", 0.9, step=4, model_id=model.model_id)
        mlflow.finalize_logged_model(model.model_id, "READY")
        with mlflow.start_run(experiment_id=experiment, run_name="inner", nested=True) as inner:
            mlflow.log_metric("auc", 0.5)
    mlflow.MlflowClient(address).set_terminated(inner.info.run_id, "FAILED")
    mlflow.set_tracking_uri(None)
    return outer.info.run_id, inner.info.run_id, model.model_id


def test_runs_come_with_their_histories(
    mlflow: Any, address: str, sqlite_config: SQLiteConfig
) -> None:
    outer, inner, model_id = track(mlflow, address)
    report = import_mlflow(sqlite_config, address, actor="ann")
    again = import_mlflow(sqlite_config, address, actor="ann")
    with Database(sqlite_config) as database:
        registry = Registry(database)
        run, child = (registry.runs.get_by_public_id(one) for one in (outer, inner))
        detail = registry.run_reader.detail(outer)
        points = [*registry.histories.history(outer, "loss/train")]
        model = registry.logged_models.get_detail(model_id)

    assert [*report.left_out] == []
    assert (again.imported.new_count, again.imported.conflict_count) == (0, 0)
    assert (run.name, run.experiment_name, run.description) == ("outer", "churn", "With February.")
    assert (child.name, child.parent_public_id, child.status) == ("inner", outer, RunStatus.FAILED)
    assert detail.params == {"lr": "0.1"}
    assert detail.tags["gpu"] == "no"
    assert [(step, time_ms - 1_700_000_000_000) for step, time_ms, _ in points] == [
        (step, step) for step in range(len(VALUES))
    ]
    assert [repr(value) for _, _, value in points] == [repr(value) for value in VALUES]
    assert (model.run_public_id, model.name, model.params) == (outer, "classifier", {"depth": "3"})
    assert [(metric.name, metric.value) for metric in model.metrics] == [("auc", 0.9)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a file store, which MLflow writes only on request by now."""
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.delenv("MLFLOW_EXPERIMENT_ID", raising=False)
    return tmp_path / "mlruns"


def test_a_file_store_is_imported(folder: Path, sqlite_config: SQLiteConfig) -> None:
    program = (
        "import mlflow, sys\n"
        "mlflow.set_tracking_uri(sys.argv[1])\n"
        "with mlflow.start_run(run_name='old') as run:\n"
        "    [mlflow.log_metric('loss', step / 7, step=step) for step in range(5)]\n"
        "print(run.info.run_id)"
    )
    command = [sys.executable, "-c", program, folder.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # ours
    import_mlflow(sqlite_config, str(folder), actor="ann")
    run_id = done.stdout.split()[-1]
    with Database(sqlite_config) as database:
        points = Registry(database).histories.history(run_id, "loss")

    assert [(step, value) for step, _, value in points] == [(n, n / 7) for n in range(5)]
