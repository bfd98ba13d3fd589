"""What runs log."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import Field

from mldb.errors import NotFoundError, RuleViolationError
from mldb.points.columns import Points
from mldb.schemas import GroupedLog, LoggedModelMetric
from mldb.values.enums import Role
from mldb.values.limits import EXPERIMENT_NAME_LENGTH, NAME_LENGTH
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.operations.runs import RunId, deleted, set_fields, stored_tags
from registry_app.mlflow.shapes import tracking as shapes
from registry_app.mlflow.values import (
    Key,
    MetricGiven,
    ParamGiven,
    ParamText,
    PointTimeMs,
    Step,
    StorableText,
    TagGiven,
    TagText,
)

endpoints = Endpoints()

METRICS_LIMIT: Final = 1_000
ITEMS_LIMIT: Final = 100
_FIELD_TAGS: Final = {shapes.RUN_NAME, shapes.NOTE, "mlflow.parentRunId"}


class BatchGiven(RunId):
    """Points, parameters and tags."""

    metrics: Annotated[list[MetricGiven], Field(default_factory=list, max_length=METRICS_LIMIT)]
    params: Annotated[list[ParamGiven], Field(default_factory=list, max_length=ITEMS_LIMIT)]
    tags: Annotated[list[TagGiven], Field(default_factory=list, max_length=ITEMS_LIMIT)]


class OneMetricGiven(RunId):
    """A point of a metric, with the fields of a `MetricGiven`."""

    key: Key
    value: float
    timestamp: PointTimeMs
    step: Step | None = None
    model_id: str | None = None
    dataset_name: StorableText | None = None
    dataset_digest: StorableText | None = None


class OneParamGiven(RunId):
    """A parameter."""

    key: Key
    value: ParamText = ""


class OneTagGiven(RunId):
    """A tag."""

    key: Key
    value: TagText = ""


class TagKeyGiven(RunId):
    """The key of a tag."""

    key: str


@endpoints.answer("POST runs/log-batch", role=Role.EDITOR)
async def log_batch(call: Call, given: BatchGiven) -> Answer:
    """Store points, parameters and tags: all of them, or none."""
    params = _params(given)
    tags = {tag.key: tag.value for tag in given.tags}
    return await _log(call, given.public_id, given.metrics, params, tags)


@endpoints.answer("POST runs/log-metric", role=Role.EDITOR)
async def log_metric(call: Call, given: OneMetricGiven) -> Answer:
    """Store a point."""
    point: Any = vars(given)
    return await _log(call, given.public_id, [point], {}, {})


@endpoints.answer("POST runs/log-parameter", role=Role.EDITOR)
async def log_parameter(call: Call, given: OneParamGiven) -> Answer:
    """Store a parameter."""
    return await _log(call, given.public_id, [], {given.key: given.value}, {})


@endpoints.answer("POST runs/set-tag", role=Role.EDITOR)
async def set_tag(call: Call, given: OneTagGiven) -> Answer:
    """Store a tag."""
    return await _log(call, given.public_id, [], {}, {given.key: given.value})


@endpoints.answer("POST runs/delete-tag", role=Role.EDITOR)
async def delete_tag(call: Call, given: TagKeyGiven) -> Answer:
    """Remove a tag."""
    try:
        await call.registry.run_logs.delete_tag(given.public_id, given.key)
    except NotFoundError as error:
        if error.entity == "run":
            raise
        raise ProtocolError.missing(
            f"No tag with name: {given.key} in run with id {given.public_id}"
        ) from None
    except RuleViolationError as error:
        raise await refusal(call, given.public_id, {}, error) from None
    return {}


def _by_metric(metrics: Sequence[MetricGiven]) -> dict[str, Points]:
    columns: dict[str, tuple[list[int], list[int], list[float]]] = defaultdict(lambda: ([], [], []))
    for one in metrics:
        steps, times_ms, values = columns[one["key"]]
        steps.append(one.get("step") or 0)
        times_ms.append(one["timestamp"])
        values.append(one["value"])
    return {name: Points.of_columns(*some) for name, some in columns.items()}


def _of_models(metrics: Sequence[MetricGiven]) -> dict[str, list[LoggedModelMetric]]:
    """The points that belong to logged models as well, by the model's id."""
    by_model: dict[str, list[LoggedModelMetric]] = {}
    for one in metrics:
        if model_id := one.get("model_id"):
            # Its parts are checked already, as those of points.
            metric = LoggedModelMetric.model_construct(
                name=one["key"],
                value=one["value"],
                step=one.get("step") or 0,
                time_ms=one["timestamp"],
                dataset_name=(one.get("dataset_name") or "")[:EXPERIMENT_NAME_LENGTH],
                dataset_digest=(one.get("dataset_digest") or "")[:NAME_LENGTH],
            )
            by_model.setdefault(model_id, []).append(metric)
    return by_model


def _params(given: BatchGiven) -> dict[str, str]:
    """The parameters by key.

    Raises:
        ProtocolError: one is given twice with two values.
    """
    params: dict[str, str] = {}
    for param in given.params:
        if params.setdefault(param.key, param.value) != param.value:
            raise ProtocolError.invalid(
                f"Duplicate parameter keys have been submitted: {param.key}"
            )
    return params


async def _log(
    call: Call,
    public_id: str,
    metrics: Sequence[MetricGiven],
    params: dict[str, str],
    tags: dict[str, str],
) -> Answer:
    log = GroupedLog(_by_metric(metrics), params, stored_tags(tags))
    of_models = _of_models(metrics)
    try:
        if of_models:
            await _log_with_models(call.registry, public_id, log, of_models)
        else:
            await call.registry.run_logs.log(public_id, log)
    except RuleViolationError as error:
        raise await refusal(call, public_id, params, error) from None
    if not _FIELD_TAGS.isdisjoint(tags):
        await set_fields(call.registry, public_id, tags)
    return {}


async def _log_with_models(
    registry: AsyncRegistry,
    public_id: str,
    log: GroupedLog,
    of_models: Mapping[str, list[LoggedModelMetric]],
) -> None:
    """Store a log, and those of its points that belong to logged models with them as well."""
    async with registry.transaction() as together:
        await together.run_logs.log_batch(public_id, log)
        for model_id, metrics in of_models.items():
            await together.logged_models.log_metrics(model_id, metrics)


async def refusal(
    call: Call, public_id: str, params: dict[str, str], error: RuleViolationError
) -> Exception:
    """The refusal in the words that clients look for."""
    record = await call.registry.run_records.get(public_id)
    if not record.is_live:
        return deleted(public_id)
    for key, value in params.items():
        if record.params.get(key, value) != value:
            return ProtocolError.invalid(
                "Changing param values is not allowed. Param with "
                f"key='{key}' was already logged with value='{record.params[key]}' for run "
                f"ID='{public_id}'. Attempted logging new value '{value}'."
            )
    return error
