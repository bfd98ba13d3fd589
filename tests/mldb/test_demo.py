"""The demo registers models that were really trained."""

import contextlib
import io
import json
import pickle
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from mldb import demo
from mldb.config import SQLiteConfig
from mldb.schemas import Owner
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
    Registry,
)
from mldb.values.enums import RunStatus

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def trained(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with the demo in it, to copy."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("demo") / "demo.db"))
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.setenv("SQLITE_DB_PATH", str(path))

        assert demo.main() == 0

    assert "diabetes-progression" in printed.getvalue()
    return path


@pytest.fixture
def filled(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SQLiteConfig:
    """A registry with the demo in it."""
    path = Path(shutil.copy(trained, tmp_path / "demo.db"))
    monkeypatch.setenv("SQLITE_DB_PATH", str(path))
    return SQLiteConfig(db_path=path)


def test_every_setting_is_a_version_and_the_best_one_the_champion(filled: SQLiteConfig) -> None:
    with Database(filled) as database:
        versions = MLModelVersionService(database)
        aliases = MLModelAliasService(database)
        for experiment in demo.EXPERIMENTS:
            ranked = versions.get_ranked(experiment.name)
            champion = aliases.get(experiment.name, "champion")
            history = aliases.get_history(experiment.name, "champion")

            assert champion.version_number == ranked[0].number
            assert [row.version_number for row in history] == [ranked[0].number, ranked[1].number]


def test_the_metrics_are_those_of_models_that_learnt_something(filled: SQLiteConfig) -> None:
    with Database(filled) as database:
        versions = MLModelVersionService(database)
        best = {
            experiment.name: versions.get_ranked(experiment.name)[0].value
            for experiment in demo.EXPERIMENTS
        }

    assert 0.95 < best["digits-classifier"] < 1
    assert 0.9 < best["breast-cancer-screening"] < 1
    assert 0 < best["wine-cultivar"] < 0.2
    assert 40 < best["diabetes-progression"] < 70


def test_every_setting_is_a_run_and_versions_come_from_those_that_finished(
    filled: SQLiteConfig,
) -> None:
    with Database(filled) as database:
        registry = Registry(database)
        for experiment in demo.EXPERIMENTS:
            runs = registry.runs.search("has:parent", experiment=experiment.name).rows
            finished = {run.public_id for run in runs if run.status is RunStatus.FINISHED}
            ranked = registry.versions.get_ranked(experiment.name)
            origins = {registry.versions.get(one.id).run_public_id for one in ranked}

            assert len(runs) == len(experiment.settings)
            assert origins == finished


def test_epochs_and_stages_are_steps_and_a_diverged_run_failed(filled: SQLiteConfig) -> None:
    with Database(filled) as database:
        registry = Registry(database)
        boosted = registry.runs.search("param.n_estimators:150").rows[0]
        (failed,) = registry.runs.search("status:failed").rows
        history = registry.histories.history(boosted.public_id, "loss/train")

        assert list(history.steps) == list(range(150))
        assert history.values[-1] < history.values[0]
        assert failed.experiment_name == "diabetes-progression"
        assert registry.histories.history(failed.public_id, "loss/train").values[-1] > 1_000


def test_every_version_has_its_model_and_a_report(trained: Path) -> None:
    with Database(SQLiteConfig(db_path=trained)) as database:
        registry = Registry(database)
        for experiment in demo.EXPERIMENTS:
            for ranked in registry.versions.get_ranked(experiment.name):
                owner = Owner.version(experiment.name, ranked.number)
                paths = {file.path for file in registry.artifacts.list_files(owner).rows}

                assert paths >= {"MLmodel", "model.pkl", "requirements.txt", "report.md"}
                assert paths & {"evaluation/confusion_matrix.svg", "evaluation/predicted.svg"}
        assert {one.verification for one in registry.artifact_care.verify()} == {"intact"}


def test_the_files_are_well_formed(trained: Path) -> None:
    with Database(SQLiteConfig(db_path=trained)) as database:
        registry = Registry(database)
        owner = Owner.version("diabetes-progression", 1)
        texts = {}
        for file in registry.artifacts.list_files(owner).rows:
            with registry.artifacts.reading(owner, file.path) as reader:
                texts[file.path] = b"".join(reader.stream())

    described = yaml.safe_load(texts["MLmodel"])
    assert described["flavors"]["sklearn"]["pickled_model"] == "model.pkl"
    assert json.loads(described["signature"]["inputs"])[0]["tensor-spec"]["shape"] == [-1, 10]
    assert ET.fromstring(texts["evaluation/predicted.svg"]).tag.endswith("svg")  # noqa: S314  # ours
    assert pickle.loads(texts["model.pkl"]).coef_.shape == (10,)  # noqa: S301  # ours


def test_a_second_run_adds_nothing(filled: SQLiteConfig) -> None:
    with Database(filled) as database:
        before = AuditEventService(database).get_all(limit=1)[0].id

    assert demo.main() == 0

    with Database(filled) as database:
        assert AuditEventService(database).get_all(limit=1)[0].id == before
        assert len(MLModelService(database).get_all()) == len(demo.EXPERIMENTS)


def test_without_a_schema_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    status = demo.main()

    assert status == 1
    assert "python -m mldb.migrate" in capsys.readouterr().err
