"""Writers wait as long as the settings say, and never for themselves."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from mldb import async_db, sync_db
from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.database import sqlite
from mldb.database.open_file import OpenFile
from mldb.database.translation import domain_errors
from mldb.errors import BUSY, MLDBError, StorageError
from mldb.schemas import MLModelCreate
from tests.mldb.workers import PATIENCE_SECONDS

FRAUD = MLModelCreate(name="fraud")
OPEN = "A transaction of this thread or task is open"


@pytest.fixture
def held(sqlite_config: SQLiteConfig) -> Iterator[sqlite3.Connection]:
    """Another program has the file's lock."""
    with closing(sqlite3.connect(sqlite_config.db_path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield holder


def test_the_outer_database_is_refused_inside_a_block(config: DatabaseConfig) -> None:
    with sync_db.Database(config) as database, sync_db.Database(config) as second:
        outer = sync_db.MLModelService(database, actor="alice")
        another = sync_db.MLModelService(second, actor="alice")
        with database.transaction() as block:
            sync_db.MLModelService(block, actor="alice").create(FRAUD)
            for service in (outer, another):
                assert service.get_all() == []
                with pytest.raises(RuntimeError, match=OPEN):
                    service.create(FRAUD)
        outer.create(MLModelCreate(name="churn"))

        assert len(outer.get_all()) == 2


async def test_the_outer_database_is_refused_inside_a_block_async(config: DatabaseConfig) -> None:
    async with async_db.Database(config) as database:
        outer = async_db.MLModelService(database, actor="alice")
        async with database.transaction() as block:
            await async_db.MLModelService(block, actor="alice").create(FRAUD)
            with pytest.raises(RuntimeError, match=OPEN):
                await outer.create(FRAUD)
            other_task = asyncio.create_task(outer.create(MLModelCreate(name="churn")))
            await asyncio.sleep(0.01)
        await other_task

        assert len(await outer.get_all()) == 2


def test_the_turn_and_the_lock_are_waited_for_together(
    sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadlines: list[float] = []
    begin = sqlite.begin_to_write

    def noting(connection: OpenFile, deadline: float, strike: object) -> None:
        deadlines.append(deadline)
        begin(connection, deadline, lambda: None)

    monkeypatch.setattr(sqlite, "begin_to_write", noting)
    with sync_db.Database(sqlite_config) as database:
        models = sync_db.MLModelService(database, actor="alice")
        waiting = threading.Thread(target=models.create, args=[FRAUD])
        with database.writing():
            waiting.start()
            while not database._engines.gate._inside.get(waiting.ident):
                time.sleep(0.001)
            time.sleep(0.1)
            left_at = time.monotonic()
        waiting.join()

    assert deadlines[1] < left_at + sqlite_config.busy_timeout_seconds


def test_writers_behind_a_lock_are_all_refused(
    sqlite_config: SQLiteConfig, held: sqlite3.Connection
) -> None:
    config = sqlite_config.model_copy(update={"busy_timeout_seconds": 0.2})
    refusals: list[StorageError] = []
    with sync_db.Database(config) as database:

        def create() -> None:
            try:
                sync_db.MLModelService(database, actor="alice").create(FRAUD)
            except StorageError as error:
                refusals.append(error)

        threads = [threading.Thread(target=create) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [error.public for error in refusals] == [BUSY] * 5


async def test_a_cancelled_writer_does_not_wait_for_the_lock(
    sqlite_config: SQLiteConfig, held: sqlite3.Connection
) -> None:
    config = sqlite_config.model_copy(update={"busy_timeout_seconds": 3600.0})
    async with async_db.Database(config) as database:
        models = async_db.MLModelService(database, actor="alice")
        writing = asyncio.create_task(models.create(FRAUD))
        await asyncio.sleep(0.1)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(writing, PATIENCE_SECONDS)
        held.execute("ROLLBACK")

        assert (await models.create(FRAUD)).name == "fraud"


def test_what_a_driver_can_not_send_is_refused(config: DatabaseConfig) -> None:
    statement = text("SELECT name FROM ml_models WHERE name = :value")
    with (
        sync_db.Database(config) as database,
        database.reading() as session,
        pytest.raises((ValueError, SQLAlchemyError)) as caught,
    ):
        session.execute(statement, {"value": "a\ud800"})

    with pytest.raises(MLDBError), domain_errors(config):
        raise caught.value


@pytest.mark.parametrize("error", [ValueError, TypeError, OverflowError])
def test_errors_of_the_blocks_own_code_are_not_translated(
    config: DatabaseConfig, error: type[Exception]
) -> None:
    def fail() -> None:
        with database.transaction():
            raise error("mine")

    with sync_db.Database(config) as database, pytest.raises(error, match="mine"):
        fail()
