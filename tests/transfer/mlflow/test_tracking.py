"""Experiments, runs, histories and logged models of MLflow come over."""

import math
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.schemas import MLRunUpdate
from mldb.sync_db import Database, Registry
from mldb.transfer.mlflow import MLflowReport, import_mlflow
from mldb.values.enums import RunStatus, VersionStatus
from tests.transfer.mlflow.tracked_tables import CHILD, MODEL, RUN, T0, TrackedTables
from tests.transfer.whole_registry import TRACKING, content


@pytest.fixture
def tables(tmp_path: Path) -> TrackedTables:
    """A run with everything, a child whose id comes first, and a version of its model."""
    tables = TrackedTables(tmp_path / "mlflow.db")
    tables.add("experiment_tags", experiment_id=7, key="team", value="crm")
    tables.add("experiment_tags", experiment_id=7, key="mlflow.note.content", value="Who leaves?")
    tables.add_tracked(source_name="train.py")
    tables.add_tracked(CHILD, name="", start_time=T0 + 1, status="RUNNING", end_time=None)
    tables.add_tag("mlflow.parentRunId", RUN, CHILD)
    for key, value in (
        ("mlflow.source.git.commit", "abc"),
        ("mlflow.runName", "brave-owl-1"),
        ("mlflow.note.content", "With February."),
        ("gpu", "no"),
    ):
        tables.add_tag(key, value)
    tables.add("params", run_uuid=RUN, key="lr", value="0.1")
    for step in range(1_200):
        tables.add_point(step, step / 7)
    tables.add_point(1_200, 0, nan=True)
    tables.add_point(-(2**63), sys.float_info.max, timestamp=-5)
    tables.add(
        "datasets",
        dataset_uuid="d1",
        experiment_id=7,
        name="cards",
        digest="1",
        dataset_source_type="s3",
        dataset_source="{}",
        dataset_schema="[]",
    )
    tables.add(
        "inputs",
        input_uuid="i1",
        source_type="DATASET",
        source_id="d1",
        destination_type="RUN",
        destination_id=RUN,
    )
    tables.add("input_tags", input_uuid="i1", name="mlflow.data.context", value="training")
    tables.add(
        "inputs",
        input_uuid="i2",
        source_type="RUN_OUTPUT",
        source_id=RUN,
        destination_type="MODEL_OUTPUT",
        destination_id=MODEL,
        step=12,
    )
    tables.add_saved_model()
    tables.add("logged_model_params", model_id=MODEL, param_key="depth", param_value="3")
    tables.add("logged_model_tags", model_id=MODEL, tag_key="lang", tag_value="py")
    tables.log(MODEL, "auc", 0.9, run_id=RUN, metric_step=12, dataset_name="cards")
    tables.add_model()
    tables.add_version(source=f"models:/{MODEL}", run_id=RUN)
    return tables


def run_import(config: DatabaseConfig, tables: TrackedTables, **options: Any) -> MLflowReport:
    return import_mlflow(config, tables.address, actor="ann", **options)


def left_out(report: MLflowReport) -> dict[tuple[str, str], int]:
    return {(group.entity_type, group.why): group.count for group in report.left_out}


@pytest.fixture
def database(config: DatabaseConfig) -> Any:
    with Database(config) as database:
        yield database


def test_runs_come_with_everything(
    config: DatabaseConfig, database: Database, tables: TrackedTables
) -> None:
    report = run_import(config, tables)
    registry = Registry(database)
    run = registry.runs.get_by_public_id(RUN)
    child = registry.runs.get_by_public_id(CHILD)
    experiment = registry.experiments.get_by_name("churn")
    detail = registry.run_reader.detail(RUN)

    assert not left_out(report)
    assert (experiment.description, run.experiment_name) == ("Who leaves?", "churn")
    assert (run.name, run.status, run.user_name) == ("brave-owl-1", RunStatus.FINISHED, "eve")
    assert (run.source, run.git_commit, run.description) == ("train.py", "abc", "With February.")
    assert run.ended_at is not None
    assert (run.ended_at - run.started_at).total_seconds() == 5
    assert (child.parent_public_id, child.name, child.status) == (RUN, CHILD, RunStatus.RUNNING)
    assert detail.params == {"lr": "0.1"}
    assert detail.tags == {"gpu": "no", "mlflow.source.git.commit": "abc"}
    assert [(one.name, one.context) for one in detail.inputs] == [("cards", "training")]


def test_histories_are_whole_and_exact(
    config: DatabaseConfig, database: Database, tables: TrackedTables
) -> None:
    report = run_import(config, tables)
    points = [*Registry(database).histories.history(RUN, "loss")]

    assert points[0] == (-(2**63), -5, sys.float_info.max)
    assert points[1:-1] == [(step, T0 + step, step / 7) for step in range(1_200)]
    assert points[-1][:2] == (1_200, T0 + 1_200)
    assert math.isnan(points[-1][2])
    assert report.imported.tallies["points"].new == 1_202
    assert [(group.entity_type, group.count) for group in report.changed] == [("points", 1)]


def test_a_version_knows_its_run_and_its_logged_model(
    config: DatabaseConfig, database: Database, tables: TrackedTables
) -> None:
    run_import(config, tables)
    registry = Registry(database)
    version = registry.versions.get_by_number("fraud", 1)
    model = registry.logged_models.get_detail(MODEL)

    assert (version.run_public_id, version.logged_model_public_id) == (RUN, MODEL)
    assert (model.run_public_id, model.step, model.status) == (RUN, 12, VersionStatus.READY)
    assert model.params == {"depth": "3"}
    assert model.tags == {"lang": "py", "mlflow.artifact_location": "s3://bucket/m"}
    assert [(m.name, m.value, m.dataset_name) for m in model.metrics] == [("auc", 0.9, "cards")]


def test_importing_again_adds_what_is_new(
    config: DatabaseConfig, database: Database, tables: TrackedTables
) -> None:
    run_import(config, tables)
    before = content(config, TRACKING)
    again = run_import(config, tables)
    assert content(config, TRACKING) == before
    assert again.imported.new_count == again.imported.conflict_count == again.ended_runs == 0

    tables.change("runs", {"run_uuid": CHILD}, status="FAILED", end_time=T0 + 9)
    tables.add_point(1_201, 0.5)
    tables.add("params", run_uuid=CHILD, key="lr", value="1")
    later = run_import(config, tables)
    registry = Registry(database)
    child = registry.runs.get_by_public_id(CHILD)

    assert (later.ended_runs, later.imported.new_count) == (1, 2)
    assert child.status == RunStatus.FAILED
    assert child.ended_at == child.started_at + timedelta(milliseconds=8)
    assert len(registry.histories.history(RUN, "loss")) == 1_203


def test_a_run_that_was_edited_here_stays_as_it_is(
    config: DatabaseConfig, database: Database, tables: TrackedTables
) -> None:
    run_import(config, tables)
    runs = Registry(database, actor="bob").runs
    run = runs.get_by_public_id(RUN)
    runs.update(run.id, MLRunUpdate(row_version=run.row_version, name="mine"))
    report = run_import(config, tables)

    assert runs.get_by_public_id(RUN).name == "mine"
    assert (report.imported.new_count, report.imported.conflict_count) == (0, 0)


def test_an_older_import_gets_its_origins(
    config: DatabaseConfig, database: Database, tables: TrackedTables
) -> None:
    """A registry that was imported before runs were."""
    tables.change("experiments", {"experiment_id": 7}, name="\x00")
    run_import(config, tables)
    assert Registry(database).versions.get_by_number("fraud", 1).run_public_id is None

    tables.change("experiments", {"experiment_id": 7}, name="churn")
    run_import(config, tables)
    version = Registry(database).versions.get_by_number("fraud", 1)
    assert (version.run_public_id, version.logged_model_public_id) == (RUN, MODEL)


def test_the_trash_comes_along(
    config: DatabaseConfig, database: Database, tables: TrackedTables
) -> None:
    tables.add_tracked("c" * 32, lifecycle_stage="deleted", deleted_time=T0 + 7)
    tables.add_experiment(8, "old", lifecycle_stage="deleted")
    run_import(config, tables)
    registry = Registry(database)

    trashed = registry.runs.get_trashed()
    assert [run.public_id for run in trashed] == ["c" * 32]
    assert [experiment.name for experiment in registry.experiments.get_trashed()] == ["old"]


def test_what_cannot_be_kept_is_reported(
    config: DatabaseConfig, database: Database, tables: TrackedTables
) -> None:
    tables.add_tracked("not hex")
    tables.add_tracked("d" * 32, experiment_id=99)
    tables.add_tracked("e" * 32, status="LOST")
    tables.add_tracked("f" * 32, start_time=T0 + 2, end_time=T0 + 1, name="n" * 300)
    tables.add_tag("mlflow.parentRunId", "9" * 32, "f" * 32)
    tables.add("params", run_uuid=RUN, key="long", value="x" * 16_001)
    for step in range(600):
        tables.add_point(step, 1.0, key="a\x01b")
    tables.add("trace_info", request_id="t1")
    report = run_import(config, tables)

    assert left_out(report) == {
        ("traces", "Modelbook keeps no traces."): 1,
        ("runs", "A run's id is 32 digits of 0-9 and a-f."): 1,
        ("runs", "Its experiment or its run is left out."): 1,
        ("runs", "Modelbook has no such status."): 1,
        ("runs name", "Its name is longer than 255 characters."): 1,
        ("parents", "Its parent run is left out, or none, or started after it."): 1,
        ("run_params", "Its value is longer than 16,000 characters."): 1,
        # Of the version, which gets a copy.
        ("params", "Its value is longer than 16,000 characters."): 1,
        (
            "points",
            "Control characters, and characters that can't be seen, are not allowed here.",
        ): 1,
    }
    assert Registry(database).runs.get_by_public_id("f" * 32).name == "f" * 32


def test_a_dry_run_changes_nothing(config: DatabaseConfig, tables: TrackedTables) -> None:
    before = content(config)
    tried = run_import(config, tables, dry_run=True)

    assert content(config) == before
    assert tried.imported == run_import(config, tables).imported
