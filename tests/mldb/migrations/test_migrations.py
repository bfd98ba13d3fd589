"""Migrations go up and down, whole or not at all, and lose no row."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, inspect, text

from mldb import migrate as migrate_module
from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.database.maintenance import maintenance_engine
from mldb.database.schema import REVISION
from mldb.errors import StorageError
from mldb.migrate import alembic_config, migrate, migrations_folder
from mldb.models import Base
from mldb.schemas import MLModelCreate
from mldb.sync_db import Database, MLModelService
from tests.mldb.filled_registry import fill
from tools.schema_drift import differing_checks, has_drifted

TRIGGERS = {
    "sqlite": {"audit_events_no_update", "audit_events_no_delete", "audit_events_no_replace"},
    "postgresql": {"audit_events_no_update", "audit_events_no_delete", "audit_events_no_truncate"},
}

BATCH = '''
"""Change a table that others refer to."""

import sqlalchemy as sa
from alembic import op

revision = "NEXT"
down_revision = "NEWEST"


KEEP = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("ml_models", table_kwargs=KEEP) as batch:
        batch.add_column(sa.Column("colour", sa.String(20), nullable=False, server_default="red"))
        batch.create_check_constraint(op.f("ck_ml_models_colour"), "colour <> ''")


def downgrade() -> None:
    with op.batch_alter_table("ml_models", table_kwargs=KEEP) as batch:
        batch.drop_constraint(op.f("ck_ml_models_colour"), type_="check")
        batch.drop_column("colour")
'''

FAILING = '''
"""Do half of the work."""

import sqlalchemy as sa
from alembic import op

revision = "NEXT"
down_revision = "NEWEST"


def upgrade() -> None:
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("ml_models", sa.Column("colour", sa.String(20)))
    op.execute("UPDATE ml_models SET description = 'half done'")
    op.execute("INSERT INTO nowhere VALUES (1)")
'''

ORPHANING = '''
"""Remove parents from under their children."""

from alembic import op

revision = "NEXT"
down_revision = "NEWEST"


def upgrade() -> None:
    op.execute("DELETE FROM ml_models")
'''


@pytest.fixture
def versions_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The version scripts in a copy of the migrations, which is used instead of them."""
    copy = tmp_path / "migrations"
    shutil.copytree(migrations_folder(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate_module, "migrations_folder", lambda: copy)
    return copy / "versions"


def add_script(folder: Path, name: str, text: str) -> Path:
    """A migration that follows the newest one."""
    number = f"{int(REVISION) + 1:04}"
    script = folder / f"{number}_{name}.py"
    script.write_text(text.replace("NEXT", number).replace("NEWEST", REVISION))
    return script


def query(config: DatabaseConfig, statement: str) -> list[Any]:
    engine = maintenance_engine(config)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]
    finally:
        engine.dispose()


def rows(config: DatabaseConfig) -> dict[str, list[Any]]:
    """All rows of all tables, without columns that the models don't have."""
    found = {}
    for name, table in Base.metadata.tables.items():
        columns, key = ", ".join(table.columns.keys()), ", ".join(table.primary_key.columns.keys())
        found[name] = query(config, f"SELECT {columns} FROM {name} ORDER BY {key}")
    return found


def schema(config: DatabaseConfig) -> object:
    """Everything in which two schemas can differ."""
    if config.dialect == "sqlite":
        found = query(config, "SELECT type, name, sql FROM sqlite_master ORDER BY name")
        # A table that a batch has copied has its constraints in any order.
        return [(kind, name, sorted(_lines(sql or ""))) for kind, name, sql in found]
    return [
        query(
            config,
            "SELECT table_name, column_name, data_type, is_nullable, column_default "
            "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
        ),
        query(
            config,
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
            "FROM pg_constraint ORDER BY 1, 2",
        ),
        query(config, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"),
        query(config, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"),
        query(config, "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"),
    ]


def _lines(sql: str) -> list[str]:
    return [line.strip(" ,\t") for line in sql.splitlines()]


def triggers(config: DatabaseConfig) -> set[str]:
    if config.dialect == "sqlite":
        found = query(config, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        found = query(config, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    return {name for (name,) in found}


def tables(config: DatabaseConfig) -> set[str]:
    engine = maintenance_engine(config)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_every_table_and_trigger_is_made(new_database: DatabaseConfig) -> None:
    migrate(new_database)

    assert tables(new_database) == {*Base.metadata.tables, "alembic_version"}
    assert triggers(new_database) == TRIGGERS[new_database.dialect]


def test_migrating_again_changes_nothing(new_database: DatabaseConfig) -> None:
    migrate(new_database)
    fill(new_database)
    before = schema(new_database), rows(new_database)

    migrate(new_database)

    assert (schema(new_database), rows(new_database)) == before


def test_a_filled_database_goes_down_to_nothing_and_up_again(new_database: DatabaseConfig) -> None:
    migrate(new_database)
    fresh = schema(new_database)
    fill(new_database)
    assert all(rows(new_database).values())

    command.downgrade(alembic_config(new_database), "base")
    assert tables(new_database) <= {"alembic_version", "sqlite_sequence"}
    assert triggers(new_database) == set()
    migrate(new_database)

    assert schema(new_database) == fresh
    fill(new_database)
    assert all(rows(new_database).values())


def test_models_and_migrations_describe_the_same_tables(new_database: DatabaseConfig) -> None:
    assert not has_drifted(new_database)


def test_checks_are_those_of_the_models(
    sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not differing_checks(sqlite_config)

    table = Base.metadata.tables["saved_views"]
    (check,) = (one for one in table.constraints if "kind_known" in str(one.name))
    monkeypatch.setattr(check, "sqltext", text("kind IN ('models')"))

    assert {name for name, _ in differing_checks(sqlite_config)} == {"saved_views"}


def test_check_constraints_are_those_of_the_models(config: DatabaseConfig) -> None:
    """The parts of a schema that `alembic check` ignores."""
    engine = maintenance_engine(config)
    try:
        found = {
            name: {item["name"] for item in inspect(engine).get_check_constraints(name)}
            for name in Base.metadata.tables
        }
    finally:
        engine.dispose()

    described = {
        name: {item.name for item in table.constraints if isinstance(item, CheckConstraint)}
        for name, table in Base.metadata.tables.items()
    }
    assert found == described


def test_a_table_copied_in_a_batch_loses_no_row_of_its_children(
    config: DatabaseConfig, versions_folder: Path
) -> None:
    fill(config)
    before = rows(config)
    add_script(versions_folder, "batch", BATCH)

    command.upgrade(alembic_config(config), "head")

    assert rows(config) == before
    assert set(query(config, "SELECT colour FROM ml_models")) == {("red",)}

    command.downgrade(alembic_config(config), REVISION)

    assert rows(config) == before
    with Database(config) as database:
        assert MLModelService(database).get_all()


def test_a_table_copied_in_a_batch_gives_out_no_id_again(
    sqlite_config: SQLiteConfig, versions_folder: Path
) -> None:
    with Database(sqlite_config) as database:
        models = MLModelService(database, actor="alice")
        purged = models.create(MLModelCreate(name="purged"))
        models.delete(purged.id)
        models.purge(purged.id, "purged")
    add_script(versions_folder, "batch", BATCH)
    command.upgrade(alembic_config(sqlite_config), "head")
    command.downgrade(alembic_config(sqlite_config), REVISION)

    with Database(sqlite_config) as database:
        created = MLModelService(database, actor="alice").create(MLModelCreate(name="new"))

    assert created.id > purged.id


@pytest.mark.parametrize(
    ("table", "kwargs", "loss"),
    [
        ("ml_models", "{}", "tables without AUTOINCREMENT: ml_models"),
        (
            "audit_events",
            "KEEP",
            "no triggers: audit_events_no_delete, audit_events_no_replace, audit_events_no_update",
        ),
    ],
)
@pytest.mark.parametrize("filled", [False, True])
def test_a_batch_that_loses_a_promise_is_refused(
    sqlite_config: SQLiteConfig,
    versions_folder: Path,
    table: str,
    kwargs: str,
    loss: str,
    *,
    filled: bool,
) -> None:
    if filled:
        fill(sqlite_config)
    before = schema(sqlite_config)
    text = BATCH.replace('"ml_models", table_kwargs=KEEP', f'"{table}", table_kwargs={kwargs}')
    add_script(versions_folder, "batch", text)

    with pytest.raises(RuntimeError, match=f"would leave {loss}"):
        command.upgrade(alembic_config(sqlite_config), "head")

    assert schema(sqlite_config) == before


@pytest.mark.parametrize("starts_from", ["nothing", "the revision before"])
def test_a_failing_migration_leaves_the_schema_as_it_was(
    new_database: DatabaseConfig, versions_folder: Path, starts_from: str
) -> None:
    if starts_from != "nothing":
        migrate(new_database)
        fill(new_database)
    before = schema(new_database)
    script = add_script(versions_folder, "failing", FAILING)

    with pytest.raises(StorageError):
        migrate(new_database)

    assert schema(new_database) == before
    script.unlink()
    migrate(new_database)
    with Database(new_database) as database:
        assert {model.description for model in MLModelService(database).get_all()} <= {"A card."}


def test_a_migration_may_not_leave_orphans(
    sqlite_config: SQLiteConfig, versions_folder: Path
) -> None:
    fill(sqlite_config)
    before = rows(sqlite_config)
    add_script(versions_folder, "orphaning", ORPHANING)

    with pytest.raises(RuntimeError, match="would leave rows without their parents"):
        migrate(sqlite_config)

    assert rows(sqlite_config) == before


def test_the_newest_revision_is_the_one_that_mldb_needs() -> None:
    scripts = sorted(path.name for path in (migrations_folder() / "versions").glob("*.py"))

    numbers = [name.partition("_")[0] for name in scripts]
    assert numbers == [f"{number:04}" for number in range(1, len(scripts) + 1)]
    assert numbers[-1] == REVISION


def test_version_scripts_import_nothing_of_mldb() -> None:
    """They describe the past, which must not change with the code."""
    for path in (migrations_folder() / "versions").glob("*.py"):
        assert not re.search(r"^\s*(import|from)\s+mldb\b", path.read_text(), re.MULTILINE), path


def test_the_last_activity_is_found_for_models_that_were_there_before(
    config: DatabaseConfig,
) -> None:
    fill(config)
    before = query(config, "SELECT model_id, active_at, active_by FROM ml_model_activities")
    command.downgrade(alembic_config(config), "0005")
    command.upgrade(alembic_config(config), "head")

    after = query(config, "SELECT model_id, active_at, active_by FROM ml_model_activities")
    assert sorted(after) == sorted(before) != []
