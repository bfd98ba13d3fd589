"""The trash: list, restore and purge."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.schemas import MLModelRead, MLModelVersionRead, MLRunRead
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.paging import size_of
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.submit import posted, submit
from registry_app.web.lists.results import ListResults
from registry_app.web.trash.forms import ModelRestoreForm, PurgeForm

_COLUMNS = ("kind", "name", "trashed", "by")


@dataclass(frozen=True)
class Section:
    """The trashed entities of one type; `cursor_name` is the query parameter of their cursor."""

    heading: str
    word: str
    cursor_name: str
    results: ListResults


@require_safe
def trash(request: RegistryRequest) -> HttpResponseBase:
    """The trashed entities of each type, the last trashed first."""
    if "format" in request.GET:
        table = Table("trash", _COLUMNS, _rows(request.registry))
        return download(request, table, request.GET["format"])
    with request.registry.frozen() as registry:
        sections = [_section(request, *entry) for entry in _services(registry).items()]
    has_content = any(one.results.rows or request.GET.get(one.cursor_name) for one in sections)
    context = {"sections": sections, "has_content": has_content}
    status = max(one.results.http_status for one in sections)
    return render(request, "trash/trash.html", context, status=status)


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
    label = _label(row)
    form = PurgeForm(posted(request))
    accepted, _ = submit(form, lambda: purge(row.id, form.payload.confirmation, reason=form.why))
    if not accepted:
        return form_page(request, "trash/purge.html", form, label=label, word=word)
    messages.success(request, f"{label} is purged; the history keeps its record.")
    return redirect("registry:trash")


def _label(row: Any) -> str:
    """What to type to purge it."""
    if isinstance(row, MLModelVersionRead):
        return f"{row.model_name}/{row.number}"
    return row.public_id if isinstance(row, MLRunRead) else str(row.name)


def _services(registry: Registry) -> dict[str, Any]:
    """The services of all that can be trashed, by the word for one of them."""
    return {
        "model": registry.models,
        "version": registry.versions,
        "experiment": registry.experiments,
        "run": registry.runs,
    }


def _section(request: RegistryRequest, word: str, service: Any) -> Section:
    """A page of the entities of one type; the query parameter `cursor_name` is its cursor."""
    name = f"{word}s"
    cursor = request.GET.get(name) or None
    results = ListResults.unsearched(service.get_trash_page, cursor, size_of(request))
    return Section(name.title(), word, name, results)


def _rows(registry: Registry) -> Iterator[list[Any]]:
    for word, service in _services(registry).items():
        for page in service.all_trashed():
            yield from ([word, _label(one), one.deleted_at, one.deleted_by] for one in page)
