"""Bulk actions on models, versions, experiments and runs, each after a preview."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mldb.errors import QuerySyntaxError
from mldb.rules.comparison import COMPARED_LIMIT
from mldb.schemas import BulkOutcome
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.bulk.actions import ACTIONS, Action
from registry_app.web.bulk.selection import Selection
from registry_app.web.kit.forms import SchemaForm
from registry_app.web.kit.returning import own_page
from registry_app.web.kit.submit import submit
from registry_app.web.presentation.links import runs_compared_url, versions_compared_url

_COMPARISONS: Final[dict[str, Callable[[list[str]], str]]] = {
    "versions": versions_compared_url,
    "runs": runs_compared_url,
}
_SKIPPED_SHOWN = 20
_SKIPPED_IN_MESSAGE = 3


@require_POST
def bulk_models(request: RegistryRequest) -> HttpResponse:
    """Run a bulk action on models."""
    return _bulk(request, "models")


@require_POST
def bulk_versions(request: RegistryRequest) -> HttpResponse:
    """Run a bulk action on versions, or compare them."""
    return _bulk(request, "versions")


@require_POST
def bulk_experiments(request: RegistryRequest) -> HttpResponse:
    """Run a bulk action on experiments."""
    return _bulk(request, "experiments")


@require_POST
def bulk_runs(request: RegistryRequest) -> HttpResponse:
    """Run a bulk action on runs, or compare them."""
    return _bulk(request, "runs")


def _bulk(request: RegistryRequest, entities: str) -> HttpResponse:
    name = request.POST.get("action", "")
    try:
        selection = Selection.of(request, request.registry, entities)
    except QuerySyntaxError as error:
        return _refused(request, entities, str(error))
    if not selection.labels and "all" not in request.POST:
        return _refused(
            request, entities, f"Select {entities} first: tick the boxes before their names."
        )
    if name == "compare" and entities in _COMPARISONS:
        # One more than fit, so that the page can say that there are too many.
        return redirect(_COMPARISONS[entities](selection.labels[: COMPARED_LIMIT + 1]))
    if not selection.ids:
        return _refused(request, entities, "None of them exists any more, or all are in the trash.")
    if not name:
        return _refused(request, entities, "Choose an action: press one of the buttons.")
    if name not in ACTIONS[entities]:
        raise Http404(f"There is no action {name!r}.")
    return _step(request, entities, ACTIONS[entities][name], selection)


def _step(
    request: RegistryRequest, entities: str, action: Action, selection: Selection
) -> HttpResponse:
    """Show the form or the preview, or act and go on with the preview of the next batch."""
    step = request.POST.get("step", "")
    form = action.form(request.POST if step else None)
    if step == "do" and _is_as_tried(request, form):
        act = partial(action.act, request.registry, selection, form)
        accepted, outcome = submit(form, partial(act, dry_run=False))
        if accepted and outcome is not None:
            _report(request, action, entities, selection.with_lost(outcome))
            following = selection.next(request, request.registry, entities)
            if following is None:
                return redirect(_back(request, entities))
            selection = following
            if not selection.ids:
                _report_lost(request, selection.lost + len(selection.labels))
                return redirect(_back(request, entities))
    return _page(request, entities, action, selection, form)


def _is_as_tried(request: RegistryRequest, form: SchemaForm[Any]) -> bool:
    """Whether the form is still the one that was previewed; if not, it is previewed again."""
    tried = request.POST.get("tried")
    return tried is None or not form.is_valid() or tried == form.payload.model_dump_json()


def _page(
    request: RegistryRequest,
    entities: str,
    action: Action,
    selection: Selection,
    form: SchemaForm[Any],
) -> HttpResponse:
    """The form with a preview, if its input is valid or none is needed."""
    outcome = None
    if form.is_valid() or not action.asks:
        tried = action.act(request.registry, selection, form, dry_run=True)
        outcome = selection.with_lost(tried)
    context = {
        "SKIPPED_SHOWN": _SKIPPED_SHOWN,
        "entities": entities,
        "action": action,
        "selection": selection,
        "form": form,
        "outcome": outcome,
        "back": _back(request, entities),
        "query": request.POST.get("q", ""),
        "model_name": request.POST.get("model", ""),
        "experiment_id": request.POST.get("experiment", ""),
    }
    return render(request, "bulk/bulk.html", context, status=form.http_status)


def _report(request: RegistryRequest, action: Action, entities: str, outcome: BulkOutcome) -> None:
    noun = entities if len(outcome.done) != 1 else entities.removesuffix("s")
    sentences = [f"{len(outcome.done):,} {noun} {action.done}."]
    if outcome.skipped:
        sentences += [
            f"{len(outcome.skipped):,} left unchanged.",
            *map(str, outcome.skipped[:_SKIPPED_IN_MESSAGE]),
        ]
    (messages.success if outcome.done else messages.warning)(request, " ".join(sentences))


def _report_lost(request: RegistryRequest, number: int) -> None:
    """Say how many of the others that were selected are gone."""
    if number:
        others = "One of the others" if number == 1 else f"{number:,} of the others"
        verb = "exists" if number == 1 else "exist"
        messages.warning(request, f"{others} no longer {verb}, or lie in the trash.")


def _refused(request: RegistryRequest, entities: str, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect(_back(request, entities))


def _back(request: RegistryRequest, entities: str) -> str:
    """The list that the request came from."""
    every = reverse(f"registry:{entities.removesuffix('s')}-list")
    return own_page(request.POST.get("back", ""), every)
