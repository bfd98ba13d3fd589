"""Which files of a folder are uploaded, and what is refused."""

import os
from pathlib import Path

import pytest

from mldb.artifacts.folder import digest_of, files_of, local_file
from mldb.errors import RuleViolationError, StorageError

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    for name in ("b/deep/x", "b/#?%.txt", "a", "日本語.csv"):
        (tmp_path / name).write_text(name)
    (tmp_path / "empty").mkdir()

    found = [(file.path, file.size_bytes) for file in files_of(tmp_path, "in")]
    assert found == [("in/a", 1), ("in/b/#?%.txt", 9), ("in/b/deep/x", 8), ("in/日本語.csv", 13)]


def test_a_file_without_bytes_has_a_digest_too(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()

    assert digest_of(files_of(tmp_path)[0].file) == EMPTY


def test_a_link_to_a_file_inside_stands_for_that_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").symlink_to("a")

    assert [(file.path, file.size_bytes) for file in files_of(tmp_path)] == [("a", 1), ("b", 1)]


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside", "../folder-2/x"])
def test_a_link_that_leads_out_is_refused(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "folder"
    (tmp_path / "folder-2").mkdir()
    folder.mkdir()
    (tmp_path / "outside").touch()
    (tmp_path / "folder-2" / "x").touch()
    (folder / "link").symlink_to(target)

    with pytest.raises(StorageError, match=r"folder/link is a symbolic link that leads out"):
        files_of(folder)


def test_a_link_to_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "loop").symlink_to(".")

    with pytest.raises(StorageError, match="loop is a symbolic link to a directory"):
        files_of(tmp_path)


def test_a_broken_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to("nothing")

    with pytest.raises(StorageError, match="broken can't be read: No such file"):
        files_of(tmp_path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(StorageError, match="pipe is no file"):
        files_of(tmp_path)
    with pytest.raises(StorageError, match="pipe is no file"):
        local_file(tmp_path / "pipe", "pipe")


@pytest.mark.parametrize("name", ["a\\b", "new\nline", "a" * 255])
def test_a_name_that_no_artifact_can_have_names_its_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    directory = "d/" * 400 if len(name) > 10 else ""

    with pytest.raises(RuleViolationError, match=f"{tmp_path}.* can't be an artifact: ") as caught:
        files_of(tmp_path, directory.rstrip("/"))
    assert caught.value.field == "path"


def test_a_name_that_is_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).touch()

    with pytest.raises(RuleViolationError, match=r"caf\\udce9 can't be an artifact"):
        files_of(tmp_path)


def test_two_spellings_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("caf\u00e9", "cafe\u0301"):
        (tmp_path / name).touch()
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("The file system takes them for one.")

    with pytest.raises(RuleViolationError, match="would get one path"):
        files_of(tmp_path)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageError, match="missing does not exist"):
        files_of(tmp_path / "missing")
    with pytest.raises(StorageError, match="file is no directory"):
        files_of(tmp_path / "file")


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may read everything.")
def test_a_directory_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)

    with pytest.raises(StorageError, match="closed can't be read: Permission denied"):
        files_of(tmp_path)
