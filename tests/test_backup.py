"""Back-ups, tested by bringing them back."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from mldb.backup import back_up, restore
from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig
from mldb.database.maintenance import maintenance_engine
from mldb.database.schema import REVISION
from mldb.errors import StorageError
from mldb.models import Base
from mldb.schemas import MLMetricBatch, MLModelCreate, MLModelVersionCreate
from mldb.sync_db import Database, MLMetricService, MLModelService, MLModelVersionService
from tools.postgres import connect, temporary_database

MakeConfig = Callable[[], DatabaseConfig]


@pytest.fixture
def empty(config: DatabaseConfig, tmp_path: Path) -> Iterator[MakeConfig]:
    """New databases of the same kind, without any tables."""
    with ExitStack() as stack:

        def make() -> DatabaseConfig:
            if isinstance(config, PostgresConfig):
                return stack.enter_context(temporary_database(config))
            return config.model_copy(update={"db_path": tmp_path / "restored.db"})

        yield make


@pytest.fixture
def filled(config: DatabaseConfig) -> DatabaseConfig:
    """A registry with a model, two versions and their history."""
    with Database(config) as database:
        MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"), reason="New")
        versions = MLModelVersionService(database, actor="alice")
        for auc in (0.5, 0.75):
            versions.create(
                MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": auc})
            )
    return config


def content(config: DatabaseConfig) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    engine = maintenance_engine(config)
    try:
        with engine.connect() as connection:
            return {
                name: sorted(tuple(row) for row in connection.execute(select(table)))
                for name, table in Base.metadata.tables.items()
            }
    finally:
        engine.dispose()


def test_a_back_up_brings_everything_back(
    filled: DatabaseConfig, empty: MakeConfig, tmp_path: Path
) -> None:
    path, target = tmp_path / "copy", empty()
    back_up(filled, path)

    assert restore(target, path) == REVISION
    assert content(target) == content(filled)
    with Database(target) as database:
        version = MLModelVersionService(database, actor="bob").create(
            MLModelVersionCreate(model_name="fraud", source="s3://b/1")
        )
    assert version.number == 3


def test_programs_go_on_writing_meanwhile(
    filled: DatabaseConfig, empty: MakeConfig, tmp_path: Path
) -> None:
    """Every call is in the copy wholly or not at all: its metrics are all from one of them."""
    is_done, target = Event(), empty()

    def write() -> None:
        with Database(filled) as database:
            metrics = MLMetricService(database, actor="job")
            value = 0.0
            while not is_done.is_set():
                value += 1
                values = {f"m{number}": value for number in range(200)}
                metrics.record(MLMetricBatch(version_id=1, metrics=values))

    writer = Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            back_up(filled, tmp_path / f"copy-{number}")
    finally:
        is_done.set()
        writer.join()
    restore(target, tmp_path / "copy-2")

    with Database(target) as database:
        recorded = MLMetricService(database).get_of_owner(1, limit=1_000)
    assert len({metric.value for metric in recorded if metric.name.startswith("m")}) <= 1


def test_what_is_there_is_replaced_only_when_told_to(
    filled: DatabaseConfig, tmp_path: Path
) -> None:
    path = tmp_path / "copy"
    back_up(filled, path)
    before = content(filled)
    with Database(filled) as database:
        models = MLModelService(database, actor="alice")
        models.create(MLModelCreate(name="spam"))
        after = content(filled)
        with pytest.raises(StorageError, match=r"is not empty\. Back it up"):
            restore(filled, path)
        assert content(filled) == after
        restore(filled, path, replace=True)

        assert content(filled) == before
        # Who has it open goes on with what was brought back.
        assert [model.name for model in models.get_all()] == ["fraud"]
        models.create(MLModelCreate(name="spam"))


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "missing"])
def test_what_is_no_whole_back_up_changes_nothing(
    filled: DatabaseConfig, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "copy"
    back_up(filled, path)
    whole = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "text": b"abc"}[damage])
    before = content(filled)

    with pytest.raises(StorageError, match="copy"):
        restore(filled, path, replace=True)
    assert content(filled) == before


def test_a_file_that_is_there_is_never_overwritten(filled: DatabaseConfig, tmp_path: Path) -> None:
    path = tmp_path / "copy"
    path.write_text("mine")

    with pytest.raises(StorageError, match="exists already"):
        back_up(filled, path)
    assert path.read_text() == "mine"


def test_a_full_disk_leaves_nothing_behind(
    filled: DatabaseConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setattr("os.fsync", no_space)

    with pytest.raises(StorageError, match="No space left"):
        back_up(filled, folder / "copy")
    assert list(folder.iterdir()) == []


def test_a_folder_that_does_not_exist_is_named(filled: DatabaseConfig, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"none/copy can't be written: No such file"):
        back_up(filled, tmp_path / "none" / "copy")


@pytest.mark.parametrize(("revision", "message"), [("9999", "Upgrade"), (None, "no back-up of a")])
def test_a_file_of_something_else_is_refused(
    sqlite_config: SQLiteConfig, tmp_path: Path, revision: str | None, message: str
) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE t (a)")
        if revision:
            other.execute("CREATE TABLE alembic_version (version_num)")
            other.execute("INSERT INTO alembic_version VALUES (?)", (revision,))

    with pytest.raises(StorageError, match=message):
        restore(sqlite_config, path, replace=True)


@pytest.mark.postgres
def test_tables_of_a_later_revision_do_not_stay(
    postgres_database: PostgresConfig, tmp_path: Path
) -> None:
    """After an upgrade that went wrong the copy from before it must be good to migrate again."""
    path = tmp_path / "copy"
    with connect(postgres_database) as connection:
        connection.execute("DROP TABLE login_attempts")
    back_up(postgres_database, path)
    with connect(postgres_database) as connection:
        connection.execute("CREATE TABLE login_attempts (id int)")
    restore(postgres_database, path, replace=True)

    with connect(postgres_database) as connection:
        found = connection.execute("SELECT to_regclass('login_attempts')").fetchone()
    assert found == (None,)


@pytest.mark.postgres
def test_a_password_is_not_shown_to_others(
    postgres_database: PostgresConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "$@" "$PGPASSWORD" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    config = postgres_database.model_copy(update={"password": SecretStr("s3cret")})

    with pytest.raises(StorageError) as raised:
        back_up(config, tmp_path / "copy")
    arguments, _, password = str(raised.value).rpartition(" ")
    assert "s3cret" not in arguments
    assert password == "s3cret"  # made up


@pytest.mark.postgres
def test_a_missing_program_is_named(
    postgres_database: PostgresConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StorageError, match="pg_dump is not installed"):
        back_up(postgres_database, tmp_path / "copy")


def test_a_refusal_names_the_file_as_it_is_written(
    tmp_path: Path, sqlite_config: SQLiteConfig
) -> None:
    path = tmp_path / "copy"
    back_up(sqlite_config, path)
    target = sqlite_config.model_copy(update={"db_path": tmp_path / "MyModels.DB"})
    target.db_path.write_bytes(sqlite_config.db_path.read_bytes())

    with pytest.raises(StorageError) as caught:
        restore(target, path)
    assert str(caught.value).startswith(f"The SQLite file {target.db_path} is not empty.")


def test_a_missing_file_is_named_as_it_was_given(
    tmp_path: Path, sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(StorageError, match=r"^missing\.backup can't be"):
        restore(sqlite_config, Path("missing.backup"))
