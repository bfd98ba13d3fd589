"""A folder of MLflow's file store becomes a database where MLflow is installed."""

import sys
from pathlib import Path

import pytest

from mldb.config import DatabaseConfig
from mldb.errors import StorageError
from mldb.sync_db import Database, Registry
from mldb.transfer.mlflow import import_mlflow
from tests.transfer.mlflow.tracked_tables import RUN, TrackedTables

# Stands for MLflow, which takes minutes to install: a program that is called in the same way.
PROGRAM = """
import shutil, sys
command, _, source, _, target = sys.argv[1:]
assert command == "migrate-filestore"
if not source.endswith("mlruns"):
    sys.exit("Error: nothing there")
shutil.copy({database!r}, target.removeprefix("sqlite:///"))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A file store."""
    experiment = tmp_path / "mlruns" / "0"
    experiment.mkdir(parents=True)
    (experiment / "meta.yaml").touch()
    return experiment.parent


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is called as MLflow is."""
    tables = TrackedTables(tmp_path / "migrated.db")
    tables.add_tracked()
    package = tmp_path / "site" / "mlflow"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(PROGRAM.format(database=str(tables.path)))
    monkeypatch.syspath_prepend(str(package.parent))
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    monkeypatch.delitem(sys.modules, "mlflow", raising=False)


@pytest.mark.usefixtures("installed")
def test_it_is_imported_through_a_database(config: DatabaseConfig, folder: Path) -> None:
    for address in (str(folder), folder.as_uri()):
        import_mlflow(config, address, actor="ann")

    with Database(config) as database:
        assert Registry(database).runs.get_by_public_id(RUN).experiment_name == "churn"
    assert sorted(path.name for path in folder.rglob("*")) == ["0", "meta.yaml"]


@pytest.mark.usefixtures("installed")
def test_what_mlflow_says_against_it_is_told(config: DatabaseConfig, folder: Path) -> None:
    other = folder.rename(folder.with_name("other"))

    with pytest.raises(StorageError, match=r"can't read .*other: Error: nothing there"):
        import_mlflow(config, str(other), actor="ann")


def test_without_mlflow_the_refusal_says_how(
    config: DatabaseConfig, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mldb.transfer.mlflow.file_store.find_spec", lambda _name: None)

    with pytest.raises(StorageError, match="`mlflow migrate-filestore --source"):
        import_mlflow(config, str(folder), actor="ann")
