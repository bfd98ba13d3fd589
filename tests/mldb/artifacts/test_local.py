"""The store in a directory: durable, without links, with sentences for what is wrong."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from mldb.artifacts.failures import MissingObjectError
from mldb.artifacts.keys import CONTENTS, new_content_key
from mldb.artifacts.local import LocalBackend
from mldb.artifacts.opening import open_backend
from mldb.errors import StorageError

KEY = "contents/ab/abcdef"


@pytest.fixture
def backend(tmp_path: Path) -> LocalBackend:
    return LocalBackend(tmp_path / "store")


def store(backend: LocalBackend, key: str = KEY, data: bytes = b"weights") -> None:
    sink = backend.create(key)
    sink.write(data)
    sink.close()


def test_the_directory_is_made_with_the_first_object(backend: LocalBackend) -> None:
    assert list(backend.below(CONTENTS)) == [[]]
    assert not backend.root.exists()
    store(backend)

    assert backend.size(KEY) == 7
    assert [one.key for page in backend.below(CONTENTS) for one in page] == [KEY]


def test_an_url_names_the_directory(tmp_path: Path) -> None:
    backend = open_backend((tmp_path / "a b#?%").as_uri())

    backend.put(KEY, b"1")
    assert (tmp_path / "a b#?%" / KEY).read_bytes() == b"1"


def test_an_object_is_on_the_disk_before_it_is_closed(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the bytes, then the names on the way to them, up to the parent of the store."""
    synced: list[Any] = []

    def fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))

    monkeypatch.setattr(os, "fsync", fsync)
    store(backend)

    root = str(backend.root)
    assert synced[0] == f"{root}/{KEY}"
    assert synced[1:] == [f"{root}/contents/ab", f"{root}/contents", root, str(backend.root.parent)]


def test_many_objects_share_the_wait_for_their_names(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Any] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    keys = [f"contents/ab/{number}" for number in range(10)]
    for key in keys:
        backend.put(key, b"1")
    backend.settle(keys)

    assert len(synced) == 10 + 4


def test_an_aborted_object_leaves_nothing(backend: LocalBackend) -> None:
    sink = backend.create(KEY)
    sink.write(b"1")
    sink.abort()
    sink.abort()

    assert list(backend.below(CONTENTS)) == [[]]
    with pytest.raises(MissingObjectError, match="no object contents/ab/abcdef"):
        backend.open(KEY)
    with pytest.raises(MissingObjectError):
        backend.size(KEY)


def test_no_link_is_followed(backend: LocalBackend, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    store(backend)
    (backend.root / "contents" / "link").symlink_to(outside)
    (backend.root / "contents" / "ab" / "file").symlink_to(outside / "secret")

    for call in (
        lambda: backend.open("contents/link/secret"),
        lambda: backend.put("contents/link/new", b"1"),
        lambda: backend.delete(["contents/link/secret"]),
        lambda: backend.open("contents/ab/file"),
    ):
        with pytest.raises(StorageError):
            call()
    backend.put("contents/ab/file", b"1")
    keys = {one.key for page in backend.below("") for one in page}
    assert keys == {KEY, "contents/ab/file"}
    assert [one.name for one in outside.iterdir()] == ["secret"]
    assert (outside / "secret").read_bytes() == b"secret"


def test_parts_are_read(backend: LocalBackend) -> None:
    store(backend, data=b"0123456789" * 200_000)
    source = backend.open(KEY, 9, 1_500_000)
    parts = []
    while part := source.read():
        parts.append(part)
    source.close()

    assert b"".join(parts) == (b"0123456789" * 200_000)[9:1_500_000]
    assert len(parts) == 2


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "is full. Free some space, then try again."),
        (errno.EDQUOT, "is full. Free some space, then try again."),
        (errno.EROFS, "its file system is read-only."),
        (errno.EACCES, "Give this user permission to read and write."),
        (errno.EIO, "the disk reports an error."),
        (errno.ESTALE, "reports an error: "),
    ],
)
def test_what_is_wrong_with_the_disk_is_said(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def failing(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    sink = backend.create(KEY)
    monkeypatch.setattr(os, "write", failing)
    with pytest.raises(StorageError, match=str(backend.root)) as caught:
        sink.write(b"1")
    sink.abort()

    assert sentence in str(caught.value)
    assert str(backend.root) not in caught.value.public
    assert list(backend.below(CONTENTS)) == [[]]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="There is no full device.")
def test_a_full_disk(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "new_file", lambda _: os.open("/dev/full", os.O_WRONLY))

    with pytest.raises(StorageError, match="is full"):
        store(backend)


def test_a_directory_above_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="the directory above it doesn't exist"):
        store(LocalBackend(tmp_path / "missing" / "store"))


def test_a_file_instead_of_the_directory(backend: LocalBackend) -> None:
    backend.root.write_bytes(b"")

    with pytest.raises(StorageError, match="is not a directory"):
        store(backend)


def test_keys_are_new() -> None:
    keys = {new_content_key() for _ in range(1_000)}

    assert len(keys) == 1_000
    assert all(key.startswith(CONTENTS) and len(key) < 60 for key in keys)
