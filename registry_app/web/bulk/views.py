"""The same done to many models or versions, after a page that says what will happen."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mldb.errors import QuerySyntaxError
from mldb.rules.comparison import COMPARED_LIMIT
from mldb.schemas import BulkOutcome
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.bulk.actions import ACTIONS, Action
from registry_app.web.bulk.selection import Selection
from registry_app.web.kit.forms import SchemaForm
from registry_app.web.kit.submit import submit
from registry_app.web.presentation.links import query_of

_TOLD = 3


@require_POST
def bulk_models(request: RegistryRequest) -> HttpResponse:
    """Do something to many models."""
    return _bulk(request, "models")


@require_POST
def bulk_versions(request: RegistryRequest) -> HttpResponse:
    """Do something to many versions, or compare them."""
    return _bulk(request, "versions")


def _bulk(request: RegistryRequest, kind: str) -> HttpResponse:
    name = request.POST.get("action", "")
    try:
        selection = Selection.of(request, request.registry, kind)
    except QuerySyntaxError as error:
        return _refused(request, kind, str(error))
    if not selection.labels and "all" not in request.POST:
        return _refused(request, kind, f"Choose {kind} first: tick the boxes before their names.")
    if name == "compare" and kind == "versions":
        # One more than fit, so that the page can say that there are too many.
        labels = selection.labels[: COMPARED_LIMIT + 1]
        return redirect(f"{reverse('registry:compare')}{query_of({'v': labels})}")
    if not selection.ids:
        return _refused(request, kind, "None of them is there any more, or all are in the trash.")
    if not name:
        return _refused(request, kind, "Choose what to do with them: press one of the buttons.")
    if name not in ACTIONS:
        raise Http404(f"There is no action {name!r}.")
    return _step(request, kind, ACTIONS[name], selection)


def _step(
    request: RegistryRequest, kind: str, action: Action, selection: Selection
) -> HttpResponse:
    """Ask, then tell what would happen, then do it; go on with what the query finds beyond."""
    step = request.POST.get("step", "")
    form = action.form(request.POST if step else None)
    if step == "do" and _is_as_tried(request, form):
        act = partial(action.act, request.registry, kind, selection.ids, form)
        accepted, outcome = submit(form, partial(act, dry_run=False))
        if accepted and outcome is not None:
            _tell(request, action, kind, selection.with_lost(outcome))
            if selection.following is None:
                return redirect(_back(request, kind))
            selection = Selection.found(request, request.registry, kind, selection.following)
            if not selection.ids:
                return redirect(_back(request, kind))
    return _page(request, kind, action, selection, form)


def _is_as_tried(request: RegistryRequest, form: SchemaForm[Any]) -> bool:
    """Whether it is still what the page said the consequences of; if not, it is tried again."""
    tried = request.POST.get("tried")
    return tried is None or not form.is_valid() or tried == form.payload.model_dump_json()


def _page(
    request: RegistryRequest,
    kind: str,
    action: Action,
    selection: Selection,
    form: SchemaForm[Any],
) -> HttpResponse:
    """What would happen, as far as enough is known to try it."""
    outcome = None
    if form.is_valid() or not action.asks:
        tried = action.act(request.registry, kind, selection.ids, form, dry_run=True)
        outcome = selection.with_lost(tried)
    context = {
        "kind": kind,
        "action": action,
        "selection": selection,
        "form": form,
        "outcome": outcome,
        "back": _back(request, kind),
        "query": request.POST.get("q", ""),
        "model_name": request.POST.get("model", ""),
    }
    return render(request, "bulk/bulk.html", context, status=form.http_status)


def _tell(request: RegistryRequest, action: Action, kind: str, outcome: BulkOutcome) -> None:
    noun = kind if len(outcome.done) != 1 else kind.removesuffix("s")
    said = [f"{len(outcome.done):,} {noun} {action.done}."]
    if outcome.skipped:
        said += [f"{len(outcome.skipped):,} left unchanged.", *map(str, outcome.skipped[:_TOLD])]
    (messages.success if outcome.done else messages.warning)(request, " ".join(said))


def _refused(request: RegistryRequest, kind: str, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect(_back(request, kind))


def _back(request: RegistryRequest, kind: str) -> str:
    """The list from where one came."""
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return back if is_ours else reverse(f"registry:{kind.removesuffix('s')}-list")
