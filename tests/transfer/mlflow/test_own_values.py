"""A version gets what was logged of its own model, and of no other one."""

import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mldb.config import DatabaseConfig, PostgresConfig
from mldb.sync_db import Database, MLModelVersionReader
from mldb.transfer.mlflow import MLflowReport, import_mlflow
from tests.transfer.mlflow.tables import COLUMNS, MLflowTables
from tools.postgres import connect, temporary_database


class Importer:
    """Imports the tables once, and says what the versions of `fraud` have."""

    def __init__(self, database: Database, tables: MLflowTables) -> None:
        self.database = database
        self.tables = tables
        self.report: MLflowReport | None = None

    def version(self, number: int = 1) -> Any:
        if self.report is None:
            config, address = self.database.config, self.tables.address
            self.report = import_mlflow(config, address, actor="ann")
        return MLModelVersionReader(self.database).get("fraud", number)

    def metrics(self, number: int = 1) -> dict[str, float]:
        found: dict[str, float] = self.version(number).metrics
        return found

    def params(self, number: int = 1) -> dict[str, str]:
        found: dict[str, str] = self.version(number).params
        return found

    @property
    def left_out(self) -> dict[str, list[str]]:
        """By kind, without what has no name."""
        assert self.report is not None
        found: dict[str, list[str]] = {}
        for each in self.report.left_out:
            found[each.entity_type] = found.get(each.entity_type, []) + each.examples
        return {kind: names for kind, names in found.items() if names}


@pytest.fixture
def tables(tmp_path: Path) -> MLflowTables:
    """A model, and a run that trained it."""
    tables = MLflowTables(tmp_path / "mlflow.db")
    tables.add_model()
    tables.add_run("train", user="bob", loss=0.2)
    return tables


@pytest.fixture
def imported(sqlite_config: DatabaseConfig, tables: MLflowTables) -> Iterator[Importer]:
    with Database(sqlite_config) as database:
        yield Importer(database, tables)


class TestOneModelInItsRun:
    @pytest.fixture(autouse=True)
    def _logged(self, tables: MLflowTables) -> None:
        tables.add_logged_model("m-7", "train", loss=0.2)

    def test_what_another_run_measured_of_it_is_its_own(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.add_version(source="models:/m-7", run_id="train")
        tables.add_run("evaluate", f1=0.87)
        tables.log("m-7", "f1", 0.87, run_id="evaluate", dataset_name="test set")
        tables.add("logged_model_params", model_id="m-7", param_key="depth", param_value="6")

        assert imported.metrics() == {"loss": 0.2, "f1": 0.87}
        assert imported.params() == {"depth": "6"}
        assert imported.version().created_by == "bob"

    def test_what_the_run_logged_without_naming_a_model_is_its_own_too(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.add_version(source="models:/m-7")
        tables.add("params", run_uuid="train", key="seed", value="1")
        tables.add("latest_metrics", run_uuid="train", key="seconds", value=5, is_nan=0)

        assert imported.metrics() == {"loss": 0.2, "seconds": 5}
        assert imported.params() == {"seed": "1"}
        assert imported.left_out == {}

    def test_its_own_value_wins_over_the_run_s(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.add_version(source="models:/m-7")
        tables.log("m-7", "loss", 0.1, run_id="evaluate", metric_timestamp_ms=9)

        assert imported.metrics() == {"loss": 0.1}

    def test_what_its_run_measured_of_another_model_is_not_its_own(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.add_version(source="models:/m-7")
        tables.add_logged_model("m-1", "long ago")
        tables.add("latest_metrics", run_uuid="train", key="f1", value=0.5, is_nan=0)
        tables.log("m-1", "f1", 0.5, run_id="train")

        assert imported.metrics() == {"loss": 0.2}
        assert imported.left_out == {}


class TestSeveralModelsInOneRun:
    @pytest.fixture(autouse=True)
    def _logged(self, tables: MLflowTables) -> None:
        tables.add_logged_model("m-1", "train", acc=0.7)
        tables.add_logged_model("m-2", "train", acc=0.9)
        tables.add("latest_metrics", run_uuid="train", key="acc", value=0.9, is_nan=0)
        for model_id, depth in (("m-1", "3"), ("m-2", "4")):
            tables.add(
                "logged_model_params", model_id=model_id, param_key="depth", param_value=depth
            )

    def test_each_gets_its_own(self, tables: MLflowTables, imported: Importer) -> None:
        for number in (1, 2):
            tables.add_version(version=number, source=f"models:/m-{number}", run_id="train")

        assert (imported.metrics(1), imported.params(1)) == ({"acc": 0.7}, {"depth": "3"})
        assert (imported.metrics(2), imported.params(2)) == ({"acc": 0.9}, {"depth": "4"})

    def test_what_may_be_of_any_of_them_is_left_out_by_name(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.add_version(source="models:/m-1", run_id="train")
        tables.add("params", run_uuid="train", key="seed", value="1")

        assert imported.metrics() == {"acc": 0.7}
        assert imported.left_out == {"metrics": ["fraud/1 loss"], "params": ["fraud/1 seed"]}

    def test_a_version_that_is_none_of_them_for_sure_gets_nothing(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.add_version(source="s3://elsewhere/model", run_id="train")

        assert (imported.metrics(), imported.params()) == ({}, {})
        assert imported.left_out == {"metrics": ["fraud/1 acc", "fraud/1 loss"]}

    @pytest.mark.parametrize(
        "values",
        [
            {"source": "s3://bucket/m-1"},
            {"source": "s3://bucket/m-1/"},
            {"source": "dbfs:/x", "storage_location": "s3://bucket/m-1"},
            {"source": None, "storage_location": " s3://bucket/m-1"},
            {"source": "runs:/train/model-m-1", "run_id": "train"},
            {"source": "models:/m-1/"},
        ],
    )
    def test_its_model_is_found_by_where_its_files_are(
        self, tables: MLflowTables, imported: Importer, values: dict[str, Any]
    ) -> None:
        tables.add_version(**values)

        assert imported.metrics() == {"acc": 0.7}

    def test_a_copy_has_the_values_of_what_was_copied(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.add_model("other/dev")
        tables.add_version(version=1, source="models:/m-1", run_id="train")
        tables.add_version(version=2, source="models:/fraud/1", run_id="train")
        tables.add_version(version=3, source="models:/fraud/2")

        assert imported.metrics(2) == imported.metrics(3) == {"acc": 0.7}
        assert imported.version(3).source == "models:/fraud/2"

    def test_a_copy_of_itself_ends(self, tables: MLflowTables, imported: Importer) -> None:
        tables.add_version(source="models:/fraud/1")

        assert imported.metrics() == {}


class TestRunsOfOlderVersions:
    def history(self, tables: MLflowTables, *paths: str) -> None:
        models = [{"artifact_path": path} for path in paths]
        tables.add(
            "tags", run_uuid="train", key="mlflow.log-model.history", value=json.dumps(models)
        )

    def test_without_logged_models_the_run_s_values_are_the_version_s(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.add_version(source="runs:/train/model", run_id="train")

        assert imported.metrics() == {"loss": 0.2}

    def test_a_model_that_was_logged_again_is_one(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        self.history(tables, "model", "model")
        tables.add_version(run_id="train")

        assert imported.metrics() == {"loss": 0.2}

    def test_of_several_nobody_knows_whose_values_they_are(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        self.history(tables, "forest", "svm")
        tables.add_version(source="runs:/train/svm", run_id="train")

        assert imported.metrics() == {}
        assert imported.left_out == {"metrics": ["fraud/1 loss"]}

    @pytest.mark.parametrize("text", ["", "{", "7", "[1]", '[{"x": 1}]'])
    def test_a_tag_of_that_name_that_is_none_of_mlflow_s_says_nothing(
        self, tables: MLflowTables, imported: Importer, text: str
    ) -> None:
        tables.add("tags", run_uuid="train", key="mlflow.log-model.history", value=text)
        tables.add_version(run_id="train")

        assert imported.metrics() == {"loss": 0.2}


class TestLastValues:
    @pytest.fixture(autouse=True)
    def _logged(self, tables: MLflowTables) -> None:
        tables.add_logged_model("m-7", "train")
        tables.add_version(source="models:/m-7", run_id="train")

    def test_in_a_run_the_greatest_step_counts(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.log("m-7", "f1", 0.9, metric_step=2, metric_timestamp_ms=1)
        tables.log("m-7", "f1", 0.8, metric_step=1, metric_timestamp_ms=5)

        assert imported.metrics()["f1"] == 0.9

    def test_of_several_runs_the_latest_counts(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.log("m-7", "f1", 0.9, run_id="a", metric_step=100, metric_timestamp_ms=1)
        tables.log("m-7", "f1", 0.8, run_id="b", metric_step=0, metric_timestamp_ms=5)

        assert imported.metrics()["f1"] == 0.8
        assert imported.left_out == {}

    def test_of_several_data_sets_the_others_are_left_out_by_name(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        tables.log("m-7", "f1", 0.9, dataset_name="test", metric_timestamp_ms=5)
        tables.log("m-7", "f1", 0.8, dataset_name="train", metric_timestamp_ms=1)
        tables.log("m-7", "f1", 0.7, dataset_name="train", metric_timestamp_ms=0, run_id="x")

        assert imported.metrics()["f1"] == 0.9
        assert imported.left_out == {"metrics": ["fraud/1 f1 (train)"]}

    @pytest.mark.parametrize("value", [None, math.inf, 1.7976931348623157e308])
    def test_what_is_no_finite_number_is_left_out(
        self, tables: MLflowTables, imported: Importer, value: float
    ) -> None:
        tables.log("m-7", "f1", value)

        assert imported.metrics() == {"loss": 0.2}
        assert imported.left_out == {"metrics": ["fraud/1 f1"]}

    def test_what_mlflow_keeps_as_0_and_is_none_is_left_out(
        self, tables: MLflowTables, imported: Importer
    ) -> None:
        point = {"run_uuid": "train", "timestamp": 1, "step": 0}
        for name, is_nan in (("f1", 1), ("zero", 0)):
            tables.log("m-7", name, 0.0, run_id="train")
            tables.add("metrics", key=name, value=0.0, is_nan=is_nan, **point)

        assert imported.metrics() == {"loss": 0.2, "zero": 0}
        assert imported.left_out == {"metrics": ["fraud/1 f1"]}


def test_a_logged_model_that_is_not_here_is_told(tables: MLflowTables, imported: Importer) -> None:
    tables.add_version(source="models:/m-9", run_id="train")

    assert imported.metrics() == {"loss": 0.2}
    assert imported.left_out == {"logged_models": ["fraud/1"]}


def test_values_of_a_run_that_logged_another_model_are_not_those_of_a_missing_one(
    tables: MLflowTables, imported: Importer
) -> None:
    tables.add_logged_model("m-8", "train")
    tables.add_version(source="models:/m-9", run_id="train")

    assert imported.metrics() == {}
    assert imported.left_out == {"logged_models": ["fraud/1"], "metrics": ["fraud/1 loss"]}


@pytest.mark.parametrize("missing", ["tags", "logged_model_metrics", "logged_models"])
def test_tables_that_came_later_may_be_missing(
    sqlite_config: DatabaseConfig, tmp_path: Path, missing: str
) -> None:
    tables = MLflowTables(tmp_path / "old.db", without=f"{missing} lifecycle_stage")
    tables.add_model()
    tables.add("runs", run_uuid="train")
    tables.add("latest_metrics", run_uuid="train", key="loss", value=0.2, is_nan=0)
    tables.add_version(source="models:/m-7", run_id="train")
    with Database(sqlite_config) as database:
        assert Importer(database, tables).metrics() == {"loss": 0.2}


@pytest.mark.postgres
def test_the_same_is_read_from_postgresql(
    sqlite_config: DatabaseConfig, postgres_server: PostgresConfig, tables: MLflowTables
) -> None:
    tables.add_logged_model("m-1", "train", acc=0.7)
    tables.add_logged_model("m-2", "train", acc=0.9)
    tables.log("m-1", "f1", 0.8, metric_step=2)
    tables.log("m-1", "f1", 0.6, metric_step=1)
    tables.log("m-1", "nan", 0, run_id="train")
    nan = {"run_uuid": "train", "key": "nan", "value": 0, "timestamp": 1, "step": 0}
    tables.add("metrics", is_nan=1, **nan)
    tables.add_version(version=1, source="models:/m-1", run_id="train")
    tables.add_version(version=2, source="models:/fraud/1", run_id="train")
    with temporary_database(postgres_server) as server, Database(sqlite_config) as database:
        copy_to_postgres(tables, server)
        report = import_mlflow(sqlite_config, address_of(server), actor="ann")
        versions = MLModelVersionReader(database)

        assert versions.get("fraud", 2).metrics == {"acc": 0.7, "f1": 0.8}
    # Of both versions the loss, which may be any model's, and what is no number.
    assert report.imported.tallies["metrics"].left_out == 4


def address_of(server: PostgresConfig) -> str:
    password = server.password.get_secret_value() if server.password else ""
    return f"postgresql://{server.user}:{password}@{server.host}:{server.port}/{server.database}"


TYPES: dict[Any, str] = {
    **dict.fromkeys(
        (
            "version",
            "creation_time",
            "last_updated_time",
            "metric_timestamp_ms",
            "metric_step",
            "timestamp",
            "step",
        ),
        "int8",
    ),
    ("metrics", "value"): "float8",
    "metric_value": "float8",
    ("latest_metrics", "value"): "float8",
    "is_nan": "boolean",
}


def copy_to_postgres(tables: MLflowTables, server: PostgresConfig) -> None:
    """The tables as they are, in types as MLflow's."""
    with closing(sqlite3.connect(tables.path)) as source, connect(server) as target:
        for table, names in COLUMNS.items():
            kept = names.split()
            columns = [
                f"{name} {TYPES.get((table, name)) or TYPES.get(name, 'text')}" for name in kept
            ]
            target.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
            for row in source.execute(f"SELECT {', '.join(kept)} FROM {table}"):
                values = dict(zip(kept, row, strict=True))
                if "is_nan" in values:
                    values["is_nan"] = bool(values["is_nan"])
                marks = ", ".join(f"%({name})s" for name in kept)
                target.execute(f"INSERT INTO {table} VALUES ({marks})", values)
