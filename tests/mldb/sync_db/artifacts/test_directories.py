# Generated from tests/mldb/async_db/artifacts/test_directories.py by `make twins`.
"""Whole directories to the artifact store and back: resumed, checked, and never elsewhere."""

import io
import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from mldb.artifacts import folder as local_folder
from mldb.errors import NotFoundError, RuleViolationError, StorageError
from mldb.schemas import ArtifactRead, MLModelCreate, MLModelVersionCreate, MLRunCreate, Owner
from mldb.sync_db import Database, MLArtifactService, Registry
from mldb.sync_db.services.artifacts import directory_copies
from mldb.sync_db.services.artifacts.transfer import ArtifactReader
from mldb.values.enums import VersionStatus

LARGE = 3 << 20
NAMES = ("a.txt", "deep/er/b.bin", "empty", "日本語 #?%.csv")


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice")


@pytest.fixture
def owner(registry: Registry) -> Owner:
    return Owner.run((registry.runs.create(MLRunCreate())).public_id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four small files, one of them without bytes."""
    folder = tmp_path / "source"
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"" if name == "empty" else name.encode() * 100)
    return folder


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a MiB count as large ones."""
    monkeypatch.setattr(directory_copies, "LARGE_BYTES", 1 << 20)


def content(folder: Path) -> dict[str, bytes]:
    """Bytes by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def stored(registry: Registry, owner: Owner) -> dict[str, ArtifactRead]:
    return {
        artifact.path: artifact for some in registry.artifacts.all_files(owner) for artifact in some
    }


def stop_after(registry: Registry, owner: Owner, to: Path, count: int) -> None:
    """Download, but fail after so many parts of files."""
    streamed = ArtifactReader.stream
    left = [count]

    def stream(self: ArtifactReader, *span: Any) -> Iterator[bytes]:
        for part in streamed(self, *span):
            if not left[0]:
                raise StorageError("The network is down.")
            left[0] -= 1
            yield part

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ArtifactReader, "stream", stream)
        with pytest.raises(StorageError, match=r"large\.bin.*The network is down"):
            registry.artifacts.download(owner, to)


def test_a_directory_comes_back_equal(
    registry: Registry, owner: Owner, folder: Path, tmp_path: Path
) -> None:
    sent = registry.artifacts.upload_directory(owner, folder)
    files = registry.artifacts.download(owner, tmp_path / "back")

    assert [artifact.path for artifact in sent] == sorted(NAMES)
    assert content(tmp_path / "back") == content(folder)
    assert [file.relative_to(tmp_path / "back").as_posix() for file in files] == sorted(NAMES)
    for path, bytes_ in content(folder).items():
        artifact = (stored(registry, owner))[path]
        assert (artifact.sha256, artifact.size_bytes) == (sha256(bytes_).hexdigest(), len(bytes_))


def test_large_files_are_sent_one_by_one(
    registry: Registry, owner: Owner, folder: Path, tmp_path: Path, large: None
) -> None:
    for number in range(6):
        (folder / f"large-{number}").write_bytes(os.urandom(LARGE + number))
    registry.artifacts.upload_directory(owner, folder)
    registry.artifacts.download(owner, tmp_path / "back")

    assert content(tmp_path / "back") == content(folder)


def test_a_directory_below_a_path(
    registry: Registry, owner: Owner, folder: Path, tmp_path: Path
) -> None:
    registry.artifacts.upload_directory(owner, folder, "model/v1")
    registry.artifacts.download(owner, tmp_path / "back", "model/v1/deep")

    assert [*stored(registry, owner)] == [f"model/v1/{name}" for name in sorted(NAMES)]
    assert [*content(tmp_path / "back")] == ["er/b.bin"]


def test_one_file(registry: Registry, owner: Owner, folder: Path, tmp_path: Path) -> None:
    first = registry.artifacts.upload_file(owner, folder / "a.txt")
    second = registry.artifacts.upload_file(owner, str(folder / "a.txt"), "notes/b.txt")
    files = registry.artifacts.download(owner, tmp_path / "back", "notes/b.txt")

    assert (first.path, second.path) == ("a.txt", "notes/b.txt")
    assert files == [tmp_path / "back" / "b.txt"]
    assert files[0].read_bytes() == (folder / "a.txt").read_bytes()


def test_what_is_there_is_not_sent_again(
    registry: Registry,
    owner: Owner,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry.artifacts.upload_directory(owner, folder)
    (folder / "a.txt").write_bytes(b"changed" * 71 + b"...")
    (folder / "new").write_text("new")
    sent: list[str] = []
    put_many = MLArtifactService.put_many

    def noting(self: MLArtifactService, owner: Owner, files: Any, **more: Any) -> Any:
        sent.extend(files)
        return put_many(self, owner, files, **more)

    monkeypatch.setattr(MLArtifactService, "put_many", noting)
    again = registry.artifacts.upload_directory(owner, folder)

    assert sent == ["a.txt", "new"]
    assert [artifact.path for artifact in again] == sorted([*NAMES, "new"])
    digest = sha256((folder / "a.txt").read_bytes()).hexdigest()
    assert (stored(registry, owner))["a.txt"].sha256 == digest


def test_what_was_downloaded_is_left_alone(
    registry: Registry, owner: Owner, folder: Path, tmp_path: Path
) -> None:
    registry.artifacts.upload_directory(owner, folder)
    back = tmp_path / "back"
    registry.artifacts.download(owner, back)
    before = {path: path.stat().st_mtime_ns for path in back.rglob("*")}
    (back / "deep/er/b.bin").write_bytes(b"spoilt")
    registry.artifacts.download(owner, back)

    after = {path: path.stat().st_mtime_ns for path in back.rglob("*")}
    changed = {path.name for path in back.rglob("*") if before[path] != after[path]}
    assert changed <= {"b.bin", "er"}
    assert content(back) == content(folder)


def test_a_download_goes_on_where_it_ended(
    registry: Registry, owner: Owner, tmp_path: Path
) -> None:
    source, back = tmp_path / "source", tmp_path / "back"
    source.mkdir()
    (source / "large.bin").write_bytes(os.urandom(LARGE))
    registry.artifacts.upload_directory(owner, source)
    stop_after(registry, owner, back, 2)

    assert not (back / "large.bin").exists()
    (part,) = back.iterdir()
    assert 0 < part.stat().st_size < LARGE
    started = starts_of(registry, owner, back)
    assert started == [2 << 20]
    assert content(back) == content(source)


def starts_of(registry: Registry, owner: Owner, to: Path) -> list[int]:
    """Download; the positions from which bytes were read."""
    starts: list[int] = []
    streamed = ArtifactReader.stream

    def stream(self: ArtifactReader, start: int = 0, end: int | None = None) -> Any:
        starts.append(start)
        return streamed(self, start, end)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ArtifactReader, "stream", stream)
        registry.artifacts.download(owner, to)
    return starts


def test_a_part_that_was_spoilt_is_found_out(
    registry: Registry, owner: Owner, tmp_path: Path
) -> None:
    source, back = tmp_path / "source", tmp_path / "back"
    source.mkdir()
    (source / "large.bin").write_bytes(os.urandom(LARGE))
    registry.artifacts.upload_directory(owner, source)
    stop_after(registry, owner, back, 1)
    (part,) = back.iterdir()
    part.write_bytes(b"x" * part.stat().st_size)

    with pytest.raises(StorageError, match=r"large\.bin: what was downloaded is not what was"):
        registry.artifacts.download(owner, back)
    assert [*back.iterdir()] == []
    registry.artifacts.download(owner, back)
    assert content(back) == content(source)


def test_damaged_bytes_are_named_and_not_kept(
    registry: Registry, owner: Owner, folder: Path, tmp_path: Path, database: Database
) -> None:
    registry.artifacts.upload_directory(owner, folder)
    (object_,) = [path for path in objects(database) if path.read_bytes()[:5] == b"a.txt"]
    object_.write_bytes(b"b" * object_.stat().st_size)

    with pytest.raises(StorageError, match=r"a\.txt: what was downloaded is not what was uploaded"):
        registry.artifacts.download(owner, tmp_path / "back")
    assert not (tmp_path / "back" / "a.txt").exists()


def test_missing_bytes_are_named(
    registry: Registry, owner: Owner, folder: Path, tmp_path: Path, database: Database
) -> None:
    registry.artifacts.upload_directory(owner, folder)
    (object_,) = [path for path in objects(database) if path.read_bytes()[:5] == b"a.txt"]
    object_.unlink()

    with pytest.raises(StorageError, match=r"a\.txt"):
        registry.artifacts.download(owner, tmp_path / "back")


def objects(database: Database) -> Iterator[Path]:
    """The files of the artifact store."""
    root = Path(database.artifacts.url.removeprefix("file://"))
    return (path for path in root.rglob("*") if path.is_file())


def test_nothing_is_sent_if_something_is_refused(
    registry: Registry, owner: Owner, folder: Path
) -> None:
    (folder / "link").symlink_to("/etc/passwd")
    with pytest.raises(StorageError, match="source/link is a symbolic link that leads out"):
        registry.artifacts.upload_directory(owner, folder)

    assert stored(registry, owner) == {}


def test_a_directory_instead_of_a_file_names_both(
    registry: Registry, owner: Owner, folder: Path
) -> None:
    registry.artifacts.put(owner, "deep", b"a file")
    with pytest.raises(RuleViolationError, match="'deep' is a file, not a directory"):
        registry.artifacts.upload_directory(owner, folder)

    assert [*stored(registry, owner)] == ["deep"]


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may read everything.")
def test_a_file_that_cannot_be_read_is_named(
    registry: Registry, owner: Owner, folder: Path
) -> None:
    (folder / "a.txt").chmod(0)
    with pytest.raises(StorageError, match=r"a\.txt can't be read: Permission denied"):
        registry.artifacts.upload_directory(owner, folder)


def test_a_file_that_vanishes_is_named(
    registry: Registry, owner: Owner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = local_folder.files_of(folder)
    (folder / "a.txt").unlink()
    monkeypatch.setattr("mldb.sync_db.services.artifacts.directories.files_of", lambda *_: files)
    with pytest.raises(StorageError, match=r"a\.txt can't be read: No such file"):
        registry.artifacts.upload_directory(owner, folder)

    assert stored(registry, owner) == {}


def test_who_is_not_there(registry: Registry, owner: Owner, tmp_path: Path) -> None:
    nobody = Owner.run("0" * 32)
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a").touch()
    with pytest.raises(NotFoundError, match="no run"):
        registry.artifacts.upload_directory(nobody, tmp_path / "source")
    with pytest.raises(NotFoundError, match="no run"):
        registry.artifacts.upload_file(nobody, tmp_path / "source" / "a")
    with pytest.raises(NotFoundError, match="no run"):
        registry.artifacts.download(nobody, tmp_path / "back")
    with pytest.raises(NotFoundError, match="no artifact 'missing'"):
        registry.artifacts.download(owner, tmp_path / "back", "missing")

    assert registry.artifacts.download(owner, tmp_path / "back") == []


def test_a_run_logs_files(registry: Registry, folder: Path) -> None:
    with registry.runs.start("churn") as run:
        file = run.log_file(folder / "a.txt")
        renamed = run.log_file(folder / "a.txt", "docs/b.txt")
        files = run.log_directory(folder, "model")

    assert (file.path, renamed.path) == ("a.txt", "docs/b.txt")
    assert [one.path for one in files] == [f"model/{name}" for name in sorted(NAMES)]
    assert len(stored(registry, Owner.run(run.public_id))) == 6


def test_a_version_is_downloaded(registry: Registry, folder: Path, tmp_path: Path) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    new = MLModelVersionCreate(
        model_name="fraud", source="s3://bucket/1", status=VersionStatus.PENDING
    )
    version = registry.versions.create(new)
    owner = Owner.version("fraud", version.number)
    registry.artifacts.upload_directory(owner, folder)
    registry.versions.download("fraud", version.number, tmp_path / "back")

    assert content(tmp_path / "back") == content(folder)


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_bar_shows_only_on_a_terminal(
    registry: Registry,
    owner: Owner,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_terminal: bool,
) -> None:
    stream = Terminal() if is_terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    registry.artifacts.upload_directory(owner, folder)
    registry.artifacts.download(owner, tmp_path / "back")

    assert bool(stream.getvalue()) is is_terminal
    if is_terminal:
        assert "Uploading to" in stream.getvalue()
        assert "Downloading" in stream.getvalue()
        assert "100%" in stream.getvalue()
