"""A process that is killed leaves nothing half done and loses nothing that it acknowledged."""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from mldb import migrate
from mldb.config import DatabaseConfig
from mldb.database.maintenance import maintenance_engine
from mldb.models import AuditEvent, Base, MLMetric, MLModelVersion
from mldb.schemas import MLModelCreate
from mldb.sync_db import Database, MLMetricService, MLModelService, MLModelVersionService
from tests.mldb import workers
from tests.mldb.workers import METRICS

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
ALL_TABLES = {*Base.metadata.tables, "alembic_version"}


@pytest.fixture
def fraud(config: DatabaseConfig) -> DatabaseConfig:
    """A database with a model to register versions of."""
    with Database(config) as database:
        MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))
    return config


def acknowledged_until_killed(config: DatabaseConfig, calls: int) -> list[int]:
    """Version numbers that a process acknowledged that was killed after so many calls."""
    command = [sys.executable, "-m", "tests.mldb.workers"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        cwd=workers.ROOT,
        env=workers.environment(config),
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(calls)]
        process.kill()
        lines += process.stdout.readlines()
        # Of the last line perhaps only a part was written.
        return [int(line) for line in lines if line.endswith("\n")]


def check_whole(database: Database, acknowledged: list[int]) -> None:
    """All that was acknowledged is there, and whatever is there is whole."""
    with database.snapshot() as session:
        numbers = set(session.scalars(select(MLModelVersion.number)))
        metrics = session.scalar(select(func.count()).select_from(MLMetric))
        created = session.scalars(
            select(AuditEvent.entity_id).where(
                AuditEvent.entity == "version", AuditEvent.action == "create"
            )
        ).all()
        ids = session.scalars(select(MLModelVersion.id)).all()
        _check_file(session)

    assert set(acknowledged) <= numbers
    assert sorted(created) == sorted(ids)
    assert metrics == len(numbers) * len(METRICS)
    assert numbers == set(range(1, len(numbers) + 1))


def _check_file(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        assert session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def check_goes_on(database: Database, acknowledged: list[int]) -> None:
    versions = MLModelVersionService(database, actor="alice")
    version = versions.create(workers.fraud_version())
    stored = MLMetricService(database).get_of_owner(version.id)

    assert version.number > max(acknowledged, default=0)
    assert {metric.name: metric.value for metric in stored} == METRICS


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(fraud: DatabaseConfig) -> None:
    acknowledged: list[int] = []
    for calls in (1, 7, 23, 50):
        acknowledged += acknowledged_until_killed(fraud, calls)

        with Database(fraud) as database:
            check_whole(database, acknowledged)
            check_goes_on(database, acknowledged)

    assert len(set(acknowledged)) == len(acknowledged) >= 81


def test_a_registration_killed_at_any_moment_is_whole_or_absent(fraud: DatabaseConfig) -> None:
    """Killed at every statement of the second registration in turn, its commit included."""

    def register_twice(moment: int) -> None:
        with Database(fraud) as database:
            versions = MLModelVersionService(database, actor="worker")
            versions.create(workers.fraud_version())
            workers.die_at(moment)
            versions.create(workers.fraud_version())

    moment, ended_by, done = 0, -signal.SIGKILL, 0
    while ended_by == -signal.SIGKILL:
        moment += 1
        ended_by = workers.in_forked_child(lambda: register_twice(moment))  # noqa: B023  # waits
        done += 1
        with Database(fraud) as database:
            check_whole(database, list(range(1, done + 1)))

    assert ended_by == 0
    assert moment > 5
    with Database(fraud) as database:
        check_whole(database, list(range(1, done + 2)))
        check_goes_on(database, list(range(1, done + 2)))


def tables(config: DatabaseConfig) -> set[str]:
    """Names of all tables."""
    engine = maintenance_engine(config)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def run_migrate(config: DatabaseConfig, moment: int) -> None:
    """`python -m mldb.migrate`, killed at a moment."""
    os.environ |= workers.environment(config)
    workers.die_at(moment)
    sys.exit(migrate.main())


@pytest.mark.parametrize("moment", [1, 2, 3, 4, 8, 12, 20, 30])
def test_a_killed_migration_leaves_no_half_schema(
    new_database: DatabaseConfig, moment: int
) -> None:
    assert workers.in_forked_child(lambda: run_migrate(new_database, moment)) == -signal.SIGKILL

    assert tables(new_database) == set()
    migrate.migrate(new_database)
    with Database(new_database) as database:
        assert MLModelService(database).get_all() == []


@pytest.mark.parametrize("table", ["audit_events", "ml_models", "ml_metrics"])
def test_a_migrate_command_killed_from_outside_leaves_no_half_schema(
    new_database: DatabaseConfig, table: str
) -> None:
    """Killed as soon as its log reports that a table is being created."""
    echo = {"SQLITE_ECHO": "1", "POSTGRES_ECHO": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "mldb.migrate"],
        stdout=subprocess.PIPE,
        env=workers.environment(new_database) | echo,
        text=True,
    ) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if f"CREATE TABLE {table}" in line)
        process.kill()
        process.stdout.read()

    assert tables(new_database) in (set(), ALL_TABLES)
    migrate.migrate(new_database)
    assert tables(new_database) == ALL_TABLES
