"""Records with what a test doesn't care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mldb.transfer.records import (
    AliasRecord,
    DatasetRecord,
    EventRecord,
    ExperimentRecord,
    ExperimentTagRecord,
    LoggedModelMetricRecord,
    LoggedModelParamRecord,
    LoggedModelRecord,
    LoggedModelTagRecord,
    MetricGoalRecord,
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    ParamRecord,
    PointsRecord,
    RunInputRecord,
    RunParamRecord,
    RunRecord,
    RunTagRecord,
    VersionRecord,
    VersionTagRecord,
)
from mldb.values.enums import AuditAction, RunStatus

RUN = "a" * 32
LOGGED = f"m-{'b' * 32}"
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


def metric_goal(value: str = "minimize unit:ms", **fields: Any) -> MetricGoalRecord:
    values = {"model": "fraud", "name": "latency"}
    return MetricGoalRecord(value=value, **AUTHORED | values | fields)


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


def experiment(name: str = "churn", **fields: Any) -> ExperimentRecord:
    return ExperimentRecord(name=name, **AUTHORED | fields)


def experiment_tag(value: str = "crm", **fields: Any) -> ExperimentTagRecord:
    values = {"experiment": "churn", "key": "team"}
    return ExperimentTagRecord(value=value, **AUTHORED | values | fields)


def run(public_id: str = RUN, **fields: Any) -> RunRecord:
    values: dict[str, Any] = {"experiment": "churn", "name": "brave-owl-1", "started_at": START}
    values |= {"status": RunStatus.FINISHED}
    return RunRecord(public_id=public_id, **AUTHORED | values | fields)


def run_param(value: str = "0.1", **fields: Any) -> RunParamRecord:
    return RunParamRecord(value=value, **{"run": RUN, "name": "lr"} | fields)


def run_tag(value: str = "no", **fields: Any) -> RunTagRecord:
    return RunTagRecord(value=value, **{"run": RUN, "key": "gpu"} | fields)


def dataset(**fields: Any) -> DatasetRecord:
    values: dict[str, Any] = {"experiment": "churn", "name": "cards", "digest": "1"}
    return DatasetRecord(**values | fields)


def run_input(**fields: Any) -> RunInputRecord:
    values: dict[str, Any] = {"run": RUN, "dataset": "cards", "digest": "1", "context": "fit"}
    return RunInputRecord(**values | fields)


def points(*values: float, start: int = 0, **fields: Any) -> PointsRecord:
    """One a step from `start`, all at the same time."""
    columns = {"steps": [*range(start, start + len(values))], "times_ms": [5] * len(values)}
    named: dict[str, Any] = {"run": RUN, "name": "loss", "values": [*values]}
    return PointsRecord(**columns | named | fields)


def logged_model(**fields: Any) -> LoggedModelRecord:
    values = {"public_id": LOGGED, "experiment": "churn", "run": RUN, "name": "classifier"}
    return LoggedModelRecord(**AUTHORED | values | fields)


def logged_param(value: str = "3") -> LoggedModelParamRecord:
    return LoggedModelParamRecord(logged_model=LOGGED, name="depth", value=value)


def logged_tag(value: str = "py") -> LoggedModelTagRecord:
    return LoggedModelTagRecord(logged_model=LOGGED, key="lang", value=value)


def logged_metric(value: float = 0.5) -> LoggedModelMetricRecord:
    return LoggedModelMetricRecord(
        logged_model=LOGGED, name="auc", time_ms=2**40, step=2**40, value=value
    )
