"""Back-ups, tested by bringing them back."""

import errno
import math
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

from mldb.backup import back_up, check_back_up, postgres, restore
from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig
from mldb.database.maintenance import maintenance_engine
from mldb.database.schema import REVISION
from mldb.errors import StorageError
from mldb.migrate import migrate
from mldb.models import Base
from mldb.points.columns import Points
from mldb.schemas import MLMetricBatch, MLModelCreate, MLModelVersionCreate
from mldb.sync_db import (
    Database,
    MLMetricService,
    MLModelService,
    MLModelVersionService,
    Registry,
)
from mldb.transfer import export_registry
from tools.postgres import connect, temporary_database

MakeConfig = Callable[[], DatabaseConfig]


@pytest.fixture
def empty(config: DatabaseConfig, tmp_path: Path) -> Iterator[MakeConfig]:
    """New databases of the same database system, without tables."""
    with ExitStack() as stack:

        def make() -> DatabaseConfig:
            if isinstance(config, PostgresConfig):
                return stack.enter_context(temporary_database(config))
            return config.model_copy(update={"db_path": tmp_path / "restored.db"})

        yield make


@pytest.fixture
def filled(config: DatabaseConfig) -> DatabaseConfig:
    """A registry with a model, two versions, their history, and a run."""
    with Database(config) as database:
        MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"), reason="New")
        versions = MLModelVersionService(database, actor="alice")
        for auc in (0.5, 0.75):
            versions.create(
                MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": auc})
            )
        registry = Registry(database, actor="alice")
        with registry.runs.start("churn", params={"lr": 0.1}) as run:
            for step in range(1_000):
                run.log({"loss": math.nan if step == 7 else 1 / (step + 1)}, step=step)
    return config


def histories(config: DatabaseConfig) -> dict[str, Points]:
    """The history of the loss of each run."""
    with Database(config) as database:
        registry = Registry(database)
        runs = registry.runs.search().rows
        return {run.public_id: registry.histories.history(run.public_id, "loss") for run in runs}


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

    assert restore(target, path) == (REVISION, True)
    assert content(target) == content(filled)
    assert histories(target) == histories(filled)
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


def test_existing_content_is_replaced_only_on_request(
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
        # A program that has it open goes on with the restored content.
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


def refused(config: DatabaseConfig, path: Path, damaged: bytes) -> str:
    """The messages of restoring and checking for the damaged copy."""
    path.write_bytes(damaged)
    with pytest.raises(StorageError) as caught:
        restore(config, path, replace=True)
    with pytest.raises(StorageError):
        check_back_up(path)
    return str(caught.value)


def test_a_flipped_bit_anywhere_is_noticed(filled: DatabaseConfig, tmp_path: Path) -> None:
    path = tmp_path / "copy"
    back_up(filled, path)
    whole, before = path.read_bytes(), content(filled)
    # Many positions in between, and all of the first and last ones.
    positions = [*range(24), 68, *range(100, len(whole), 1 + len(whole) // 60)]
    for count, position in enumerate([*positions, *range(len(whole) - 100, len(whole))]):
        damaged = bytearray(whole)
        damaged[position] ^= 1 << count % 8

        assert f"{path} is" in refused(filled, path, bytes(damaged)), position
    assert content(filled) == before


@pytest.mark.parametrize("cut", [1, 2, 40, 97, 98, 99, 100, 200, 5_000])
def test_one_that_is_cut_off_is_noticed(filled: DatabaseConfig, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "copy"
    back_up(filled, path)
    before = content(filled)

    assert "copy is" in refused(filled, path, path.read_bytes()[:-cut])
    assert content(filled) == before


def test_one_to_which_something_was_added_is_noticed(
    filled: DatabaseConfig, tmp_path: Path
) -> None:
    path = tmp_path / "copy"
    back_up(filled, path)
    before = content(filled)

    assert "something was added to it" in refused(filled, path, path.read_bytes() + b"\n")
    assert content(filled) == before


def test_a_copy_of_an_older_version_is_restored_unverified(
    filled: DatabaseConfig, empty: MakeConfig, tmp_path: Path
) -> None:
    path = tmp_path / "copy"
    target = empty()
    if isinstance(filled, PostgresConfig):
        dump = ("--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
        postgres._run(filled, "pg_dump", *dump)  # as it was done then
    else:
        with (
            closing(sqlite3.connect(filled.db_path)) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)

    assert check_back_up(path) == (REVISION, False)
    assert restore(target, path) == (REVISION, False)
    assert content(target) == content(filled)


def test_a_copy_of_a_restored_file_is_none_with_a_checksum(
    filled: DatabaseConfig, tmp_path: Path, sqlite_config: SQLiteConfig
) -> None:
    """People copy the file itself, too."""
    path, own = tmp_path / "copy", tmp_path / "own"
    back_up(sqlite_config, path)
    restore(sqlite_config, path, replace=True)
    with (
        closing(sqlite3.connect(sqlite_config.db_path)) as source,
        closing(sqlite3.connect(own)) as copy,
    ):
        source.backup(copy)

    assert check_back_up(own) == (REVISION, False)


def test_a_back_up_can_be_read_without_modelbook(
    sqlite_config: SQLiteConfig, tmp_path: Path
) -> None:
    path = tmp_path / "copy"
    back_up(sqlite_config, path)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as copy:
        (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()

    assert revision == REVISION


@pytest.mark.postgres
def test_a_back_up_of_the_other_database_system_is_refused(
    sqlite_config: SQLiteConfig, postgres_database: PostgresConfig, tmp_path: Path
) -> None:
    back_up(postgres_database, tmp_path / "there")
    back_up(sqlite_config, tmp_path / "here")

    with pytest.raises(
        StorageError, match="is a back-up of PostgreSQL, and this registry is on SQ"
    ):
        restore(sqlite_config, tmp_path / "there", replace=True)
    with pytest.raises(
        StorageError, match="is a back-up of SQLite, and this registry is on Postgre"
    ):
        restore(postgres_database, tmp_path / "here", replace=True)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Files would be made for everybody."""
    former = os.umask(0)
    yield
    os.umask(former)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.usefixtures("open_umask")
class TestFileModes:
    def test_copies_and_exports_are_their_owner_s(
        self, filled: DatabaseConfig, tmp_path: Path
    ) -> None:
        back_up(filled, tmp_path / "copy")
        export_registry(filled, tmp_path / "registry.zip")

        assert mode(tmp_path / "copy") == mode(tmp_path / "registry.zip") == 0o600

    def test_a_new_database_and_its_log_are_their_owner_s(self, tmp_path: Path) -> None:
        config = SQLiteConfig(db_path=tmp_path / "new.db")
        migrate(config)
        with Database(config) as database:
            MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))
            modes = {path.name: mode(path) for path in tmp_path.iterdir()}

        assert modes == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}

    def test_one_that_is_restored_too(self, sqlite_config: SQLiteConfig, tmp_path: Path) -> None:
        back_up(sqlite_config, tmp_path / "copy")
        target = SQLiteConfig(db_path=tmp_path / "restored.db")
        restore(target, tmp_path / "copy")

        assert mode(target.db_path) == 0o600

    def test_a_file_that_is_there_keeps_its_mode(self, sqlite_config: SQLiteConfig) -> None:
        sqlite_config.db_path.chmod(0o640)
        migrate(sqlite_config)

        assert mode(sqlite_config.db_path) == 0o640
