"""Runs and points for tests of logs and histories."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Insert, insert

from mldb.models import MLRun
from mldb.schemas import LoggedPoint, RunLog

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT_MS = int(AT.timestamp() * 1_000)
RUN_ID = "5f" * 16
OTHER_RUN_ID = "ab" * 16
NO_RUN_ID = "00" * 16


def insert_run(public_id: str = RUN_ID, **columns: Any) -> Insert:
    """Insert a running run of the experiment `Default`."""
    row: dict[str, Any] = {
        "public_id": public_id,
        "experiment_id": 0,
        "name": "calm-otter-7",
        "status": "running",
        "description": "",
        "started_at": AT,
        "user_name": "alice",
        "source": "",
        "git_commit": "",
        "created_at": AT,
        "created_by": "alice",
        "updated_at": AT,
        "updated_by": "alice",
        "row_version": 1,
    }
    table: Any = MLRun.__table__
    return insert(table).values(row | columns)


def log_of(name: str, rows: Iterable[tuple[int, float]], **more: Any) -> RunLog:
    """A log of points of a metric, one per step and second."""
    points = [
        LoggedPoint(name=name, value=value, step=step, time_ms=time_of(step))
        for step, value in rows
    ]
    return RunLog(metrics=points, **more)


def time_of(step: int) -> int:
    """The time of a step."""
    return AT_MS + 1_000 * step
