"""Runs side by side."""

from typing import Any

from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.charts.columns import chart_json
from registry_app.web.charts.document import svg_document
from registry_app.web.charts.options import ChartOptions
from registry_app.web.kit.comparison import page_of, plain_rows
from registry_app.web.kit.downloads import Table, content_of, download, file_response
from registry_app.web.run.curves import SMALL_BUCKETS, number_of_buckets
from registry_app.web.run.metrics import grouped
from registry_app.web.run_compare.choice import RunChoice
from registry_app.web.run_compare.curves import CHARTS_SHOWN, csv_of, curves_of, metric_names
from registry_app.web.run_compare.relations import Relations
from registry_app.web.run_compare.rows import sections


@require_safe
def run_compare(request: RegistryRequest) -> HttpResponseBase:
    """Two to twenty runs: their values, all curves, one metric's curves, or relations of values."""
    with request.registry.frozen() as registry:
        choice = RunChoice.of(request, registry)
        view = request.GET.get("view", "")
        view = view if view in _CONTEXTS and choice.runs else "values"
        file_format = request.GET.get("format")
        context = _CONTEXTS[view](request, registry, choice) if choice.runs else {}
    if file_format is not None and choice.runs:
        return _as_file(request, choice, view, file_format, context)
    status = 404 if choice.mistakes and not choice.runs else 200
    context |= {"choice": choice, "view": view}
    return render(request, "run_compare/run_compare.html", context, status=status)


def _values(request: RegistryRequest, _registry: Registry, choice: RunChoice) -> dict[str, Any]:
    differing = request.GET.get("differing") == "1"
    every = sections(choice, differing=differing)
    return {
        "every": every,
        "sections": page_of(every, request.GET, request.GET.getlist("fold")),
        "differing": differing,
    }


def _charts(request: RegistryRequest, registry: Registry, choice: RunChoice) -> dict[str, Any]:
    contains, after = request.GET.get("metrics", ""), request.GET.get("after", "")
    names = metric_names(choice, contains)
    rest = [name for name in names if name > after]
    shown = rest[:CHARTS_SHOWN]
    sampled = registry.histories.sampled(choice.ids, shown, SMALL_BUCKETS)
    charts = [(name, curves_of(choice, name, sampled)) for name in shown]
    return {
        "options": ChartOptions.of_query(request.GET),
        "groups": grouped(charts, shown),
        "metric_count": len(names),
        "shown": len(shown),
        "contains": contains,
        "after": after,
        "next_after": shown[-1] if len(rest) > len(shown) else "",
    }


def _chart(request: RegistryRequest, registry: Registry, choice: RunChoice) -> dict[str, Any]:
    names = metric_names(choice)
    metric = request.GET.get("metric") or next(iter(names), "")
    options = ChartOptions.of_query(request.GET)
    sampled = registry.histories.sampled(
        choice.ids, [metric], number_of_buckets(request), options.low, options.high
    )
    return {
        "options": options,
        "metric": metric,
        "names": names,
        "curves": curves_of(choice, metric, sampled),
    }


def _relations(request: RegistryRequest, _registry: Registry, choice: RunChoice) -> dict[str, Any]:
    return {"relations": Relations.of(request, choice)}


_CONTEXTS = {"values": _values, "charts": _charts, "chart": _chart, "relations": _relations}


def _as_file(
    request: RegistryRequest,
    choice: RunChoice,
    view: str,
    file_format: str,
    context: dict[str, Any],
) -> HttpResponseBase:
    if view == "values":
        columns = ["kind", "name", *choice.labels]
        return download(request, Table("runs", columns, plain_rows(context["every"])), file_format)
    if view == "chart":
        curves, options, metric = context["curves"], context["options"], context["metric"]
        if file_format == "chart":
            return JsonResponse(chart_json(curves, options, metric))
        if file_format == "svg":
            document = content_of(svg_document(curves, options, metric))
            return file_response(request, document, "image/svg+xml", "comparison.svg")
        if file_format == "csv":
            points = csv_of(request.registry, choice, metric)
            return file_response(request, points, "text/csv", "comparison.csv")
    raise Http404(f"There is no format {file_format!r} of this page.")
