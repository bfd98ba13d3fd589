"""A SQLite file that is moved, deleted, replaced or locked up while it is in use."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mldb import async_db, sync_db
from mldb.config import SQLiteConfig
from mldb.errors import UNAVAILABLE, StorageError
from mldb.schemas import MLModelCreate
from mldb.sync_db import Database
from tests.mldb.database.test_storage_errors import without_rights


class Sync:
    """An open database, used without asyncio."""

    def __init__(self, config: SQLiteConfig) -> None:
        self.database = sync_db.Database(config)

    def create(self, name: str) -> object:
        return sync_db.MLModelService(self.database, actor="a").create(MLModelCreate(name=name))

    def names(self) -> list[str]:
        models = sync_db.MLModelService(self.database).get_all()
        return [model.name for model in models]

    def check(self) -> None:
        self.database.check()

    def close(self) -> None:
        self.database.close()


class Async:
    """A file that was changed, with asyncio."""

    def __init__(self, config: SQLiteConfig) -> None:
        self.runner = asyncio.Runner()
        self.database = async_db.Database(config)
        self.runner.run(self.database.open())

    def create(self, name: str) -> object:
        models = async_db.MLModelService(self.database, actor="a")
        return self.runner.run(models.create(MLModelCreate(name=name)))

    def names(self) -> list[str]:
        models = self.runner.run(async_db.MLModelService(self.database).get_all())
        return [model.name for model in models]

    def check(self) -> None:
        self.runner.run(self.database.check())

    def close(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()


@pytest.fixture(params=[Sync, Async])
def user(request: pytest.FixtureRequest, sqlite_config: SQLiteConfig) -> Iterator[Sync | Async]:
    """Somebody who has created a model."""
    user: Sync | Async = request.param(sqlite_config)
    user.create("before")
    yield user
    user.close()


def refused(act: Callable[[], object], sentence: str) -> None:
    with pytest.raises(StorageError, match=sentence) as caught:
        act()
    assert caught.value.public == UNAVAILABLE


def away(path: Path) -> Path:
    return path.with_suffix(".away")


@pytest.mark.parametrize("use", ["write", "check"])
def test_a_file_that_was_moved_is_missed_until_it_is_back(
    user: Sync, sqlite_config: SQLiteConfig, use: str
) -> None:
    path = sqlite_config.db_path
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").rename(f"{away(path)}{suffix}")
    act = user.check if use == "check" else lambda: user.create("lost")
    refused(act, "was moved or deleted")
    refused(lambda: user.create("lost"), "There is no SQLite file")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{away(path)}{suffix}").rename(f"{path}{suffix}")
    user.create("after")

    assert user.names() == ["after", "before"]


@pytest.mark.parametrize("use", ["write", "check"])
def test_a_file_that_was_deleted_is_missed(
    user: Sync, sqlite_config: SQLiteConfig, use: str
) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{sqlite_config.db_path}{suffix}").unlink()
    act = user.check if use == "check" else lambda: user.create("lost")

    refused(act, "was moved or deleted")
    refused(user.names, "There is no SQLite file")
    refused(user.check, "There is no SQLite file")


def test_a_file_that_was_replaced_is_noticed_and_then_used(
    user: Sync, sqlite_config: SQLiteConfig, sqlite_template: Path, tmp_path: Path
) -> None:
    path = sqlite_config.db_path
    shutil.copy(sqlite_template, tmp_path / "other.db")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink()
    shutil.copy(tmp_path / "other.db", path)
    with Database(sqlite_config) as other:
        models = sync_db.MLModelService(other, actor="a")
        models.create(MLModelCreate(name="elsewhere"))
        refused(lambda: user.create("lost"), "was replaced by another one")
        user.create("after")
        models.create(MLModelCreate(name="still"))

    assert user.names() == ["after", "elsewhere", "still"]


def test_a_log_that_was_deleted_loses_nothing(user: Sync, sqlite_config: SQLiteConfig) -> None:
    user.create("in the log")
    Path(f"{sqlite_config.db_path}-wal").unlink()
    refused(lambda: user.create("lost"), "was deleted while it was in use")
    user.create("after")
    with Database(sqlite_config) as other:
        names = [model.name for model in sync_db.MLModelService(other).get_all()]

    assert sorted(names) == ["after", "before", "in the log"]


@pytest.fixture
def open_folder(sqlite_template: Path) -> Iterator[SQLiteConfig]:
    """A database in a folder that everybody may write."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield SQLiteConfig(db_path=Path(shutil.copy(sqlite_template, folder / "modelbook.db")))
    shutil.rmtree(folder)


@pytest.mark.parametrize("kind", [Sync, Async])
def test_a_file_that_can_be_written_again_is_written(
    open_folder: SQLiteConfig, kind: type[Sync]
) -> None:
    path = open_folder.db_path
    path.chmod(0o444)
    with without_rights():
        user = kind(open_folder)
        assert user.names() == []
        with pytest.raises(StorageError, match="can't be written"):
            user.create("lost")
    # SQLite gives the write-ahead log the mode of the database.
    for file in path.parent.glob("modelbook.db*"):
        file.chmod(0o666)
    with without_rights():
        user.create("after")
        names = user.names()
        user.close()

    assert names == ["after"]
