"""A metric over the versions of a model."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.schemas import MLModelTrend, ModelGoals
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit.downloads import Table, download
from registry_app.web.trend.across import Across
from registry_app.web.trend.context import trend_context
from registry_app.web.trend.relation import is_relation, relation

_LONG_LIST = 200
"""Above this number of metrics the page has a text field with suggestions, not a list."""
_EXAMPLES = 12
METRICS_AT_ONCE = 4
"""Each has a chart of its own, one below the other, as their units differ."""


@require_safe
def trend(request: RegistryRequest, name: str) -> HttpResponseBase:
    """Charts, a table and a sentence; of the primary metric unless others are asked for."""
    asked = request.GET.get("x", "")
    with request.registry.frozen() as registry:
        overview = registry.model_reader.get_overview(name)
        names = registry.item_names.get_of_model(overview.model.id, ["metrics", "params"])
        primary = overview.model.primary_metric
        recorded = sorted(names.metrics, key=lambda one: one != primary)
        first = primary or (recorded[0] if recorded else "")
        metrics = _metrics(request) or [first]
        metric, others = metrics[0], metrics[1:]
        found = registry.model_reader.get_trend(name, metric, before=_before(request))
        more = [
            registry.model_reader.get_trend(name, other, before=_before(request))
            for other in others
        ]
        goals = registry.standings.goals([name]).get(name, ModelGoals(primary, {}))
        champion = next((one for one in overview.aliases if one.is_champion), None)
        scatter = None
        if is_relation(asked):
            number = champion.version_number if champion else None
            scatter = relation(registry, name, metric, asked, number)
    if "format" in request.GET:
        return download(request, _table(request.registry, name, metric), request.GET["format"])
    across = Across.DATE if asked == Across.DATE else Across.NUMBER
    context = {
        "MOVES_SHOWN": PAGE_SIZE_LIMIT,
        "examples": recorded[:_EXAMPLES],
        "model": overview.model,
        "aliases": overview.aliases,
        "metric": metric,
        "others": others,
        "METRICS_AT_ONCE": METRICS_AT_ONCE,
        "goals": goals,
        "names": recorded,
        "params": names.params,
        "x": asked,
        "scatter": scatter,
        "more": [(one.metric, trend_context(one, across)) for one in more],
        "is_long": len(recorded) > _LONG_LIST,
        "is_cut": "metrics" in names.cut,
        "trend": found,
        "before": _before(request),
        "has_all_aliases": len(found.assignments) < PAGE_SIZE_LIMIT,
        **trend_context(found, across),
    }
    return render(request, "trend/trend.html", context)


def _metrics(request: HttpRequest) -> list[str]:
    """The names that are asked for, each once, at most as many as are shown."""
    asked = (name.strip() for name in request.GET.getlist("metric"))
    return list(dict.fromkeys(name for name in asked if name))[:METRICS_AT_ONCE]


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004  # digits of an id


def _table(registry: Registry, name: str, metric: str) -> Table:
    """All versions with the metric, by number."""
    columns = ["number", f"metric.{metric}", "created", "best"]
    return Table("trend", columns, _rows(registry, name, metric))


def _rows(registry: Registry, name: str, metric: str) -> Iterator[list[Any]]:
    pages = list(_pages(registry, name, metric))
    for page in reversed(pages):
        for point in page.points:
            is_best = page.best is not None and page.best.value == point.value
            values = [point.number, point.value, point.created_at]
            yield [*values, "best" if is_best else None]


def _pages(registry: Registry, name: str, metric: str) -> Iterator[MLModelTrend]:
    """From the newest versions to the oldest."""
    before = None
    while True:
        page = registry.model_reader.get_trend(name, metric, before=before)
        yield page
        if not page.has_older:
            return
        before = page.points[0].number
