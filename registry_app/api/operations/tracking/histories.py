"""Metrics of runs and their histories."""

from collections.abc import AsyncIterator, Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query
from pydantic_core import to_json

from mldb.errors import RuleViolationError
from mldb.points.columns import Points
from mldb.points.text import CSV_HEAD, csv_rows, json_bucket, json_objects
from mldb.schemas import HistoryPage, MetricSeriesRead, PointRead
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.lines import LINES, download_response
from registry_app.api.base.parameters import RunPath
from registry_app.api.base.responses import JSON, link_headers, page_response
from registry_app.api.operations.tracking.runs import RUN
from registry_app.api.schemas.lists import Page
from registry_app.api.schemas.tracking.histories import (
    BUCKETS_IN_ALL,
    HistoryQuery,
    SampledHistories,
    SampleQuery,
    SeriesQuery,
)
from registry_app.core.refusal import Refusal

group = Group("Metrics of runs", "Statistics and histories of the metrics that runs logged.")
CSV: Final = "text/csv"
_POINT: Final = '{"step":100,"time_ms":1772366400000,"value":0.31}'


@group.get(f"{RUN}/metrics", role=Role.VIEWER, response=Page[MetricSeriesRead])
async def list_run_metrics(
    request: APIRequest, public_id: RunPath, query: Query[SeriesQuery]
) -> HttpResponse:
    """List the metrics of a run by name, with the last, least and greatest value of each."""
    await request.registry.runs.get_by_public_id(public_id)
    series = await request.registry.histories.series_of(
        public_id, contains=query.contains, after=query.cursor or "", limit=query.limit
    )
    # A full page may be the last one; the next page is then empty.
    is_full = len(series) == query.limit
    return page_response(request, series, series[-1].name if is_full else None)


@group.get(
    f"{RUN}/history",
    role=Role.VIEWER,
    response=Page[PointRead],
    texts={
        LINES: ("All points: one as JSON on each line.", f"{_POINT}\n"),
        CSV: ("All points as CSV.", f"{CSV_HEAD}100,1772366400000,0.31\n"),
    },
)
async def get_history(
    request: APIRequest, public_id: RunPath, query: Query[HistoryQuery]
) -> HttpResponseBase:
    """Read the points of a metric in the order of step, time and value.

    A request that accepts `application/x-ndjson` or `text/csv` gets all of them, however many.
    """
    await request.registry.runs.get_by_public_id(public_id)
    for content_type, written in _STREAMS.items():
        if _accepts(request, content_type):
            pages = request.registry.histories.stream(public_id, query.metric)
            # Refuses an unknown metric before the response begins.
            first = await anext(pages)
            return download_response(request, written(first, pages), content_type)
    page = await _page(request, public_id, query)
    content = (
        f'{{"items":[{",".join(json_objects(page.points))}],'
        f'"next_cursor":{to_json(page.next_cursor).decode()},"previous_cursor":null}}'
    )
    headers = link_headers(request, page.next_cursor)
    return HttpResponse(content, content_type=JSON, headers=headers)


@group.get("/sampled-histories", role=Role.VIEWER, response=SampledHistories)
async def get_sampled_histories(request: APIRequest, query: Query[SampleQuery]) -> HttpResponse:
    """Read histories of several runs and metrics in buckets, for curves.

    Each bucket has its first, last, least and greatest point, so that no spike is lost.
    """
    if len(query.run) * len(query.metric) * query.buckets > BUCKETS_IN_ALL:
        raise Refusal.of_parameters(
            f"Ask for at most {BUCKETS_IN_ALL:,} buckets in all: runs times metrics times buckets.",
            "buckets",
        )
    runs = list(dict.fromkeys(query.run))
    found = {run.public_id for run in await request.registry.runs.get_many(runs)}
    sampled = await request.registry.histories.sampled(
        found, query.metric, query.buckets, query.low, query.high
    )
    histories = [
        f'{{"run":"{run}","metric":{to_json(metric).decode()},'
        f'"buckets":[{",".join(map(json_bucket, sampled[run, metric]))}]}}'
        for run in runs
        for metric in dict.fromkeys(query.metric)
        if (run, metric) in sampled
    ]
    missing = to_json([run for run in runs if run not in found]).decode()
    content = f'{{"histories":[{",".join(histories)}],"missing":{missing}}}'
    return HttpResponse(content, content_type=JSON)


def _accepts(request: HttpRequest, content_type: str) -> bool:
    return content_type in request.headers.get("Accept", "")


async def _page(request: APIRequest, public_id: str, query: HistoryQuery) -> HistoryPage:
    histories = request.registry.histories
    try:
        return await histories.pages(public_id, query.metric, query.cursor, query.limit)
    except RuleViolationError as violation:
        if violation.field != "after":
            raise
        raise Refusal.of_parameters(str(violation), "cursor") from None


async def _lines(first: Points, pages: AsyncIterator[Points]) -> AsyncIterator[bytes]:
    yield _written_lines(first)
    async for points in pages:
        yield _written_lines(points)


def _written_lines(points: Points) -> bytes:
    return "".join(f"{line}\n" for line in json_objects(points)).encode()


async def _csv(first: Points, pages: AsyncIterator[Points]) -> AsyncIterator[bytes]:
    yield f"{CSV_HEAD}{csv_rows(first)}".encode()
    async for points in pages:
        yield csv_rows(points).encode()


_STREAMS: Final[dict[str, Callable[[Points, AsyncIterator[Points]], AsyncIterator[bytes]]]] = {
    LINES: _lines,
    CSV: _csv,
}
