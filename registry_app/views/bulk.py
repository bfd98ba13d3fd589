"""The same done to many models or versions, after a page that says what will happen."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mldb.errors import QuerySyntaxError
from mldb.schemas import BulkOutcome
from registry_app.bulk.actions import ACTIONS, Action
from registry_app.bulk.selection import Selection
from registry_app.http import RegistryRequest

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
    if name == "compare" and kind == "versions":
        labels = request.POST.getlist("v")
        return redirect(f"{reverse('registry:compare')}?{urlencode({'v': labels}, doseq=True)}")
    if name not in ACTIONS:
        messages.error(request, "Choose what to do with them, by one of the buttons.")
        return redirect(_back(request, kind))
    try:
        selection = Selection.of(request, request.registry, kind)
    except QuerySyntaxError as error:
        messages.error(request, str(error))
        return redirect(_back(request, kind))
    if not selection.ids:
        messages.error(request, f"Choose {kind} first: tick the boxes before their names.")
        return redirect(_back(request, kind))
    return _step(request, kind, ACTIONS[name], selection)


def _step(
    request: RegistryRequest, kind: str, action: Action, selection: Selection
) -> HttpResponse:
    """Ask, then tell what would happen, then do it."""
    step = request.POST.get("step", "")
    form = action.form(request.POST if step else None)
    is_valid = bool(step) and form.is_valid()
    outcome = None
    if is_valid or not action.asks:
        is_trial = not (is_valid and step == "do")
        tried = action.act(request.registry, kind, selection.ids, form, is_trial)
        outcome = selection.with_lost(tried)
        if not is_trial:
            _tell(request, kind, action, outcome)
            return redirect(_back(request, kind))
    context = {
        "kind": kind,
        "action": action,
        "selection": selection,
        "form": form,
        "outcome": outcome,
        "back": _back(request, kind),
    }
    return render(request, "registry/bulk.html", context, status=form.http_status)


def _tell(request: RegistryRequest, kind: str, action: Action, outcome: BulkOutcome) -> None:
    noun = kind if len(outcome.done) != 1 else kind.removesuffix("s")
    said = f"{len(outcome.done):,} {noun} {action.done}."
    if outcome.skipped:
        why = " ".join(f"{one.label}: {one.why}" for one in outcome.skipped[:_TOLD])
        said += f" {len(outcome.skipped):,} left as they were. {why}"
    (messages.success if outcome.done else messages.warning)(request, said)


def _back(request: RegistryRequest, kind: str) -> str:
    """The list from where one came."""
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return back if is_ours else reverse(f"registry:{kind.removesuffix('s')}-list")
