"""MLflow's own client against this site: what people's scripts do works unchanged."""

import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.schemas import Owner
from mldb.sync_db import Database, Registry
from tests.peer.served import serving

np = pytest.importorskip("numpy")  # it comes with MLflow


@pytest.fixture
def served(mlflow: Any, config: DatabaseConfig, tmp_path: Path) -> Iterator[DatabaseConfig]:
    """The site that MLflow's functions use."""
    with serving(mlflow, config, tmp_path):
        yield config
        mlflow.autolog(disable=True)


def test_scripts_work_unchanged(mlflow: Any, served: DatabaseConfig, tmp_path: Path) -> None:
    mlflow.set_experiment("churn")
    run_id = check_run(mlflow, tmp_path)
    check_searches(mlflow, run_id)
    trained = check_autologging(mlflow)
    check_registry(mlflow, trained)
    check_trash(mlflow, run_id)
    check_refusals(mlflow)
    check_our_side(served, run_id)


def check_run(mlflow: Any, tmp_path: Path) -> str:
    """The fluent functions, one by one."""
    file = tmp_path / "ü +%.txt"
    file.write_text("content")
    data = mlflow.data.from_numpy(np.zeros((3, 2)), name="zeros")
    with mlflow.start_run(run_name="outer", description="Why.", tags={"team": "crm"}) as run:
        mlflow.log_params({"lr": 0.1, "long": "x" * 5_000})
        for step, value in enumerate((0.1 + 0.2, math.nan, math.inf)):
            mlflow.log_metric("val/loss", value, step=step)
        mlflow.log_metrics({"auc": 0.9, "f1": 0.5}, step=3)
        mlflow.log_input(data, context="training")
        mlflow.log_artifact(str(file), "files")
        mlflow.log_dict({"a": 1}, "a.json")
        with mlflow.start_run(nested=True, run_name="inner"):
            mlflow.log_metric("auc", 0.1)
    run_id = str(run.info.run_id)
    client = mlflow.MlflowClient()
    found = client.get_run(run_id)
    values = [point.value for point in client.get_metric_history(run_id, "val/loss")]

    assert (found.info.status, found.info.run_name) == ("FINISHED", "outer")
    assert found.data.params == {"lr": "0.1", "long": "x" * 5_000}
    assert found.data.metrics["auc"] == 0.9
    assert found.data.tags["mlflow.note.content"] == "Why."
    assert [repr(value) for value in values] == ["0.30000000000000004", "nan", "inf"]
    (dataset_input,) = found.inputs.dataset_inputs
    assert (dataset_input.dataset.name, dataset_input.tags[0].value) == ("zeros", "training")
    assert [one.path for one in client.list_artifacts(run_id)] == ["a.json", "files"]
    local = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="files/ü +%.txt")
    assert Path(local).read_text() == "content"
    assert mlflow.artifacts.load_dict(f"{found.info.artifact_uri}/a.json") == {"a": 1}
    return run_id


def check_searches(mlflow: Any, run_id: str) -> None:
    text = "metrics.auc > 0.5 AND tags.team = 'crm' AND attributes.run_name LIKE 'out%'"
    found = mlflow.search_runs(
        experiment_names=["churn"], filter_string=text, order_by=["metrics.auc DESC"]
    )
    children = mlflow.search_runs(
        experiment_names=["churn"], filter_string=f"tags.`mlflow.parentRunId` = '{run_id}'"
    )

    assert list(found["run_id"]) == [run_id]
    assert list(children["tags.mlflow.runName"]) == ["inner"]
    assert [one.name for one in mlflow.search_experiments(filter_string="name = 'churn'")] == [
        "churn"
    ]


TRAINING = """
import mlflow, numpy
from sklearn.linear_model import LinearRegression

mlflow.set_experiment("churn")
mlflow.sklearn.autolog()
with mlflow.start_run() as run:
    LinearRegression().fit(numpy.array([[0.0], [1.0], [2.0]]), numpy.array([0.0, 2.0, 4.0]))
print(run.info.run_id)
"""


def check_autologging(mlflow: Any) -> str:
    """Id of the run in which a model was trained, by a script of its own as people have them."""
    there = {"MLFLOW_TRACKING_URI": mlflow.get_tracking_uri()}
    script = [sys.executable, "-W", "ignore", "-c", TRAINING]
    done = subprocess.run(
        script, env=os.environ | there, capture_output=True, text=True, check=True, timeout=600
    )
    run_id = done.stdout.split()[-1]
    found = mlflow.MlflowClient().get_run(run_id)

    assert found.data.params["fit_intercept"] == "True"
    assert found.data.metrics["training_r2_score"] == pytest.approx(1)
    assert len(found.outputs.model_outputs) == 1
    return run_id


def check_registry(mlflow: Any, trained: str) -> None:
    client = mlflow.MlflowClient()
    version = mlflow.register_model(f"runs:/{trained}/model", "slope", tags={"a": "b"})
    client.set_registered_model_alias("slope", "champion", version.version)
    client.update_model_version("slope", "1", description="Good.")
    client.set_model_version_tag("slope", "1", "checked", "yes")
    for uri in ("models:/slope@champion", "models:/slope/1", f"runs:/{trained}/model"):
        model = mlflow.pyfunc.load_model(uri)
        assert model.predict(np.array([[3.0]]))[0] == pytest.approx(6)
    client.copy_model_version("models:/slope/1", "copied")
    assert mlflow.pyfunc.load_model("models:/copied/1").predict(np.array([[3.0]]))[
        0
    ] == pytest.approx(6)
    found = client.get_model_version_by_alias("slope", "champion")

    assert (found.version, found.status, found.run_id) == ("1", "READY", trained)
    assert found.tags["checked"] == "yes"
    assert [one.name for one in client.search_registered_models("name LIKE 'sl%'")] == ["slope"]
    assert len(client.search_model_versions("name = 'slope'")) == 1
    client.delete_registered_model_alias("slope", "champion")
    client.rename_registered_model("slope", "line")
    assert client.get_registered_model("line").latest_versions[0].version == "1"


def check_trash(mlflow: Any, run_id: str) -> None:
    client = mlflow.MlflowClient()
    client.delete_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == "deleted"
    client.restore_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == "active"
    client.delete_model_version("copied", "1")
    client.delete_registered_model("copied")
    assert not client.search_registered_models("name = 'copied'")


def check_refusals(mlflow: Any) -> None:
    client = mlflow.MlflowClient()
    calls: list[tuple[Callable[[], Any], str]] = [
        (lambda: client.get_run("0" * 32), "RESOURCE_DOES_NOT_EXIST"),
        (lambda: client.create_experiment("churn"), "RESOURCE_ALREADY_EXISTS"),
        (lambda: client.search_runs(["0"], "x y z"), "INVALID_PARAMETER_VALUE"),
        (lambda: client.get_model_version_by_alias("line", "no"), "INVALID_PARAMETER_VALUE"),
    ]
    for call, code in calls:
        with pytest.raises(mlflow.MlflowException) as caught:
            call()
        assert caught.value.error_code == code
    secret = os.environ.pop("MLFLOW_TRACKING_TOKEN")
    with pytest.raises(mlflow.MlflowException):
        client.search_experiments()
    os.environ |= {"MLFLOW_TRACKING_USERNAME": "ann", "MLFLOW_TRACKING_PASSWORD": secret}
    assert client.search_experiments()
    for name in ("MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"):
        del os.environ[name]


def check_our_side(config: DatabaseConfig, run_id: str) -> None:
    """What MLflow logged is ours: found by our search, with the person and the token."""
    with Database(config) as database:
        registry = Registry(database)
        (row,) = registry.runs.search("metric.auc>0.5 tag.team:crm").rows
        files = registry.artifacts.list_directory(Owner.run(run_id)).rows
        events = registry.audit.get_all()

    assert (row.public_id, row.created_by) == (run_id, "ann")
    assert [entry.path for entry in files] == ["a.json", "files"]
    assert {(event.actor, event.via) for event in events} >= {("ann", "job")}
