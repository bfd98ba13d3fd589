"""Histories of metrics."""

from collections.abc import Iterable, Sequence
from operator import le
from typing import Annotated, Any, Final

from pydantic import Field

from mldb.errors import NotFoundError
from mldb.points.columns import Points
from mldb.values.enums import Role
from mldb.values.spelling import spelling
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given
from registry_app.mlflow.operations.runs import RunId
from registry_app.mlflow.paging import skip_token, skipped
from registry_app.mlflow.values import Step

endpoints = Endpoints()

PAGE_LIMIT: Final = 25_000
RUNS_LIMIT: Final = 100
INTERVAL_LIMIT: Final = 2_500
SORTED_LIMIT: Final = 100_000
"""Longer histories are paged in the order in which they are stored: by step first, not by time."""

Row = tuple[int, int, float]


class HistoryGiven(RunId):
    """A metric of a run; without `max_results` all of its points are wanted."""

    metric_key: str
    max_results: Annotated[int | None, Field(ge=1)] = None
    page_token: str = ""


class BulkGiven(Given):
    """A metric of several runs; older clients repeat `run_id`."""

    run_id: Annotated[list[str], Field(default_factory=list)]
    metric_key: str = ""
    max_results: Annotated[int, Field(ge=1)] = PAGE_LIMIT


class IntervalGiven(Given):
    """A metric of several runs between two steps."""

    run_ids: Annotated[list[str], Field(default_factory=list)]
    metric_key: str = ""
    start_step: Step | None = None
    end_step: Step | None = None
    max_results: int = INTERVAL_LIMIT


@endpoints.answer("GET metrics/get-history", role=Role.VIEWER)
async def get_history(call: Call, given: HistoryGiven) -> Answer:
    """Points of a metric by time, all or by pages; of a metric that isn't there, none."""
    key = spelling(given.metric_key)
    try:
        rows, token = await _page(call.registry, given.public_id, key, given)
    except NotFoundError as error:
        if error.entity == "run":
            raise
        return {}
    answer: Answer = {"metrics": list(_metrics(key, rows))} if rows else {}
    return answer | ({"next_page_token": token} if token else {})


@endpoints.answer("GET metrics/get-history-bulk", role=Role.VIEWER)
async def get_history_bulk(call: Call, given: BulkGiven) -> Answer:
    """Points of a metric of several runs, each by time, the first ones if there are too many."""
    _check_bulk(given)
    key, left = spelling(given.metric_key), min(given.max_results, PAGE_LIMIT)
    metrics: list[dict[str, Any]] = []
    for public_id in sorted(given.run_id):
        try:
            page = await call.registry.histories.pages(public_id, key, None, SORTED_LIMIT)
        except NotFoundError:
            continue
        rows = _by_time(page.points)[: left - len(metrics)]
        metrics += _metrics(key, rows, run_id=public_id)
        if len(metrics) >= left:
            break
    return {"metrics": metrics} if metrics else {}


@endpoints.answer("GET metrics/get-history-bulk-interval", role=Role.VIEWER)
async def get_history_bulk_interval(call: Call, given: IntervalGiven) -> Answer:
    """Evenly spaced points of a metric of several runs, of each by step."""
    _check_interval(given)
    low, high = given.start_step, given.end_step
    key = spelling(given.metric_key)
    found = await call.registry.histories.spaced(given.run_ids, key, given.max_results, low, high)
    metrics = [
        metric
        for public_id in dict.fromkeys(given.run_ids)
        for metric in _metrics(key, found.get(public_id, ()), run_id=public_id)
    ]
    return {"metrics": metrics} if metrics else {}


def _check_bulk(given: BulkGiven) -> None:
    """Refuse parameters in MLflow's words.

    Raises:
        ProtocolError: one is wrong.
    """
    request = "GetMetricHistoryBulk request"
    if not given.run_id:
        raise ProtocolError.invalid(f"{request} must specify at least one run_id.")
    if len(given.run_id) > RUNS_LIMIT:
        raise ProtocolError.invalid(f"{request} cannot specify more than {RUNS_LIMIT} run_ids.")
    if not given.metric_key:
        raise ProtocolError.invalid(f"{request} must specify a metric_key.")


def _check_interval(given: IntervalGiven) -> None:
    """Refuse parameters in MLflow's words.

    Raises:
        ProtocolError: one is wrong.
    """
    low, high = given.start_step, given.end_step
    for name, is_missing in (("run_ids", not given.run_ids), ("metric_key", not given.metric_key)):
        if is_missing:
            raise ProtocolError.invalid(f"Missing value for required parameter '{name}'.")
    if len(given.run_ids) > RUNS_LIMIT:
        raise ProtocolError.invalid(
            f"GetMetricHistoryBulkInterval request must specify at most {RUNS_LIMIT} run_ids."
        )
    if not 1 <= given.max_results <= INTERVAL_LIMIT:
        raise ProtocolError.invalid(f"max_results must be between 1 and {INTERVAL_LIMIT}.")
    if (low is None) != (high is None):
        raise ProtocolError.invalid(
            "If either start step or end step are specified, both must be specified."
        )
    if low is not None and high is not None and low > high:
        raise ProtocolError.invalid(
            f"end_step must be greater than start_step. Given: {low} and {high}."
        )


async def _page(
    registry: AsyncRegistry, public_id: str, key: str, given: HistoryGiven
) -> tuple[Sequence[Row] | Points, str | None]:
    """The points that are wanted, and the token of what follows."""
    if given.max_results is None and not given.page_token:
        return _by_time(await registry.histories.history(public_id, key)), None
    limit, skip = min(given.max_results or PAGE_LIMIT, PAGE_LIMIT), skipped(given.page_token)
    if skip is None:
        page = await registry.histories.pages(public_id, key, given.page_token, limit)
        return page.points, page.next_cursor
    start = await registry.histories.pages(public_id, key, None, SORTED_LIMIT)
    if start.next_cursor is not None and not skip:
        page = await registry.histories.pages(public_id, key, None, limit)
        return page.points, page.next_cursor
    rows, end = _by_time(start.points), skip + limit
    return rows[skip:end], skip_token(end) if end < len(rows) else start.next_cursor


def _by_time(points: Points) -> Sequence[Row]:
    """The points by time, step and value, where NaN comes first."""
    times_ms = points.times_ms
    rows = list(points)
    # In most histories time and step grow together.
    if not all(map(le, times_ms, times_ms[1:])):
        rows.sort(key=lambda row: row[1])
    return rows


def _metrics(key: str, rows: Iterable[Row], **more: str) -> Iterable[dict[str, Any]]:
    return (
        {"key": key, "value": value, "timestamp": time_ms, "step": step} | more
        for step, time_ms, value in rows
    )
