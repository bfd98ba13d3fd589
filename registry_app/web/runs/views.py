"""Pages of runs."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.live.feed import NEWEST, state_of
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.kit.undo import offer_undo
from registry_app.web.lists.page import list_page
from registry_app.web.runs import table
from registry_app.web.runs.forms import RunUpdateForm


@require_safe
def run_list(request: RegistryRequest) -> HttpResponseBase:
    """The runs of all experiments that a query finds, or all."""
    with request.registry.frozen() as registry:
        context = table.run_list(request, registry) | {
            "state": state_of(registry.audit.get_newest_ids(limit=NEWEST))
        }
    return list_page(request, "runs/run_list.html", "runs/run_table.html", context)


@require_http_methods(["GET", "POST"])
def run_update(request: RegistryRequest, public_id: str) -> HttpResponse:
    """Change a run's name, description and parent."""
    runs = request.registry.runs
    run = runs.get_by_public_id(public_id)
    form = RunUpdateForm(posted(request), stored=run, initial={"parent": run.parent_public_id})
    accepted, saved = submit(form, lambda: runs.update(run.id, form.payload, reason=form.why))
    if accepted and saved is not None:
        say_saved(request, run, saved, "Saved.")
        return redirect("registry:run-detail", public_id)
    return form_page(request, "runs/run_update.html", form, run=run, theirs=form.theirs(run))


@require_http_methods(["GET", "POST"])
def run_delete(request: RegistryRequest, public_id: str) -> HttpResponse:
    """Move a run to the trash."""
    runs = request.registry.runs
    run = runs.get_by_public_id(public_id)
    accepted, form = act_with_reason(request, lambda reason: runs.delete(run.id, reason=reason))
    if accepted:
        offer_undo(request, run.name, "registry:run-restore", run.id)
        return redirect("registry:experiment-detail", run.experiment_id)
    return form_page(request, "runs/run_delete.html", form, run=run)
