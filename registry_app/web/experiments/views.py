"""Pages of experiments."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from mldb.values.names import DEFAULT_EXPERIMENT_ID
from registry_app.accounts.requests import RegistryRequest
from registry_app.live.feed import NEWEST, state_of
from registry_app.web.experiments import table
from registry_app.web.experiments.forms import ExperimentCreateForm, ExperimentUpdateForm
from registry_app.web.experiments.snippet import RunSnippet
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.kit.undo import offer_undo
from registry_app.web.lists.page import list_page
from registry_app.web.runs.table import run_list


@require_safe
def experiment_list(request: RegistryRequest) -> HttpResponseBase:
    """The experiments that a query finds, or all."""
    with request.registry.frozen() as registry:
        context = table.experiment_list(request, registry)
    return list_page(
        request, "experiments/experiment_list.html", "experiments/experiment_table.html", context
    )


@require_safe
def experiment_detail(request: RegistryRequest, row_id: int) -> HttpResponseBase:
    """An experiment with its description, its tags and its runs, or those that a query finds."""
    with request.registry.frozen() as registry:
        experiment = registry.tracking_lists.experiment(row_id)
        context = run_list(request, registry, experiment) | {
            "experiment": experiment,
            "tags": experiment.tags,
            "space": registry.artifacts.space_of_experiment(experiment.name),
            "is_default": row_id == DEFAULT_EXPERIMENT_ID,
            "snippet": RunSnippet.of(request, experiment),
            "state": state_of(registry.audit.get_newest_ids(limit=NEWEST)),
        }
    return list_page(request, "experiments/experiment_detail.html", "runs/run_table.html", context)


@require_http_methods(["GET", "POST"])
def experiment_create(request: RegistryRequest) -> HttpResponse:
    """Create an experiment."""
    form = ExperimentCreateForm(posted(request))
    create = request.registry.experiments.create
    accepted, experiment = submit(form, lambda: create(form.payload, reason=form.why))
    if accepted and experiment is not None:
        messages.success(request, f"{experiment.name} is created.")
        return redirect("registry:experiment-detail", experiment.id)
    return form_page(request, "experiments/experiment_create.html", form)


@require_http_methods(["GET", "POST"])
def experiment_update(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Change an experiment's name and description."""
    experiments = request.registry.experiments
    experiment = experiments.get(row_id)
    form = ExperimentUpdateForm(posted(request), stored=experiment)
    accepted, saved = submit(
        form, lambda: experiments.update(row_id, form.payload, reason=form.why)
    )
    if accepted and saved is not None:
        was_renamed = saved.name != experiment.name
        sentence = f"It is called {saved.name} now." if was_renamed else "Saved."
        say_saved(request, experiment, saved, sentence)
        return redirect("registry:experiment-detail", row_id)
    return form_page(
        request,
        "experiments/experiment_update.html",
        form,
        experiment=experiment,
        theirs=form.theirs(experiment),
    )


@require_http_methods(["GET", "POST"])
def experiment_delete(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Move an experiment to the trash, and its runs with it."""
    experiments = request.registry.experiments
    experiment = experiments.get(row_id)
    accepted, form = act_with_reason(
        request, lambda reason: experiments.delete(row_id, reason=reason)
    )
    if accepted:
        offer_undo(request, experiment.name, "registry:experiment-restore", row_id)
        return redirect("registry:experiment-list")
    return form_page(request, "experiments/experiment_delete.html", form, experiment=experiment)
