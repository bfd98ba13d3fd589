"""A metric over the versions of a model."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry_app.http import RegistryRequest
from registry_app.tables import Table, download
from registry_app.trend.context import trend_context


@require_safe
def trend(request: RegistryRequest, name: str) -> HttpResponseBase:
    """The chart, its table and a sentence; of the primary metric unless another is asked for."""
    with request.registry.frozen() as registry:
        overview = registry.overview.get_model(name)
        names = overview.metric_names
        metric = request.GET.get("metric", "").strip() or (names[0] if names else "")
        found = registry.overview.get_trend(name, metric)
    if "format" in request.GET:
        rows = ([point.number, point.value, point.created_at] for point in found.points)
        table = Table("trend", ["number", f"metric.{metric}", "created"], rows)
        return download(request, table, request.GET["format"])
    context = {
        "model": overview.model,
        "aliases": overview.aliases,
        "metric": metric,
        "names": list(dict.fromkeys([*names, metric])) if metric else names,
        "trend": found,
        **trend_context(found),
    }
    return render(request, "registry/trend.html", context)
