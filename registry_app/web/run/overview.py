"""What a run's page shows."""

from typing import Any, Final

from mldb.schemas import MLRunRead, Owner, RunDetail
from mldb.search.pattern import folded
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.run.metrics import BUCKETS, METRICS_SHOWN, metric_groups
from registry_app.web.runs.table import RunRow

PARAMS_SHOWN: Final = 50
RELATED_SHOWN: Final = 20
_COMPARED: Final = 20


def run_context(request: RegistryRequest, registry: Registry, public_id: str) -> dict[str, Any]:
    """The run, what it logged, and what belongs to it, for a template."""
    contains, after = request.GET.get("metrics", ""), request.GET.get("after", "")
    overview = registry.run_reader.overview(public_id)
    detail = overview.detail
    curves = registry.histories.curves_of(
        public_id, contains=contains, after=after, limit=METRICS_SHOWN + 1, buckets=BUCKETS
    )
    shown = curves[:METRICS_SHOWN]
    has_more = len(curves) > METRICS_SHOWN
    return {
        "run": detail.run,
        "detail": detail,
        "space": registry.artifacts.space_of(Owner.run(public_id)),
        "state": overview.state,
        "seconds": RunRow(detail.run).seconds,
        "groups": metric_groups(shown),
        "metrics_shown": len(shown),
        "contains": contains,
        "after": after,
        "next_after": shown[-1].series.name if has_more else "",
        "related_shown": RELATED_SHOWN,
        "compared": _compared(detail),
        **_params(request, registry, detail),
    }


def _params(request: RegistryRequest, registry: Registry, detail: RunDetail) -> dict[str, Any]:
    """The parameters, or those whose names contain a text."""
    contains = request.GET.get("params", "")
    params = detail.params
    is_cut = "params" in detail.cut
    if contains and is_cut:
        params = registry.run_reader.items(detail.run.public_id, "params", contains=contains)
    elif contains:
        params = {name: value for name, value in params.items() if folded(contains) in folded(name)}
    shows_all = request.GET.get("all") == "params"
    shown = list(params.items())[: None if shows_all else PARAMS_SHOWN]
    return {
        "params": shown,
        "param_filter": contains,
        "param_count": len(params),
        "params_are_cut": is_cut and not contains,
    }


def _compared(detail: RunDetail) -> list[str]:
    """The runs that a comparison begins with: the parts of a run, or the run alone."""
    if not detail.children:
        return [detail.run.public_id]
    return [child.public_id for child in detail.children[:_COMPARED]]


def source_of(run: MLRunRead) -> str:
    """The location that a version from this run has if no other is given."""
    return f"runs:/{run.public_id}"
