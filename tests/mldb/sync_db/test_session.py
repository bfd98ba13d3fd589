# Generated from tests/mldb/async_db/test_session.py by `make twins`.
"""Databases: opened, closed, and what one operation sees of another."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.errors import DuplicateError, RuleViolationError, StorageError
from mldb.migrate import migrate
from mldb.models import Base, LoginAttempt, StaffSession
from mldb.schemas import MLModelCreate
from mldb.schemas.registry.search import Count
from mldb.sync_db import Database, MLModelService

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _attempt() -> LoginAttempt:
    return LoginAttempt(username="alice", address="::1", succeeded=True, attempted_at=NOW)


def _session(key_hash: str) -> StaffSession:
    return StaffSession(
        key_hash=key_hash, payload="", created_at=NOW, updated_at=NOW, expires_at=NOW
    )


def _attempts(database: Database) -> int | None:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(LoginAttempt))


def _write(database: Database, *rows: Base, then: Exception | None = None) -> None:
    with database.writing() as session:
        session.add_all(rows)
        session.flush()
        if then is not None:
            raise then


def _select_from_nowhere(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("SELECT * FROM nowhere"))


def test_what_is_written_is_there_for_the_next_operation(database: Database) -> None:
    _write(database, _attempt())

    assert _attempts(database) == 1


def test_an_exception_rolls_everything_back(database: Database) -> None:
    with pytest.raises(KeyError):
        _write(database, _attempt(), then=KeyError())

    assert _attempts(database) == 0


def test_a_refusal_by_the_database_is_a_domain_error_and_rolls_back(
    database: Database,
) -> None:
    with pytest.raises(DuplicateError, match="This session exists already"):
        _write(database, _attempt(), _session("1"), _session("1"))

    assert _attempts(database) == 0


def test_a_missing_value_is_refused_at_its_column(database: Database) -> None:
    without_address = LoginAttempt(username="alice", succeeded=True, attempted_at=NOW)

    with pytest.raises(RuleViolationError) as caught:
        _write(database, without_address)

    assert caught.value.field == "address"


def test_no_database_error_leaves_a_session_untranslated(database: Database) -> None:
    with pytest.raises(StorageError):
        _select_from_nowhere(database)


def test_a_database_works_on_after_a_failure(database: Database) -> None:
    with pytest.raises(StorageError):
        _select_from_nowhere(database)
    _write(database, _attempt())

    assert _attempts(database) == 1


def test_one_operation_sees_nothing_uncommitted_of_another(database: Database) -> None:
    with database.writing() as session:
        session.add(_attempt())
        session.flush()

        assert _attempts(database) == 0


def test_a_snapshot_sees_one_state(database: Database) -> None:
    count = select(func.count()).select_from(LoginAttempt)
    with database.snapshot() as session:
        before = session.scalar(count)
        with database.writing() as other:
            other.add(_attempt())
        after = session.scalar(count)

    assert (before, after) == (0, 0)
    assert _attempts(database) == 1


def test_a_frozen_database_stays_as_it_was(database: Database) -> None:
    models = MLModelService(database, actor="alice")
    models.create(MLModelCreate(name="resnet"))
    with database.frozen() as frozen:
        inside = MLModelService(frozen)
        before = inside.search("")
        models.create(MLModelCreate(name="bert"))
        after, counted = inside.search(""), inside.count("")

    assert after == before
    assert counted == Count(1, is_more=False)
    assert models.count("") == Count(2, is_more=False)


def test_a_frozen_database_is_not_written_to(database: Database) -> None:
    with database.frozen() as frozen:
        inside = MLModelService(frozen, actor="alice")
        with pytest.raises(RuntimeError, match="only reads"):
            inside.create(MLModelCreate(name="resnet"))


def test_a_block_inside_a_transaction_is_a_part_of_it(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as outer:
            with outer.transaction() as inner:
                MLModelService(inner, actor="alice").create(MLModelCreate(name="resnet"))
            with outer.frozen() as frozen:
                assert len(MLModelService(frozen).get_all()) == 1
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert MLModelService(database).get_all() == []


def test_a_frozen_block_has_no_transaction(database: Database) -> None:
    with database.frozen() as frozen:
        transaction = frozen.transaction()
        with pytest.raises(RuntimeError, match="only reads"):
            transaction.__enter__()


def test_a_failure_in_a_frozen_database_is_a_domain_error(database: Database) -> None:
    def fail() -> None:
        with database.frozen() as frozen, frozen.reading() as session:
            session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(StorageError):
        fail()


def test_a_reader_sees_what_others_commit_meanwhile(database: Database) -> None:
    count = select(func.count()).select_from(LoginAttempt)
    with database.reading() as session:
        before = session.scalar(count)
        with database.writing() as other:
            other.add(_attempt())
        after = session.scalar(count)

    assert (before, after) == (0, 1)


def test_two_databases_live_in_one_process(database: Database, tmp_path: Path) -> None:
    second_config = SQLiteConfig(db_path=tmp_path / "second.db")
    migrate(second_config)
    with Database(second_config) as second:
        MLModelService(second, actor="bob").create(MLModelCreate(name="resnet50"))

        assert MLModelService(database).get_all() == []
        assert len(MLModelService(second).get_all()) == 1


def test_a_closed_database_can_be_opened_again(config: DatabaseConfig) -> None:
    database = Database(config)
    models = MLModelService(database, actor="alice")
    with database:
        created = models.create(MLModelCreate(name="resnet50"))
    with database:
        found = models.get(created.id)

    assert found == created


def test_a_database_works_without_being_entered(config: DatabaseConfig) -> None:
    database = Database(config)
    models = MLModelService(database, actor="alice")
    try:
        created = models.create(MLModelCreate(name="resnet50"))

        assert models.get(created.id) == created
    finally:
        database.close()


def test_closing_twice_or_unopened_is_no_error(config: DatabaseConfig) -> None:
    database = Database(config)
    database.close()
    with database:
        pass
    database.close()


def test_making_a_database_touches_no_file(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "missing.db"
    Database(SQLiteConfig(db_path=path))

    assert not path.parent.exists()


def test_a_missing_file_is_reported_and_not_created(tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    models = MLModelService(Database(SQLiteConfig(db_path=path)))

    with pytest.raises(StorageError, match="no SQLite file"):
        models.get_all()

    assert not path.exists()


def test_check_is_content_with_a_migrated_database(database: Database) -> None:
    database.check()


def test_check_refuses_a_database_of_another_schema(
    database: Database, config: DatabaseConfig
) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageError, match="9999"):
        database.check()
    with pytest.raises(StorageError, match="9999"):
        Database(config).open()


def test_without_a_config_the_environment_names_the_database(
    sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SQLITE_DB_PATH", str(sqlite_config.db_path))
    with Database() as database:
        assert MLModelService(database).get_all() == []
