"""Files of MLflow's runs, logged models and versions: copied once, safely, and reported."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mldb.artifacts.objects import ObjectBackend
from mldb.config import ArtifactsConfig, DatabaseConfig, SQLiteConfig
from mldb.errors import StorageError
from mldb.schemas import Owner
from mldb.sync_db import Database, Registry
from mldb.transfer.mlflow import MLflowOptions, MLflowReport, import_mlflow
from mldb.transfer.mlflow.artifacts.importing import FileOptions
from tests.transfer.mlflow.tracked_tables import CHILD, MODEL, RUN, TrackedTables
from tests.transfer.whole_registry import content

WEIGHTS = os.urandom(3_000)
FILES = {"a.txt": b"a", "model/weights.bin": WEIGHTS, "model/日本語 #?%.csv": b"", "z/y/x": b"x"}


class MLflow(TrackedTables):
    """A database, and folders with files as MLflow makes them."""

    def __init__(self, path: Path, uri: str = "{folder}") -> None:
        super().__init__(path / "mlflow.db")
        self.folder = path / "mlruns"
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("ALTER TABLE runs ADD COLUMN artifact_uri")
        place = uri.format(folder=self.folder)
        self.run_uri = f"{place}/7/{RUN}/artifacts"
        self.model_uri = f"{place}/7/models/{MODEL}/artifacts"
        self.add_tracked(artifact_uri=self.run_uri)
        self.add_saved_model(artifact_location=self.model_uri)
        self.keep(f"7/{RUN}/artifacts", FILES)
        self.keep(f"7/models/{MODEL}/artifacts", {"MLmodel": b"flavors: {}", "w.bin": WEIGHTS})
        self.add_model()

    def keep(self, place: str, files: dict[str, bytes]) -> None:
        for name, bytes_ in files.items():
            file = self.folder / place / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(bytes_)


@pytest.fixture
def mlflow(tmp_path: Path) -> MLflow:
    return MLflow(tmp_path)


def run_import(
    config: DatabaseConfig, mlflow: MLflow, root: str | None = None, **more: Any
) -> MLflowReport:
    options = MLflowOptions(files=FileOptions(root))
    return import_mlflow(config, mlflow.address, actor="ann", options=options, **more)


def counts(report: MLflowReport) -> tuple[int, int]:
    """New files, and those that were there."""
    tally = report.imported.tallies["artifacts"]
    return tally.new, tally.there


def left_out(report: MLflowReport) -> dict[tuple[str, str], int]:
    return {(each.entity_type, each.why): each.count for each in report.left_out}


def files(config: DatabaseConfig, owner: Owner) -> dict[str, bytes]:
    with Database(config) as database:
        artifacts = Registry(database).artifacts
        found = {}
        for some in artifacts.all_files(owner):
            for each in some:
                with artifacts.reading(owner, each.path) as reader:
                    found[each.path] = b"".join(reader.stream())
    return found


def test_files_come_with_equal_bytes(config: DatabaseConfig, mlflow: MLflow) -> None:
    report = run_import(config, mlflow)

    assert counts(report) == (6, 0)
    assert files(config, Owner.run(RUN)) == FILES
    assert files(config, Owner.logged_model(MODEL)) == {"MLmodel": b"flavors: {}", "w.bin": WEIGHTS}
    assert not [each for each in left_out(report) if each[0] == "artifacts"]


def test_without_the_option_no_file_comes(config: DatabaseConfig, mlflow: MLflow) -> None:
    report = import_mlflow(config, mlflow.address, actor="ann")

    assert counts(report) == (0, 0)
    assert files(config, Owner.run(RUN)) == {}


def test_versions_get_the_files_of_what_they_come_from(
    config: DatabaseConfig, mlflow: MLflow
) -> None:
    mlflow.add_version(version=1, source=f"models:/{MODEL}", run_id=RUN)
    mlflow.add_version(version=2, source=f"{mlflow.run_uri}/model", run_id=RUN)
    mlflow.add_version(version=3, source=f"runs:/{RUN}/model", run_id=RUN)
    mlflow.add_version(version=4, source="s3://elsewhere/model", run_id=RUN)
    mlflow.add_version(version=5, source=f"{mlflow.run_uri}/missing", run_id=RUN)
    report = run_import(config, mlflow)
    name = "fraud"

    of_run = {"weights.bin": WEIGHTS, "日本語 #?%.csv": b""}
    assert files(config, Owner.version(name, 1)).keys() == {"MLmodel", "w.bin"}
    assert files(config, Owner.version(name, 2)) == of_run
    assert files(config, Owner.version(name, 3)) == of_run
    assert files(config, Owner.version(name, 4)) == files(config, Owner.version(name, 5)) == {}
    reasons = {why for kind, why in left_out(report) if kind == "version files"}
    assert len(reasons) == 2
    assert any("its source says where they are" in why for why in reasons)
    assert any("has no files there" in why for why in reasons)


def test_repeating_copies_what_came_since(config: DatabaseConfig, mlflow: MLflow) -> None:
    mlflow.add_version(source=f"models:/{MODEL}", run_id=RUN)
    first = run_import(config, mlflow)
    again = run_import(config, mlflow)
    before = content(config, ["audit_events"])
    mlflow.keep(f"7/{RUN}/artifacts", {"new": b"new", "a.txt": b"longer"})
    third = run_import(config, mlflow)

    assert (counts(first), counts(again), counts(third)) == ((8, 0), (0, 8), (1, 7))
    assert left_out(third)["artifacts", "Modelbook has another file at this path, which stays."]
    assert files(config, Owner.run(RUN)) == FILES | {"new": b"new"}
    events = content(config, ["audit_events"])["audit_events"][len(before["audit_events"]) :]
    assert [(event["entity"], event["changes"]) for event in events] == [
        ("run", {"artifacts": [None, 1]})
    ]


def test_a_dry_run_counts_and_copies_nothing(config: DatabaseConfig, mlflow: MLflow) -> None:
    report = run_import(config, mlflow, dry_run=True)
    with Database(config) as database:
        store = Path(database.artifacts.url.removeprefix("file://"))

    assert counts(report) == (6, 0)
    assert not store.exists() or not [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.parametrize("is_url", [False, True])
def test_what_the_server_keeps_is_found_below_the_root(
    config: DatabaseConfig, tmp_path: Path, *, is_url: bool
) -> None:
    mlflow = MLflow(tmp_path, "mlflow-artifacts:")
    without = run_import(config, mlflow)
    root = mlflow.folder.as_uri() if is_url else str(mlflow.folder)
    report = run_import(config, mlflow, root)

    assert counts(without) == (0, 0)
    assert sum(left_out(without).values()) >= 2
    assert any("--artifact-root" in why for _, why in left_out(without))
    assert counts(report) == (6, 0)
    assert files(config, Owner.run(RUN)) == FILES


def test_folders_that_were_moved(config: DatabaseConfig, tmp_path: Path) -> None:
    mlflow = MLflow(tmp_path, "file:///elsewhere/mlruns")
    without = run_import(config, mlflow)
    report = run_import(config, mlflow, str(mlflow.folder))

    assert left_out(without)["artifacts", "There is no such folder on this machine."] == 2
    assert counts(report) == (6, 0)


def test_links_are_not_followed(config: DatabaseConfig, mlflow: MLflow, tmp_path: Path) -> None:
    """Whoever logs to MLflow may choose what is in its folders."""
    (tmp_path / "secret").write_text("secret")
    folder = mlflow.folder / "7" / RUN / "artifacts"
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "outside").symlink_to(tmp_path)
    report = run_import(config, mlflow)

    assert (
        left_out(report)["artifacts", "It is a symbolic link; what it leads to may be anything."]
        == 2
    )
    assert files(config, Owner.run(RUN)) == FILES


def test_a_folder_of_somebody_else_is_not_read(config: DatabaseConfig, tmp_path: Path) -> None:
    mlflow = MLflow(tmp_path)
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key").write_text("secret")
    (tmp_path / CHILD).mkdir()
    (tmp_path / CHILD / "artifacts").symlink_to(tmp_path / "private")
    third = "c" * 32
    mlflow.add_tracked(CHILD, artifact_uri=str(tmp_path / CHILD / "artifacts"))
    mlflow.add_tracked(third, artifact_uri=str(tmp_path / "private"))
    report = run_import(config, mlflow)

    assert files(config, Owner.run(CHILD)) == files(config, Owner.run(third)) == {}
    assert any("folder is a symbolic link" in why for _, why in left_out(report))
    assert any("not one that MLflow chooses" in why for _, why in left_out(report))


def test_names_that_modelbook_cannot_hold_are_told(config: DatabaseConfig, mlflow: MLflow) -> None:
    folder = mlflow.folder / "7" / RUN / "artifacts"
    (folder / "new\nline").touch()
    (folder / os.fsdecode(b"caf\xe9")).touch()
    (folder / "back\\slash").touch()
    for name in ("caf\u00e9.txt", "cafe\u0301.txt"):
        (folder / name).touch()
    report = run_import(config, mlflow)

    assert sum(count for (kind, _), count in left_out(report).items() if kind == "artifacts") == 4
    assert files(config, Owner.run(RUN)).keys() == FILES.keys() | {"caf\u00e9.txt"}


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may read everything.")
def test_what_cannot_be_read_is_told(config: DatabaseConfig, mlflow: MLflow) -> None:
    (mlflow.folder / "7" / RUN / "artifacts" / "a.txt").chmod(0)
    report = run_import(config, mlflow)

    assert left_out(report)["artifacts", "It can't be read: Permission denied."] == 1
    assert counts(report) == (5, 0)


def test_a_root_that_is_none_is_refused_before_anything(
    config: DatabaseConfig, mlflow: MLflow
) -> None:
    before = content(config)
    for root in ("/nowhere/at/all", "ftp://host/x"):
        with pytest.raises(StorageError, match=r"no folder|can't be the root"):
            run_import(config, mlflow, root)

    assert content(config) == before


@pytest.mark.xdist_group("s3")
def test_files_in_a_bucket(
    sqlite_config: SQLiteConfig, s3: ArtifactsConfig, tmp_path: Path
) -> None:
    mlflow = MLflow(tmp_path, s3.url)
    backend = ObjectBackend(s3.url)
    for file in mlflow.folder.rglob("*"):
        if file.is_file():
            backend.put(file.relative_to(mlflow.folder).as_posix(), file.read_bytes())
    backend.put(f"7/{RUN}/artifacts-of-another", b"no file of it")
    report = run_import(sqlite_config, mlflow)
    again = run_import(sqlite_config, mlflow)

    assert (counts(report), counts(again)) == ((6, 0), (0, 6))
    assert files(sqlite_config, Owner.run(RUN)) == FILES


@pytest.mark.xdist_group("s3")
def test_a_bucket_that_is_missing_is_told(
    sqlite_config: SQLiteConfig, s3: ArtifactsConfig, tmp_path: Path
) -> None:
    mlflow = MLflow(tmp_path, "s3://no-such-bucket/x")
    report = run_import(sqlite_config, mlflow)

    assert counts(report) == (0, 0)
    assert any("no such bucket" in why for _, why in left_out(report))


@pytest.mark.xdist_group("s3")
def test_a_root_in_a_bucket(
    sqlite_config: SQLiteConfig, s3: ArtifactsConfig, tmp_path: Path
) -> None:
    mlflow = MLflow(tmp_path, "mlflow-artifacts:")
    backend = ObjectBackend(s3.url)
    for name, bytes_ in FILES.items():
        backend.put(f"7/{RUN}/artifacts/{name}", bytes_)
    run_import(sqlite_config, mlflow, s3.url)

    assert files(sqlite_config, Owner.run(RUN)) == FILES
