"""Import of a registry that MLflow itself wrote."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest

from mldb.config import SQLiteConfig
from mldb.schemas import MLModelVersionDetail
from mldb.sync_db import Database, MLModelReader, MLModelVersionReader
from mldb.transfer.mlflow import MLflowReport, import_mlflow
from mldb.values.enums import VersionStatus

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")  # MLflow's, about its stages


class Importer:
    """Imports this MLflow registry."""

    def __init__(self, config: SQLiteConfig, address: str) -> None:
        self.config = config
        self.address = address

    def run(self) -> MLflowReport:
        return import_mlflow(self.config, self.address, actor="ann")

    def version(self, name: str, number: int) -> MLModelVersionDetail:
        with Database(self.config) as database:
            return MLModelVersionReader(database).get(name, number)

    def aliases(self, name: str) -> dict[str, int]:
        with Database(self.config) as database:
            return MLModelReader(database).get(name).aliases


@pytest.fixture
def importer(sqlite_config: SQLiteConfig, address: str) -> Importer:
    return Importer(sqlite_config, address)


def log_run(client: Any, metrics: dict[str, float], params: dict[str, str]) -> str:
    run_id: str = client.create_run("0", tags={"mlflow.user": "bob"}).info.run_id
    for name, value in metrics.items():
        client.log_metric(run_id, name, value)
    for name, text in params.items():
        client.log_param(run_id, name, text)
    return run_id


def new(report: MLflowReport) -> dict[str, int]:
    tallies = report.imported.tallies.items()
    return {kind: tally.new for kind, tally in tallies if tally.new}


def left_out(report: MLflowReport) -> dict[str, list[str]]:
    return {each.entity_type: each.examples for each in report.left_out}


def test_a_version_comes_with_all_that_mlflow_knows_of_it(client: Any, importer: Importer) -> None:
    client.create_registered_model("fraud", {"team": "risk"}, "A card.")
    run_id = log_run(client, {"auc": 0.5}, {"depth": "3"})
    client.log_metric(run_id, "auc", 0.9, step=1)
    source = f"runs:/{run_id}/model"
    client.create_model_version("fraud", source, run_id, {"a": "b"}, "https://host/1", "Better.")
    client.transition_model_version_stage("fraud", "1", "Production")
    client.set_registered_model_alias("fraud", "champion", "1")
    stored = client.get_model_version("fraud", "1")
    report = importer.run()
    here = importer.version("fraud", 1)

    assert left_out(report) == {}
    assert (here.source, here.description) == (source, "Better.")
    assert (here.status, here.created_by) == (VersionStatus.READY, "bob")
    assert here.created_at == moment(stored.creation_timestamp)
    assert here.updated_at == moment(stored.last_updated_timestamp)
    assert (here.metrics, here.params) == ({"auc": 0.9}, {"depth": "3"})
    assert here.tags == {
        "a": "b",
        "mlflow.run_id": run_id,
        "mlflow.run_link": "https://host/1",
        "mlflow.stage": "Production",
    }
    assert importer.aliases("fraud") == {"champion": 1}


def moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def test_numbers_stay_whatever_was_deleted(client: Any, importer: Importer) -> None:
    client.create_registered_model("fraud")
    client.create_registered_model("gone")
    for number in range(1, 6):
        client.create_model_version("fraud", f"/models/{number}")
    for deleted in ("1", "3", "5"):
        client.delete_model_version("fraud", deleted)
    client.delete_registered_model("gone")
    report = importer.run()

    assert new(report) == {"models": 1, "versions": 2}
    assert left_out(report) == {"versions": ["fraud/1", "fraud/3", "fraud/5"]}
    assert importer.version("fraud", 4).source == "file:///models/4"
    with Database(importer.config) as database:
        assert MLModelVersionReader(database).get_overview("fraud", 2).next == 4
        assert MLModelReader(database).get("fraud").last_version_number == 5


def test_what_modelbook_can_t_keep_is_left_out(client: Any, importer: Importer) -> None:
    client.create_registered_model("fraud")
    client.create_registered_model("x" * 256)
    client.register_prompt("greeting", "Hello {{name}}")
    values = {"good": 1.0, "none": math.nan, "much": math.inf, "little": -math.inf}
    run_id = log_run(client, values, {"long": "x" * 5_001})
    client.create_model_version(
        "fraud", "s3://bucket/1", run_id, {"blank ": "", "long": "y" * 5_001}
    )
    for alias in ("champion", "1st", "_private"):
        client.set_registered_model_alias("fraud", alias, "1")
    report = importer.run()
    here = importer.version("fraud", 1)

    assert (here.metrics, here.params) == ({"good": 1.0}, {"long": "x" * 5_001})
    assert here.tags == {"mlflow.run_id": run_id, "long": "y" * 5_001}
    assert importer.aliases("fraud") == {"champion": 1, "1st": 1, "_private": 1}
    counts = {(each.entity_type, each.count) for each in report.left_out}
    assert counts == {("models", 1), ("metrics", 3), ("version_tags", 1)}


def test_several_models_of_one_run_get_their_own_metrics(
    mlflow: Any, client: Any, importer: Importer, address: str
) -> None:
    mlflow.set_tracking_uri(address)
    client.create_registered_model("fraud")
    run_id = log_run(client, {}, {})
    for number, value in ((1, 0.7), (2, 0.9)):
        model = client.create_logged_model("0", f"trained-{number}", run_id)
        client.log_metric(run_id, "acc", value, model_id=model.model_id)
        client.create_model_version("fraud", f"models:/{model.model_id}", run_id)
    evaluation = log_run(client, {}, {})
    client.log_metric(evaluation, "f1", 0.8, model_id=model.model_id)
    client.create_model_version("fraud", "models:/fraud/1")
    importer.run()

    assert importer.version("fraud", 1).metrics == {"acc": 0.7}
    assert importer.version("fraud", 2).metrics == {"acc": 0.9, "f1": 0.8}
    assert importer.version("fraud", 3).metrics == {"acc": 0.7}


def test_a_model_of_mlflow_3_says_where_its_files_are(
    mlflow: Any, client: Any, importer: Importer, address: str
) -> None:
    mlflow.set_tracking_uri(address)
    run_id = log_run(client, {"auc": 0.9}, {})
    model = client.create_logged_model("0", "trained", run_id)
    client.create_registered_model("fraud")
    client.create_model_version("fraud", f"models:/{model.model_id}")
    importer.run()
    here = importer.version("fraud", 1)

    assert here.source == f"models:/{model.model_id}"
    assert here.tags["mlflow.storage_location"] == model.artifact_location
    assert here.metrics == {"auc": 0.9}


def test_again_after_the_registry_has_grown(client: Any, importer: Importer) -> None:
    client.create_registered_model("fraud")
    run_id = log_run(client, {"auc": 0.9}, {})
    client.create_model_version("fraud", "s3://bucket/1", run_id)
    client.set_registered_model_alias("fraud", "champion", "1")
    importer.run()
    client.create_model_version("fraud", "s3://bucket/2", run_id)
    client.set_registered_model_alias("fraud", "champion", "2")
    client.update_model_version("fraud", "1", "Now with words.")
    client.log_metric(run_id, "auc", 0.95)
    client.log_metric(run_id, "f1", 0.8)
    report = importer.run()
    again = importer.run()

    # The version's metrics and their points in the run.
    assert new(report) == {"versions": 1, "metrics": 3, "points": 2, "version_tags": 1}
    assert left_out(report) == {"version descriptions and statuses": ["fraud/1"]}
    assert report.imported.conflict_count == 1
    assert (report.moved_aliases, importer.aliases("fraud")) == (1, {"champion": 2})
    assert importer.version("fraud", 1).metrics == {"auc": 0.9, "f1": 0.8}
    assert (new(again), again.moved_aliases) == ({}, 0)


def test_all_of_many_come(client: Any, importer: Importer) -> None:
    """More models than are read at once, and more versions."""
    run_id = log_run(client, {"auc": 0.9}, {"depth": "3"})
    for number in range(505):
        client.create_registered_model(f"model {number}")
    for number in range(1, 106):
        client.create_model_version("model 7", f"s3://bucket/{number}", run_id, {"n": f"{number}"})
        client.create_model_version(f"model {number * 4}", "s3://bucket/1", run_id, {"n": "1"})
    report = importer.run()

    assert new(report) == {
        "runs": 1,
        "run_params": 1,
        "run_tags": 1,
        "points": 1,
        "models": 505,
        "versions": 210,
        "params": 210,
        "metrics": 210,
        "version_tags": 420,
    }
    for number in (1, 50, 105):
        assert importer.version("model 7", number).tags["n"] == f"{number}"
