"""Restoring and purging one thing in the trash."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from mldb.schemas import MLModelRead
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.submit import posted, submit
from registry_app.web.trash.entities import label
from registry_app.web.trash.forms import ModelRestoreForm, PurgeForm


@require_http_methods(["GET", "POST"])
def model_restore(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Take a model out of the trash, with all or some of its versions."""
    models = request.registry.models
    model = models.get_from_trash(row_id)
    form = ModelRestoreForm(posted(request))

    def restore() -> MLModelRead:
        if form.payload.numbers is None:
            return models.restore(row_id, reason=form.why)
        return models.restore_with_versions(row_id, form.payload.numbers, reason=form.why)

    accepted, _ = submit(form, restore)
    if accepted:
        messages.success(request, f"{model.name} is back.")
        return redirect("registry:model-detail", model.name)
    return form_page(request, "trash/model_restore.html", form, model=model)


@require_http_methods(["GET", "POST"])
def version_restore(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Take a version out of the trash."""
    versions = request.registry.versions
    version = versions.get_from_trash(row_id)
    accepted, form = act_with_reason(
        request, lambda reason: versions.restore(row_id, reason=reason)
    )
    if accepted:
        messages.success(request, f"{version.model_name}/{version.number} is back.")
        return redirect("registry:version-detail", version.model_name, version.number)
    return form_page(request, "trash/version_restore.html", form, version=version)


@require_http_methods(["GET", "POST"])
def experiment_restore(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Take an experiment out of the trash, and its runs with it."""
    experiments = request.registry.experiments
    experiment = experiments.get_from_trash(row_id)
    accepted, form = act_with_reason(
        request, lambda reason: experiments.restore(row_id, reason=reason)
    )
    if accepted:
        messages.success(request, f"{experiment.name} is back.")
        return redirect("registry:experiment-detail", row_id)
    return form_page(request, "trash/experiment_restore.html", form, experiment=experiment)


@require_http_methods(["GET", "POST"])
def run_restore(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Take a run out of the trash."""
    runs = request.registry.runs
    run = runs.get_from_trash(row_id)
    accepted, form = act_with_reason(request, lambda reason: runs.restore(row_id, reason=reason))
    if accepted:
        messages.success(request, f"{run.name} is back.")
        return redirect("registry:run-detail", run.public_id)
    return form_page(request, "trash/run_restore.html", form, run=run)


@require_http_methods(["GET", "POST"])
def model_purge(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Remove a model for good."""
    models = request.registry.models
    return _purge(request, models.purge, models.get_from_trash(row_id), "model")


@require_http_methods(["GET", "POST"])
def version_purge(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Remove a version for good."""
    versions = request.registry.versions
    return _purge(request, versions.purge, versions.get_from_trash(row_id), "version")


@require_http_methods(["GET", "POST"])
def experiment_purge(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Remove an experiment for good."""
    experiments = request.registry.experiments
    return _purge(request, experiments.purge, experiments.get_from_trash(row_id), "experiment")


@require_http_methods(["GET", "POST"])
def run_purge(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Remove a run for good."""
    runs = request.registry.runs
    return _purge(request, runs.purge, runs.get_from_trash(row_id), "run")


def _purge(
    request: RegistryRequest, purge: Callable[..., object], row: Any, word: str
) -> HttpResponse:
    """Remove a row for good, after its label was typed."""
    name = label(row)
    form = PurgeForm(posted(request))
    accepted, _ = submit(form, lambda: purge(row.id, form.payload.confirmation, reason=form.why))
    if not accepted:
        return form_page(request, "trash/purge.html", form, label=name, word=word)
    messages.success(request, f"{name} is purged; the history keeps its record.")
    return redirect("registry:trash")
