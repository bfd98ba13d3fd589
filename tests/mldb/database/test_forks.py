"""Children forked while a database is open: nothing acknowledged is lost, nobody waits for ever."""

import multiprocessing
import os
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from mldb import async_db
from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig
from mldb.database import open_file
from mldb.database.schema import describe
from mldb.errors import StorageError
from mldb.schemas import MLModelCreate
from mldb.sync_db import Database, MLModelService
from tests.mldb import workers
from tests.mldb.database.forking import WRITES, Log
from tests.mldb.workers import PATIENCE_SECONDS, in_forked_child

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture
def database(sqlite_config: SQLiteConfig) -> Iterator[Database]:
    with Database(sqlite_config) as database:
        yield database


@pytest.fixture
def models(database: Database) -> MLModelService:
    return MLModelService(database, actor="alice")


def names_in(config: DatabaseConfig) -> list[str]:
    with Database(config) as database, database.reading() as session:
        return list(session.scalars(text("SELECT name FROM ml_models")))


@pytest.mark.parametrize(
    ("colour", "whose", "count"),
    [
        ("sync", "own", 3),
        ("sync", "inherited", 12),
        ("async", "own", 12),
        ("async", "inherited", 3),
    ],
)
def test_what_children_write_outlives_their_parent(
    sqlite_config: SQLiteConfig, tmp_path: Path, colour: str, whose: str, count: int
) -> None:
    log = Log(tmp_path / "log")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.mldb.database.forking",
            str(log.path),
            colour,
            whose,
            str(count),
        ],
        env=workers.environment(sqlite_config),
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    log.go.touch()
    lines = log.wait("end", 2 * count)

    acknowledged = [line.removeprefix("model ") for line in lines if line.startswith("model")]
    assert [line for line in lines if line.startswith("end ")] == []
    assert sum("child" in name for name in acknowledged) == 2 * count * 2 * WRITES
    assert sorted(acknowledged) == sorted(names_in(sqlite_config))


_of_pool: list[MLModelService] = []


def _create_in_pool(number: int) -> str:
    return _of_pool[0].create(MLModelCreate(name=f"model-{number}")).name


@pytest.mark.parametrize("count", [3, 12])
def test_a_pool_of_forked_processes_works_on_when_the_block_is_left(
    sqlite_config: SQLiteConfig, count: int
) -> None:
    with Database(sqlite_config) as database:
        _of_pool[:] = [MLModelService(database, actor="alice")]
        _create_in_pool(-1)
        pool = multiprocessing.get_context("fork").Pool(count)
        with pool:
            result = pool.map_async(_create_in_pool, range(90), chunksize=1)
            database.close()
            created = result.get(PATIENCE_SECONDS)

    assert sorted(names_in(sqlite_config)) == sorted([*created, "model--1"])


@pytest.mark.parametrize("kind", ["reading", "snapshot", "writing"])
def test_a_child_forked_inside_a_block_is_refused_with_advice_to_spawn(
    database: Database, models: MLModelService, kind: str
) -> None:
    def in_child() -> None:
        for used in (database, Database(database.config)):
            with pytest.raises(StorageError, match="'spawn' or 'forkserver'") as caught:
                MLModelService(used, actor="alice").create(MLModelCreate(name="child"))
            assert describe(database.config) not in caught.value.public

    with getattr(database, kind)() as session:
        session.execute(text("SELECT name FROM ml_models"))
        assert in_forked_child(in_child) == 0
        assert in_forked_child(lambda: in_forked_child(in_child) and sys.exit(1)) == 0
    models.create(MLModelCreate(name="parent"))

    assert [model.name for model in models.get_all()] == ["parent"]


def test_a_child_that_leaves_its_parents_block_ends_nothing(
    database: Database, models: MLModelService
) -> None:
    """As after `sys.exit` in a child that was forked inside a block."""
    with database.transaction() as block:
        MLModelService(block, actor="alice").create(MLModelCreate(name="fraud"))
        child = os.fork()
        if child == 0:
            try:
                database_of_parent = block.session
                database_of_parent.rollback()
                database_of_parent.close()
            finally:
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    assert [model.name for model in models.get_all()] == ["fraud"]


def test_a_child_whose_parent_opened_the_file_by_itself_is_refused_with_advice(
    sqlite_config: SQLiteConfig,
) -> None:
    def in_child() -> None:
        with pytest.raises(StorageError, match="'spawn' or 'forkserver'"):
            names_in(sqlite_config)

    connection = sqlite3.connect(sqlite_config.db_path)
    connection.execute("SELECT * FROM ml_models")

    assert in_forked_child(in_child) == 0
    connection.close()


def test_another_program_is_none_of_it(database: Database, models: MLModelService) -> None:
    models.create(MLModelCreate(name="before"))
    before = list(open_file._open)

    subprocess.run([sys.executable, "-c", ""], check=True)
    in_use = [connection for connection in before if connection in open_file._open]

    assert before
    assert in_use == before


@pytest.mark.postgres
def test_on_postgresql_a_child_forked_inside_a_block_has_connections_of_its_own(
    postgres_database: PostgresConfig,
) -> None:
    with Database(postgres_database) as database:
        models = MLModelService(database, actor="alice")
        with database.writing() as session:
            session.execute(text("SELECT 1"))
            in_child = in_forked_child(lambda: models.create(MLModelCreate(name="child")))
            assert session.scalar(text("SELECT 1")) == 1
        models.create(MLModelCreate(name="parent"))

    assert in_child == 0
    assert sorted(names_in(postgres_database)) == ["child", "parent"]


def _names_elsewhere(service: MLModelService) -> list[str]:
    return [model.name for model in service.get_all()]


def test_databases_and_services_go_to_other_processes(config: DatabaseConfig) -> None:
    with Database(config) as database:
        models = MLModelService(database, actor="alice")
        models.create(MLModelCreate(name="fraud"))
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found = pool.apply(_names_elsewhere, [models])

    assert found == ["fraud"]


def test_a_pickled_database_has_its_settings(config: DatabaseConfig) -> None:
    for database in (Database(config), async_db.Database(config)):
        copy = pickle.loads(pickle.dumps(database))  # noqa: S301  # our own

        assert type(copy) is type(database)
        assert copy.config == config


def test_a_transaction_stays_in_its_process(database: Database) -> None:
    with database.transaction() as block, pytest.raises(TypeError, match="can't be pickled"):
        pickle.dumps(block)


def test_a_pickled_password_is_not_shown() -> None:
    database = Database(PostgresConfig(host="db", password=SecretStr("hunter2")))

    copy = pickle.loads(pickle.dumps(database))  # noqa: S301  # our own

    assert copy.config.password.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(copy) + repr(copy.config) + str(copy.config)
