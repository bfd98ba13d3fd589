"""Two writers at once on PostgreSQL, each step in an order that a lock has to enforce."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from mldb.config import PostgresConfig
from mldb.schemas import (
    MLMetricBatch,
    MLModelCreate,
    MLModelVersionCreate,
    StaffUserCreate,
    StaffUserUpdate,
)
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLMetricService,
    MLModelService,
    MLModelVersionService,
    StaffUserService,
)
from mldb.values.enums import Role

pytestmark = pytest.mark.postgres

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = :name"


def waits(database: Database, config: PostgresConfig) -> bool:
    """Whether somebody waits for a lock in this database."""
    with database.reading() as session:
        return bool(session.scalar(text(WAITING), {"name": config.database}))


def started(
    pool: ThreadPoolExecutor, database: Database, config: PostgresConfig, work: Callable[[], Any]
) -> "Future[Any]":
    """The work in a thread, which by now is done or waits for a lock."""
    future = pool.submit(work)
    while not future.done() and not waits(database, config):
        pass
    return future


@pytest.mark.parametrize(
    ("statement", "audited"),
    [
        ("DELETE FROM ml_metrics", [None, 0.7]),
        ("UPDATE ml_metrics SET value = 0.5", [0.5, 0.7]),
    ],
)
def test_recording_waits_for_whoever_changes_a_metric(
    postgres_database: PostgresConfig, statement: str, audited: list[float | None]
) -> None:
    with Database(postgres_database) as database, ThreadPoolExecutor() as pool:
        MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))
        version = MLModelVersionService(database, actor="alice").create(
            MLModelVersionCreate(model_name="fraud", source="s3://x", metrics={"auc": 0.1})
        )
        metrics = MLMetricService(database, actor="bob")
        batch = MLMetricBatch(version_id=version.id, metrics={"auc": 0.7})
        with database.writing() as session:
            session.execute(text(statement))
            recording = started(pool, database, postgres_database, lambda: metrics.record(batch))
        recorded = recording.result(timeout=300)
        event = AuditEventService(database).get_all(limit=1)[0]

        assert recorded == 1
        assert metrics.get_by_name(version.id, "auc").value == 0.7
        assert event.changes == {"metrics.auc": tuple(audited)}


def test_admins_who_edit_themselves_do_not_wait_for_each_other(
    postgres_database: PostgresConfig,
) -> None:
    with Database(postgres_database) as database, ThreadPoolExecutor() as pool:
        staff = StaffUserService(database, actor="root")
        ann, bob = (
            staff.create(StaffUserCreate(username=name, password_hash="x", role=Role.ADMIN))
            for name in ("ann", "bob")
        )
        with database.writing() as session:
            session.execute(
                text("UPDATE staff_users SET display_name = 'A' WHERE id = :id"), {"id": ann.id}
            )
            data = StaffUserUpdate(row_version=1, display_name="Bob")
            change = started(pool, database, postgres_database, lambda: staff.update(bob.id, data))

            assert change.done()
            assert change.result().display_name == "Bob"
