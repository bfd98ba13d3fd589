"""On PostgreSQL nothing waits for ever: not for a silent network, not for somebody's lock."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from mldb import async_db
from mldb.config import PostgresConfig
from mldb.errors import BUSY, UNAVAILABLE, StorageError
from mldb.schemas import MLModelCreate, MLModelUpdate
from mldb.sync_db import Database, MLModelService
from mldb.transfer.exporting import export_registry
from mldb.transfer.importing import import_registry
from tests.mldb.database.silence import Proxy, proxy
from tests.mldb.workers import PATIENCE_SECONDS

pytestmark = pytest.mark.postgres
HURRIED = {"operation_timeout_seconds": 5, "lock_timeout_seconds": 0.3}


@pytest.fixture
def config(postgres_database: PostgresConfig) -> PostgresConfig:
    """A database of the test's own, with little patience."""
    return postgres_database.model_copy(update=HURRIED | {"pool_size": 4})


@pytest.fixture
def silent(config: PostgresConfig) -> Iterator[Proxy]:
    with proxy(config) as between:
        yield between


@pytest.fixture
def behind(config: PostgresConfig, silent: Proxy) -> PostgresConfig:
    """The database behind a proxy."""
    update = {"host": "127.0.0.1", "port": silent.port, "connect_timeout_seconds": 2}
    return config.model_copy(update=update)


def until_it_works(use: Callable[[], object]) -> object:
    """The result of the operation, which is repeated while it is refused."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return use()
        except StorageError:
            assert time.monotonic() < deadline


def test_a_silent_network_ends_operations_and_is_recovered_from(
    behind: PostgresConfig, silent: Proxy
) -> None:
    with Database(behind) as database:
        models = MLModelService(database, actor="alice")
        uses: list[Callable[[], object]] = [
            models.get_all,
            lambda: models.create(MLModelCreate(name="fraud")),
            database.check,
        ]
        for use in uses:
            use()
        silent.silence()
        for use in [*uses, *uses]:
            with pytest.raises(StorageError) as caught:
                use()
            assert caught.value.public == UNAVAILABLE
            message = str(caught.value)
            assert "did not respond within 5 seconds" in message or "Can't reach" in message
        silent.speak()

        assert [model.name for model in until_it_works(models.get_all)] == ["fraud"]  # type: ignore[attr-defined]
        until_it_works(lambda: models.create(MLModelCreate(name="churn")))


async def test_a_silent_network_ends_operations_and_is_recovered_from_async(
    behind: PostgresConfig, silent: Proxy
) -> None:
    async with async_db.Database(behind) as database:
        models = async_db.MLModelService(database, actor="alice")
        await models.create(MLModelCreate(name="fraud"))
        # More of them than there are connections.
        await asyncio.gather(*(models.get_all() for _ in range(8)))
        silent.silence()
        found = await asyncio.gather(*(models.get_all() for _ in range(8)), return_exceptions=True)
        assert {type(one) for one in found} == {StorageError}
        silent.speak()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                stored = await models.get_all()
                await models.create(MLModelCreate(name="churn"))
                break
            except StorageError:
                assert time.monotonic() < deadline

        assert [model.name for model in stored] == ["fraud"]


def test_a_transaction_in_a_silent_network_ends(behind: PostgresConfig, silent: Proxy) -> None:
    with Database(behind) as database:

        def write() -> None:
            with database.transaction() as block:
                MLModelService(block, actor="alice").create(MLModelCreate(name="fraud"))
                silent.silence()
                MLModelService(block, actor="alice").create(MLModelCreate(name="churn"))

        with pytest.raises(StorageError, match="did not respond"):
            write()
        silent.speak()

        assert until_it_works(MLModelService(database).get_all) == []


def test_waiting_writers_keep_no_reader_waiting(config: PostgresConfig) -> None:
    # Of the two limits the one of locks is reached, however busy the machine is.
    config = config.model_copy(update={"operation_timeout_seconds": PATIENCE_SECONDS})
    with Database(config) as database, ThreadPoolExecutor(8) as pool:
        models = MLModelService(database, actor="alice")
        model = models.create(MLModelCreate(name="fraud"))
        update = MLModelUpdate(row_version=model.row_version, description="A card.")
        with Database(config) as other, other.writing() as session:
            session.execute(text("SELECT * FROM ml_models FOR UPDATE"))
            waiting = [pool.submit(models.update, model.id, update) for _ in range(8)]
            while not any(one.done() for one in waiting):
                assert models.get_all() == [model]
                database.check()
            refusals = [one.exception() for one in waiting]

        for refusal in refusals:
            assert isinstance(refusal, StorageError)
            assert refusal.public == BUSY
        assert "POSTGRES_LOCK_TIMEOUT_SECONDS. Try again." in str(refusals[0])
        assert models.update(model.id, update).description == "A card."


def test_a_statement_that_takes_too_long_is_ended(config: PostgresConfig) -> None:
    with Database(config) as database:
        with (
            pytest.raises(StorageError, match="POSTGRES_OPERATION_TIMEOUT_SECONDS") as caught,
            database.reading() as session,
        ):
            session.execute(text("SELECT pg_sleep(600)"))

        assert "pg_sleep" not in str(caught.value)
        assert MLModelService(database).get_all() == []


def test_a_transaction_in_which_nothing_happens_is_ended(config: PostgresConfig) -> None:
    impatient = config.model_copy(update={"idle_transaction_timeout_seconds": 0.1})
    with Database(impatient) as database:

        def wait() -> None:
            with database.writing() as session:
                session.execute(text("SELECT 1"))
                time.sleep(1)
                session.execute(text("SELECT 1"))

        with pytest.raises(StorageError) as caught:
            wait()

        assert "POSTGRES_IDLE_TRANSACTION_TIMEOUT_SECONDS" in str(caught.value)
        assert MLModelService(database).get_all() == []


def test_a_block_may_take_longer_than_its_operations(config: PostgresConfig) -> None:
    with Database(config) as database:
        with database.transaction() as block, database.frozen() as frozen:
            for number in range(3):
                time.sleep(HURRIED["operation_timeout_seconds"] / 2)
                MLModelService(block, actor="a").create(MLModelCreate(name=f"m{number}"))
                assert MLModelService(frozen).get_all() == []

        assert len(MLModelService(database).get_all()) == 3


def test_exports_and_imports_have_no_limit(config: PostgresConfig, tmp_path: Path) -> None:
    path = tmp_path / "registry.zip"
    hurried = config.model_copy(
        update={"operation_timeout_seconds": 0.2, "idle_transaction_timeout_seconds": 0.1}
    )
    with Database(config) as database:
        MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))

    def slowly(*_: object) -> None:
        time.sleep(0.5)

    export_registry(hurried, path, progress=slowly)
    report = import_registry(hurried, path, actor="alice", progress=slowly)

    assert report.conflict_count == 0
