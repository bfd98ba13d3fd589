"""Charts of a run: all metrics as small multiples, and one large."""

from typing import Any, Final

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.errors import NotFoundError, RuleViolationError
from mldb.points.buckets import Bucket
from mldb.schemas import MLRunRead
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.charts.columns import chart_json
from registry_app.web.charts.document import svg_document
from registry_app.web.charts.options import ChartOptions
from registry_app.web.kit.downloads import content_of, file_response
from registry_app.web.run.curves import SMALL_BUCKETS, curve_of, number_of_buckets
from registry_app.web.run.history_file import HISTORY_FORMATS, file_stem, history_file
from registry_app.web.run.metrics import grouped

CHARTS_SHOWN: Final = 24
"""Charts of a page."""
POINTS_SHOWN: Final = 20
_NAMES_SHOWN: Final = 1_000


@require_safe
def run_charts(request: RegistryRequest, public_id: str) -> HttpResponse:
    """Every metric of a run as a small chart, a page at a time."""
    contains, after = request.GET.get("metrics", ""), request.GET.get("after", "")
    # Charts fetch their own points: who only looks for changes needs none.
    limit = 0 if "X-Live" in request.headers else CHARTS_SHOWN
    with request.registry.frozen() as registry:
        run = registry.runs.get_by_public_id(public_id)
        state = registry.run_reader.state(public_id)
        series = registry.histories.series_of(public_id, contains=contains)
        curves = registry.histories.curves_of(
            public_id, contains=contains, after=after, limit=limit + 1, buckets=SMALL_BUCKETS
        )
    shown = [curve_of(run, one.series.name, one.buckets) for one in curves[:limit]]
    context = {
        "run": run,
        "state": state,
        "options": ChartOptions.of_query(request.GET),
        "groups": grouped(shown, [curve.label for curve in shown]),
        "shown": len(shown),
        "metric_count": len(series),
        "has_more_metrics": len(series) == _NAMES_SHOWN,
        "contains": contains,
        "after": after,
        "next_after": curves[limit - 1].series.name if limit and len(curves) > limit else "",
    }
    return render(request, "run/run_charts.html", context)


@require_safe
def run_chart(request: RegistryRequest, public_id: str) -> HttpResponseBase:
    """One metric of a run: its chart and its points; also as a file, or as the chart's data."""
    metric = request.GET.get("metric", "")
    file_format = request.GET.get("format")
    if file_format is not None:
        return _as_file(request, public_id, metric, file_format)
    options = ChartOptions.of_query(request.GET)
    with request.registry.frozen() as registry:
        run = registry.runs.get_by_public_id(public_id)
        state = registry.run_reader.state(public_id)
        curve = curve_of(run, metric, _buckets(request, registry, run, metric, options))
        every = registry.histories.series_of(public_id, limit=_NAMES_SHOWN)
        series = next((one for one in every if one.name == metric), None)
        if series is None:
            (series,) = registry.histories.series_of_runs([public_id], [metric])[public_id]
        points = _points(request, registry, run, metric)
    names = [one.name for one in every]
    place = names.index(metric) if metric in names else None
    context = points | {
        "run": run,
        "state": state,
        "metric": metric,
        "series": series,
        "curves": [curve],
        "options": options,
        "names": names,
        "previous": names[place - 1] if place else None,
        "following": names[place + 1] if place is not None and names[place + 1 :] else None,
    }
    return render(request, "run/run_chart.html", context, status=400 if points["mistake"] else 200)


def _as_file(
    request: RegistryRequest, public_id: str, metric: str, file_format: str
) -> HttpResponseBase:
    run = request.registry.runs.get_by_public_id(public_id)
    if file_format in HISTORY_FORMATS:
        return history_file(request, run, metric, file_format)
    options = ChartOptions.of_query(request.GET)
    if file_format not in {"chart", "svg"}:
        raise Http404(f"There is no format {file_format!r}: use csv, jsonl or svg.")
    curve = curve_of(run, metric, _buckets(request, request.registry, run, metric, options))
    if file_format == "chart":
        return JsonResponse(chart_json([curve], options, metric))
    document = svg_document([curve], options, f"{run.name}: {metric}")
    name = f"{file_stem(run, metric)}.svg"
    return file_response(request, content_of(document), "image/svg+xml", name)


def _buckets(
    request: RegistryRequest,
    registry: Registry,
    run: MLRunRead,
    metric: str,
    options: ChartOptions,
) -> list[Bucket]:
    """The history between the requested steps.

    Raises:
        NotFoundError: the run has no such metric.
    """
    sampled = registry.histories.sampled(
        [run.public_id], [metric], number_of_buckets(request), options.low, options.high
    )
    if (run.public_id, metric) not in sampled:
        raise NotFoundError("metric", metric, f"of the run {run.name}")
    return sampled[run.public_id, metric]


def _points(
    request: RegistryRequest, registry: Registry, run: MLRunRead, metric: str
) -> dict[str, Any]:
    """A page of the points as a table."""
    cursor = request.GET.get("cursor") or None
    try:
        page = registry.histories.pages(run.public_id, metric, cursor, POINTS_SHOWN)
    except RuleViolationError as violation:
        return {"points": [], "next_cursor": None, "cursor": None, "mistake": str(violation)}
    rows = zip(page.points.steps, page.points.times_ms, page.points.values, strict=True)
    return {
        "points": list(rows),
        "next_cursor": page.next_cursor,
        "cursor": cursor,
        "mistake": None,
    }
