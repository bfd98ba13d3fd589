"""Databases: opened, closed, and what one operation sees of another."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from mldb.async_db import Database, MLModelService
from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.errors import DuplicateError, RuleViolationError, StorageError
from mldb.migrate import migrate
from mldb.models import Base, LoginAttempt, StaffSession
from mldb.schemas import MLModelCreate
from mldb.schemas.registry.search import Count

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _attempt() -> LoginAttempt:
    return LoginAttempt(username="alice", address="::1", succeeded=True, attempted_at=NOW)


def _session(key_hash: str) -> StaffSession:
    return StaffSession(
        key_hash=key_hash, payload="", created_at=NOW, updated_at=NOW, expires_at=NOW
    )


async def _attempts(database: Database) -> int | None:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(LoginAttempt))


async def _write(database: Database, *rows: Base, then: Exception | None = None) -> None:
    async with database.writing() as session:
        session.add_all(rows)
        await session.flush()
        if then is not None:
            raise then


async def _select_from_nowhere(database: Database) -> None:
    async with database.writing() as session:
        await session.execute(text("SELECT * FROM nowhere"))


async def test_what_is_written_is_there_for_the_next_operation(database: Database) -> None:
    await _write(database, _attempt())

    assert await _attempts(database) == 1


async def test_an_exception_rolls_everything_back(database: Database) -> None:
    with pytest.raises(KeyError):
        await _write(database, _attempt(), then=KeyError())

    assert await _attempts(database) == 0


async def test_a_refusal_by_the_database_is_a_domain_error_and_rolls_back(
    database: Database,
) -> None:
    with pytest.raises(DuplicateError, match="This session exists already"):
        await _write(database, _attempt(), _session("1"), _session("1"))

    assert await _attempts(database) == 0


async def test_a_missing_value_is_refused_at_its_column(database: Database) -> None:
    without_address = LoginAttempt(username="alice", succeeded=True, attempted_at=NOW)

    with pytest.raises(RuleViolationError) as caught:
        await _write(database, without_address)

    assert caught.value.field == "address"


async def test_no_database_error_leaves_a_session_untranslated(database: Database) -> None:
    with pytest.raises(StorageError):
        await _select_from_nowhere(database)


async def test_a_database_works_on_after_a_failure(database: Database) -> None:
    with pytest.raises(StorageError):
        await _select_from_nowhere(database)
    await _write(database, _attempt())

    assert await _attempts(database) == 1


async def test_one_operation_sees_nothing_uncommitted_of_another(database: Database) -> None:
    async with database.writing() as session:
        session.add(_attempt())
        await session.flush()

        assert await _attempts(database) == 0


async def test_a_snapshot_sees_one_state(database: Database) -> None:
    count = select(func.count()).select_from(LoginAttempt)
    async with database.snapshot() as session:
        before = await session.scalar(count)
        async with database.writing() as other:
            other.add(_attempt())
        after = await session.scalar(count)

    assert (before, after) == (0, 0)
    assert await _attempts(database) == 1


async def test_a_frozen_database_stays_as_it_was(database: Database) -> None:
    models = MLModelService(database, actor="alice")
    await models.create(MLModelCreate(name="resnet"))
    async with database.frozen() as frozen:
        inside = MLModelService(frozen)
        before = await inside.search("")
        await models.create(MLModelCreate(name="bert"))
        after, counted = await inside.search(""), await inside.count("")

    assert after == before
    assert counted == Count(1, is_more=False)
    assert await models.count("") == Count(2, is_more=False)


async def test_a_frozen_database_is_not_written_to(database: Database) -> None:
    async with database.frozen() as frozen:
        inside = MLModelService(frozen, actor="alice")
        with pytest.raises(RuntimeError, match="only reads"):
            await inside.create(MLModelCreate(name="resnet"))


async def test_a_block_inside_a_transaction_is_a_part_of_it(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as outer:
            async with outer.transaction() as inner:
                await MLModelService(inner, actor="alice").create(MLModelCreate(name="resnet"))
            async with outer.frozen() as frozen:
                assert len(await MLModelService(frozen).get_all()) == 1
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    assert await MLModelService(database).get_all() == []


async def test_a_frozen_block_has_no_transaction(database: Database) -> None:
    async with database.frozen() as frozen:
        transaction = frozen.transaction()
        with pytest.raises(RuntimeError, match="only reads"):
            await transaction.__aenter__()


async def test_a_failure_in_a_frozen_database_is_a_domain_error(database: Database) -> None:
    async def fail() -> None:
        async with database.frozen() as frozen, frozen.reading() as session:
            await session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(StorageError):
        await fail()


async def test_a_reader_sees_what_others_commit_meanwhile(database: Database) -> None:
    count = select(func.count()).select_from(LoginAttempt)
    async with database.reading() as session:
        before = await session.scalar(count)
        async with database.writing() as other:
            other.add(_attempt())
        after = await session.scalar(count)

    assert (before, after) == (0, 1)


async def test_two_databases_live_in_one_process(database: Database, tmp_path: Path) -> None:
    second_config = SQLiteConfig(db_path=tmp_path / "second.db")
    migrate(second_config)
    async with Database(second_config) as second:
        await MLModelService(second, actor="bob").create(MLModelCreate(name="resnet50"))

        assert await MLModelService(database).get_all() == []
        assert len(await MLModelService(second).get_all()) == 1


async def test_a_closed_database_can_be_opened_again(config: DatabaseConfig) -> None:
    database = Database(config)
    models = MLModelService(database, actor="alice")
    async with database:
        created = await models.create(MLModelCreate(name="resnet50"))
    async with database:
        found = await models.get(created.id)

    assert found == created


async def test_a_database_works_without_being_entered(config: DatabaseConfig) -> None:
    database = Database(config)
    models = MLModelService(database, actor="alice")
    try:
        created = await models.create(MLModelCreate(name="resnet50"))

        assert await models.get(created.id) == created
    finally:
        await database.close()


async def test_closing_twice_or_unopened_is_no_error(config: DatabaseConfig) -> None:
    database = Database(config)
    await database.close()
    async with database:
        pass
    await database.close()


async def test_making_a_database_touches_no_file(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "missing.db"
    Database(SQLiteConfig(db_path=path))

    assert not path.parent.exists()


async def test_a_missing_file_is_reported_and_not_created(tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    models = MLModelService(Database(SQLiteConfig(db_path=path)))

    with pytest.raises(StorageError, match="no SQLite file"):
        await models.get_all()

    assert not path.exists()


async def test_check_is_content_with_a_migrated_database(database: Database) -> None:
    await database.check()


async def test_check_refuses_a_database_of_another_schema(
    database: Database, config: DatabaseConfig
) -> None:
    async with database.writing() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageError, match="9999"):
        await database.check()
    with pytest.raises(StorageError, match="9999"):
        await Database(config).open()


async def test_without_a_config_the_environment_names_the_database(
    sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SQLITE_DB_PATH", str(sqlite_config.db_path))
    async with Database() as database:
        assert await MLModelService(database).get_all() == []
