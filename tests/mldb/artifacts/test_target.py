"""Downloads stay inside their folder, and are complete or not there."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from mldb.artifacts.target import Target, make_folder
from mldb.errors import StorageError

BYTES = b"0123456789"
DIGEST = sha256(BYTES).hexdigest()


def parts(folder: Path) -> list[Path]:
    return list(folder.rglob(".*.part"))


def interrupt(target: Target, some: bytes) -> None:
    """Fail after some bytes."""
    with suppress(RuntimeError), target.writing() as part:
        part.write(some)
        raise RuntimeError


def test_a_file_gets_its_name_when_it_is_complete(tmp_path: Path) -> None:
    target = Target(tmp_path, "a/b.bin", DIGEST)
    with target.writing() as part:
        part.write(BYTES[:4])
        assert not target.file.exists()
        part.write(BYTES[4:])

    assert (tmp_path / "a" / "b.bin").read_bytes() == BYTES
    assert target.is_complete(len(BYTES))
    assert parts(tmp_path) == []


def test_a_later_try_goes_on_where_the_first_one_ended(tmp_path: Path) -> None:
    target = Target(tmp_path, "a", DIGEST)
    interrupt(target, BYTES[:4])
    with target.writing() as part:
        assert part.position == 4
        part.write(BYTES[4:])

    assert target.file.read_bytes() == BYTES


def test_other_bytes_at_the_path_begin_anew(tmp_path: Path) -> None:
    interrupt(Target(tmp_path, "a", "0" * 64), b"other")

    with Target(tmp_path, "a", DIGEST).writing() as part:
        assert part.position == 0
        part.write(BYTES)


def test_wrong_bytes_leave_nothing(tmp_path: Path) -> None:
    target = Target(tmp_path, "a", DIGEST)
    with pytest.raises(StorageError, match="is not what was uploaded"), target.writing() as part:
        part.write(b"wrong")

    assert list(tmp_path.iterdir()) == []


def test_a_part_that_is_too_long_can_start_over(tmp_path: Path) -> None:
    target = Target(tmp_path, "a", DIGEST)
    interrupt(target, b"x" * 100)
    with target.writing() as part:
        part.start_over()
        part.write(BYTES)

    assert target.file.read_bytes() == BYTES


def test_another_file_of_the_same_size_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"9876543210")
    target = Target(tmp_path, "a", DIGEST)

    assert not target.is_complete(len(BYTES))
    with target.writing() as part:
        part.write(BYTES)
    assert target.file.read_bytes() == BYTES


@pytest.mark.parametrize("path", ["../a", "/etc/passwd", "a/../../b", "..", "a/.."])
def test_nothing_leaves_the_folder(tmp_path: Path, path: str) -> None:
    """Paths in the registry have none of these; a registry that was tampered with might."""
    folder = tmp_path / "folder"
    folder.mkdir()
    target = Target(folder, path, DIGEST)

    with pytest.raises(StorageError, match="would lie outside"):
        target.is_complete(1)
    with pytest.raises(StorageError, match="would lie outside"), target.writing():
        pass
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("link", ["a", "a/b"])
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    outside.mkdir()
    (folder / link).parent.mkdir(parents=True)
    (folder / link).symlink_to(outside)
    target = Target(folder, "a/b/c", DIGEST)

    with pytest.raises(StorageError, match="is a symbolic link, through which nothing"):
        target.is_complete(1)
    with pytest.raises(StorageError, match="is a symbolic link"), target.writing():
        pass
    assert list(outside.iterdir()) == []


def test_a_file_in_the_way_of_a_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").touch()

    with (
        pytest.raises(StorageError, match="a/b can't be written: a file is in the way"),
        Target(tmp_path, "a/b", DIGEST).writing(),
    ):
        pass


def test_a_directory_in_the_way_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with (
        pytest.raises(StorageError, match="a can't be written: a file is in the way"),
        Target(tmp_path, "a", DIGEST).writing() as part,
    ):
        part.write(BYTES)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(StorageError, match="a can't be used for downloads: File exists"):
        make_folder(tmp_path / "a")
    make_folder(tmp_path / "b" / "c")

    assert (tmp_path / "b" / "c").is_dir()
