"""Commands about files: housekeeping, verification, export, back-up."""

import io
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mldb.config import SQLiteConfig
from mldb.schemas import MLModelCreate, MLRunCreate, Owner, RegisterFromRun, StaffSessionCreate
from mldb.sync_db import default_database
from mldb.values.enums import Verification
from registry_app.core.registry import Registry

FILES = {"model/a.bin": b"a" * 100, "model/b.bin": b"b" * 100, "notes.txt": b"n"}
A_DAY = timedelta(days=1).total_seconds()


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def failing(*arguments: str) -> str:
    """Output of a command that ends with status 1."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(*arguments, stdout=out, stderr=io.StringIO())
    assert ended.value.code == 1
    return out.getvalue()


@pytest.fixture
def run_id(registry: Registry) -> str:
    """A run with files, and a version of some of them."""
    run = registry.runs.create(MLRunCreate()).public_id
    registry.artifacts.put_many(Owner.run(run), FILES)
    registry.models.create(MLModelCreate(name="fraud"))
    data = RegisterFromRun(model_name="fraud", artifact_path="model")
    registry.versions.register_from_run(run, data)
    return run


@pytest.fixture
def store(served: SQLiteConfig) -> Path:
    return served.db_path.with_name(f"{served.db_path.stem}-artifacts")


def object_of(store: Path, content: bytes) -> Path:
    return next(one for one in store.rglob("*") if one.is_file() and one.read_bytes() == content)


def age(path: Path, days: float) -> None:
    moment = datetime.now(UTC).timestamp() - days * A_DAY
    os.utime(path, (moment, moment))


class TestVerify:
    def test_all_is_well(self, registry: Registry, run_id: str) -> None:
        told = run("verify")
        artifact = registry.artifacts.get(Owner.run(run_id), "notes.txt")

        assert "3 contents of 201 bytes were read back." in told
        assert "All are as they were uploaded." in told
        assert artifact.verification is Verification.INTACT

    def test_what_is_damaged_or_missing_is_listed_and_fails(
        self, registry: Registry, run_id: str, store: Path
    ) -> None:
        object_of(store, b"n").unlink()
        object_of(store, b"a" * 100).write_bytes(b"x" * 100)
        told = failing("verify")
        artifact = registry.artifacts.get(Owner.version("fraud", 1), "a.bin")

        assert "missing: " in told
        assert "damaged: " in told
        assert f"runs:/{run_id}" in told
        assert "models:/fraud/1" in told
        assert "2 of them are damaged or missing." in told
        assert artifact.verification is Verification.DAMAGED

    def test_the_same_upload_repairs(self, registry: Registry, run_id: str, store: Path) -> None:
        object_of(store, b"n").unlink()
        failing("verify")
        registry.artifacts.put_many(Owner.run(run_id), FILES)

        assert "All are as they were uploaded." in run("verify")

    def test_of_a_run_or_a_model_only(self, registry: Registry, run_id: str, store: Path) -> None:
        object_of(store, b"n").unlink()

        assert "2 contents of 200 bytes were read back." in run("verify", "--model", "fraud")
        assert "1 of them" in failing("verify", "--run", run_id)

    @pytest.mark.parametrize("option", [("--model", "nothing"), ("--run", "0" * 32)])
    def test_what_does_not_exist(self, registry: Registry, option: tuple[str, str]) -> None:
        with pytest.raises(CommandError, match="There is no"):
            run("verify", *option)


class TestHousekeeping:
    def test_a_dry_run_says_what_would_go_and_changes_nothing(
        self, registry: Registry, run_id: str, store: Path
    ) -> None:
        for number in range(3):
            registry.sessions.create(
                StaffSessionCreate(
                    key=f"expired-{number}",
                    payload="",
                    expires_at=datetime.now(UTC) - timedelta(seconds=1),
                    user_id=None,
                )
            )
        registry.artifacts.delete(Owner.run(run_id), "notes.txt")
        stray = store / "contents" / "ff" / ("f" * 32)
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"left over")
        age(stray, 1.1)
        before = sorted(store.rglob("*"))
        told = run("housekeeping", "--dry-run")

        assert "3 expired sessions would be removed." in told
        assert "0 forgiven login attempts would be removed." in told
        assert "0 old idempotency keys would be removed." in told
        assert "1 contents that no file has would be removed, 1 bytes." in told
        assert "0 uploads that were never completed would be removed." in told
        assert "1 stray objects in the artifact store would be removed, 9 bytes." in told
        assert sorted(store.rglob("*")) == before

        told = run("housekeeping")
        assert "3 expired sessions removed." in told
        assert "1 contents that no file has removed." in told
        assert "1 stray objects in the artifact store removed." in told
        assert not stray.exists()
        assert len([one for one in store.rglob("*") if one.is_file()]) == 2

    def test_what_is_new_stays(self, registry: Registry, run_id: str, store: Path) -> None:
        """An upload whose row is about to be committed."""
        stray = store / "contents" / "ff" / ("f" * 32)
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.touch()
        age(stray, 0.9)
        run("housekeeping")

        assert stray.exists()


class TestExport:
    def test_without_bytes_it_says_so(
        self, registry: Registry, run_id: str, tmp_path: Path
    ) -> None:
        told = run("export", str(tmp_path / "registry.zip"))

        assert "The bytes of its 5 files are not in it" in told
        assert "--with-artifacts writes them." in told

    def test_bytes_go_to_another_registry(
        self,
        registry: Registry,
        run_id: str,
        tmp_path: Path,
        sqlite_template: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for option in ([], ["--with-artifacts"]):
            told = run("export", str(tmp_path / f"{len(option)}.zip"), *option)
        default_database().close()
        new = shutil.copy(sqlite_template, tmp_path / "new.db")
        monkeypatch.setenv("SQLITE_DB_PATH", str(new))
        default_database.cache_clear()
        first = run("import", str(tmp_path / "0.zip"))
        run("import", str(tmp_path / "1.zip"))

        assert "It holds the bytes of files, 3 different contents of 201 bytes." in told
        assert "as their bytes are neither here nor in what was imported: 5" in first
        assert len(Registry().artifacts.list_files(Owner.run(run_id)).rows) == 3
        assert "All are as they were uploaded." in run("verify")

    def test_lost_bytes_are_told_and_fail(
        self, registry: Registry, run_id: str, store: Path, tmp_path: Path
    ) -> None:
        object_of(store, b"n").unlink()
        with pytest.raises(CommandError, match="has lost or damaged 1 contents"):
            run("export", str(tmp_path / "registry.zip"), "--with-artifacts")

        assert (tmp_path / "registry.zip").exists()


class TestBackUp:
    def test_it_says_where_the_bytes_are(
        self, registry: Registry, run_id: str, store: Path, tmp_path: Path
    ) -> None:
        told = run("back_up", str(tmp_path / "copy.db"))

        assert "The bytes of files are not in it." in told
        assert f"Copy {store} too" in told

    def test_a_bucket_is_named(
        self, registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ARTIFACTS_URL", "s3://models/prefix")
        told = run("back_up", str(tmp_path / "copy.db"))

        assert "They are in s3://models/prefix: back that bucket up by its own means" in told

    def test_without_files_there_is_nothing_to_copy(
        self, registry: Registry, tmp_path: Path
    ) -> None:
        assert "No files are stored yet" in run("back_up", str(tmp_path / "copy.db"))

    def test_a_restored_registry_is_verified_against_the_store(
        self, registry: Registry, run_id: str, store: Path, tmp_path: Path
    ) -> None:
        run("back_up", str(tmp_path / "copy.db"))
        shutil.copytree(store, tmp_path / "copy")
        shutil.rmtree(store)
        told = run("restore", str(tmp_path / "copy.db"), "--replace")

        assert "`manage.py verify` compares them" in told
        assert "3 of them are damaged or missing." in failing("verify")
        shutil.copytree(tmp_path / "copy", store)
        assert "All are as they were uploaded." in run("verify")


def test_a_root_without_files_makes_no_sense(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--artifact-root goes with --with-artifacts"):
        run("import_mlflow", "sqlite:///x.db", "--artifact-root", str(tmp_path))
