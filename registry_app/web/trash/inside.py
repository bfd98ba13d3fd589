"""A look at something in the trash, before it is restored or purged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.schemas import MLModelVersionRead, MLRunRead
from mldb.values.enums import AuditAction
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.trash.entities import services, title

_MEMBERS: Final = 100
_ITEMS: Final = 500


@dataclass(frozen=True)
class Group:
    """Named values of one type; numbers are shown rounded."""

    heading: str
    rows: Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Inside:
    """What is in a trashed entity; `has_more`: not all versions or runs are listed."""

    facts: Sequence[tuple[str, Any]] = ()
    groups: Sequence[Group] = ()
    versions: Sequence[MLModelVersionRead] = ()
    runs: Sequence[MLRunRead] = ()
    values: dict[int, float] = field(default_factory=dict)
    has_more: bool = False


@require_safe
def model_trashed(request: RegistryRequest, row_id: int) -> HttpResponse:
    """A model in the trash, with its versions."""
    return _inside(request, "model", row_id, _of_model)


@require_safe
def version_trashed(request: RegistryRequest, row_id: int) -> HttpResponse:
    """A version in the trash, with its metrics, parameters and tags."""
    return _inside(request, "version", row_id, _of_version)


@require_safe
def experiment_trashed(request: RegistryRequest, row_id: int) -> HttpResponse:
    """An experiment in the trash, with its runs."""
    return _inside(request, "experiment", row_id, _of_experiment)


@require_safe
def run_trashed(request: RegistryRequest, row_id: int) -> HttpResponse:
    """A run in the trash, with what it logged."""
    return _inside(request, "run", row_id, _of_run)


def _inside(
    request: RegistryRequest, word: str, row_id: int, look: Callable[[Registry, Any], Inside]
) -> HttpResponse:
    with request.registry.frozen() as registry:
        row = services(registry)[word].get_from_trash(row_id)
        inside = look(registry, row)
        reasons = registry.audit.get_reasons(AuditAction.DELETE, [(word, row_id)])
    context = {
        "word": word,
        "row": row,
        "title": title(row),
        "inside": inside,
        "reason": reasons.get((word, row_id)),
    }
    return render(request, "trash/inside.html", context)


def _of_model(registry: Registry, model: Any) -> Inside:
    versions = registry.versions.search("is:trashed", model_name=model.name, limit=_MEMBERS)
    shown, metric = versions.rows, model.primary_metric
    found = registry.metrics.get_of_owners([one.id for one in shown], [metric]) if metric else {}
    values = {version_id: metrics[metric] for version_id, metrics in found.items()}
    facts = [("Ranked by", f"{metric}, to {model.primary_metric_goal}")] if metric else []
    groups = [_group("Tags", registry.model_tags, model.id)]
    return Inside(facts, groups, shown, values=values, has_more=versions.next_cursor is not None)


def _of_version(registry: Registry, version: Any) -> Inside:
    facts = [
        ("Source", version.source),
        ("Device", version.device.value),
        ("Status", version.status.value),
    ]
    groups = [
        _group("Metrics", registry.metrics, version.id),
        _group("Parameters", registry.params, version.id),
        _group("Tags", registry.version_tags, version.id),
    ]
    return Inside(facts, groups)


def _of_experiment(registry: Registry, experiment: Any) -> Inside:
    runs = registry.runs.search("is:trashed", experiment=experiment.id, limit=_MEMBERS)
    return Inside(runs=runs.rows, has_more=runs.next_cursor is not None)


def _of_run(registry: Registry, run: Any) -> Inside:
    facts = [
        ("Experiment", run.experiment_name),
        ("Status", run.status.value),
        ("Id", run.public_id),
    ]
    names = registry.tracking_lists.item_names([run.id])
    cells = registry.run_reader.cells(
        [run.id], metrics=names.metrics, params=names.params, tags=names.tags
    )[run.id]
    metrics = [(name, found.last) for name, found in sorted(cells.metrics.items())]
    groups = [
        Group("Last values of metrics", metrics),
        Group("Parameters", sorted(cells.params.items())),
        Group("Tags", sorted(cells.tags.items())),
    ]
    return Inside(facts, groups)


def _group(heading: str, service: Any, owner_id: int) -> Group:
    """The first values of one type by name, also of an owner in the trash."""
    values = service.get_of_owners([owner_id]).get(owner_id, {})
    return Group(heading, list(values.items())[:_ITEMS])
