"""Import of the files that MLflow itself stored, with equal bytes."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from mldb.config import SQLiteConfig
from mldb.schemas import Owner
from mldb.sync_db import Database, Registry
from mldb.transfer.mlflow import MLflowOptions, import_mlflow
from mldb.transfer.mlflow.artifacts.importing import FileOptions

FILES = MLflowOptions(files=FileOptions())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with files."""
    source = tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    (source / "a.txt").write_text("a")
    (source / "deep" / "weights.bin").write_bytes(os.urandom(100_000))
    (source / "empty").touch()
    return source


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 by path."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def stored(config: SQLiteConfig, owner: Owner, directory: str = "") -> dict[str, str]:
    """SHA-256 by path in Modelbook, each read back."""
    with Database(config) as database:
        registry = Registry(database)
        assert {one.verification for one in registry.artifact_care.verify(owner)} <= {"intact"}
        return {
            file.path.removeprefix(directory): file.sha256
            for some in registry.artifacts.all_files(owner, directory.rstrip("/"))
            for file in some
        }


def test_files_come_with_equal_digests(
    mlflow: Any, address: str, sqlite_config: SQLiteConfig, source: Path, tmp_path: Path
) -> None:
    mlflow.set_tracking_uri(address)
    place = (tmp_path / "mlartifacts").as_uri()
    experiment = mlflow.create_experiment("churn", artifact_location=place)
    client = mlflow.MlflowClient(address, address)
    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_artifacts(str(source), "data")
        model = mlflow.initialize_logged_model("classifier")
        client.log_model_artifacts(model.model_id, str(source))
        mlflow.finalize_logged_model(model.model_id, "READY")
    client.create_registered_model("churn")
    for uri in (f"models:/{model.model_id}", f"runs:/{run.info.run_id}/data/deep"):
        client.create_model_version("churn", uri, run.info.run_id)
    mlflow.set_tracking_uri(None)
    report = import_mlflow(sqlite_config, address, actor="ann", options=FILES)
    again = import_mlflow(sqlite_config, address, actor="ann", options=FILES)

    expected = digests(source)
    weights = {"weights.bin": expected["deep/weights.bin"]}
    assert [*report.left_out] == []
    assert report.imported.tallies["artifacts"].new == 3 + 3 + 3 + 1
    assert again.imported.tallies["artifacts"].counts == (0, 10, 0, 0)
    assert stored(sqlite_config, Owner.run(run.info.run_id), "data/") == expected
    assert stored(sqlite_config, Owner.logged_model(model.model_id)) == expected
    assert stored(sqlite_config, Owner.version("churn", 1)) == expected
    assert stored(sqlite_config, Owner.version("churn", 2)) == weights


def test_a_folder_that_was_moved_is_imported(
    sqlite_config: SQLiteConfig, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # MLflow keeps in the environment what other tests told it, such as their experiment.
    for name in [name for name in os.environ if name.startswith("MLFLOW_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    program = (
        "import mlflow, sys\n"
        "mlflow.set_tracking_uri(sys.argv[1])\n"
        "with mlflow.start_run() as run:\n"
        "    mlflow.log_artifacts(sys.argv[2])\n"
        "print(run.info.run_id)"
    )
    folder = tmp_path / "mlruns"
    command = [sys.executable, "-c", program, folder.as_uri(), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # ours
    moved = folder.rename(tmp_path / "moved")
    import_mlflow(sqlite_config, str(moved), actor="ann", options=FILES)

    assert stored(sqlite_config, Owner.run(done.stdout.split()[-1])) == digests(source)
