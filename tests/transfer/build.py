"""Records with what a test doesn't care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mldb.transfer.records import (
    AliasRecord,
    EventRecord,
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    ParamRecord,
    VersionRecord,
    VersionTagRecord,
)
from mldb.values.enums import AuditAction

START = datetime(2026, 1, 1, tzinfo=UTC)
AUTHORED: dict[str, Any] = {
    "created_at": START,
    "created_by": "ann",
    "updated_at": START,
    "updated_by": "ann",
}


def day(number: int) -> datetime:
    """So many days after the start of everything."""
    return START + timedelta(days=number)


def model(name: str = "fraud", **fields: Any) -> ModelRecord:
    return ModelRecord(name=name, **AUTHORED | fields)


def model_tag(value: str = "risk", **fields: Any) -> ModelTagRecord:
    values = {"model": "fraud", "key": "team"}
    return ModelTagRecord(value=value, **AUTHORED | values | fields)


def version(number: int = 1, **fields: Any) -> VersionRecord:
    values = {"model": "fraud", "source": f"s3://b/{number}"}
    return VersionRecord(number=number, **AUTHORED | values | fields)


def param(value: str = "8", **fields: Any) -> ParamRecord:
    values = {"model": "fraud", "version": 1, "name": "depth"}
    return ParamRecord(value=value, **AUTHORED | values | fields)


def metric(value: float = 0.5, **fields: Any) -> MetricRecord:
    values = {"model": "fraud", "version": 1, "name": "auc"}
    return MetricRecord(value=value, **AUTHORED | values | fields)


def version_tag(value: str = "trial", **fields: Any) -> VersionTagRecord:
    values = {"model": "fraud", "version": 1, "key": "stage"}
    return VersionTagRecord(value=value, **AUTHORED | values | fields)


def alias(number: int, start: int, end: int | None = None, **fields: Any) -> AliasRecord:
    """From the day `start` to the day `end`."""
    values: dict[str, Any] = {"model": "fraud", "name": "champion", "started_by": "ann"}
    if end is not None:
        values |= {"ended_at": day(end), "ended_by": "bob"}
    return AliasRecord(version=number, started_at=day(start), **values | fields)


def event(label: str = "fraud", **fields: Any) -> EventRecord:
    values: dict[str, Any] = {"occurred_at": START, "actor": "ann", "action": AuditAction.CREATE}
    values |= {"entity": "version" if "/" in label else "model", "changes": {"x": (None, 1)}}
    return EventRecord(label=label, **values | fields)
