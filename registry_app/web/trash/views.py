"""The trash: list, restore and purge."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.schemas import MLModelRead
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.paging import size_of
from registry_app.web.kit.submit import posted, submit
from registry_app.web.lists.results import ListResults, UnsearchedList
from registry_app.web.trash.forms import ModelRestoreForm, PurgeForm, ReasonForm

_COLUMNS = ("kind", "name", "trashed", "by")


@require_safe
def trash(request: RegistryRequest) -> HttpResponseBase:
    """Trashed models and versions, the last trashed first."""
    if "format" in request.GET:
        table = Table("trash", _COLUMNS, _rows(request.registry))
        return download(request, table, request.GET["format"])
    with request.registry.frozen() as registry:
        models = _section(request, "models", registry.models.get_trash_page)
        versions = _section(request, "versions", registry.versions.get_trash_page)
    context = {"models": models, "versions": versions}
    status = max(models.http_status, versions.http_status)
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
    context = {"form": form, "model": model}
    return render(request, "trash/model_restore.html", context, status=form.http_status)


@require_http_methods(["GET", "POST"])
def version_restore(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Take a version out of the trash."""
    versions = request.registry.versions
    version = versions.get_from_trash(row_id)
    form = ReasonForm(posted(request))
    accepted, _ = submit(form, lambda: versions.restore(row_id, reason=form.why))
    if accepted:
        messages.success(request, f"{version.model_name}/{version.number} is back.")
        return redirect("registry:version-detail", version.model_name, version.number)
    context = {"form": form, "version": version}
    return render(request, "trash/version_restore.html", context, status=form.http_status)


@require_http_methods(["GET", "POST"])
def model_purge(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Remove a model for good."""
    models = request.registry.models
    label = models.get_from_trash(row_id).name
    form = PurgeForm(posted(request))
    accepted, _ = submit(
        form, lambda: models.purge(row_id, form.payload.confirmation, reason=form.why)
    )
    return _purged(request, label) if accepted else _purge_page(request, form, label, "model")


@require_http_methods(["GET", "POST"])
def version_purge(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Remove a version for good."""
    versions = request.registry.versions
    version = versions.get_from_trash(row_id)
    label = f"{version.model_name}/{version.number}"
    form = PurgeForm(posted(request))
    accepted, _ = submit(
        form, lambda: versions.purge(row_id, form.payload.confirmation, reason=form.why)
    )
    return _purged(request, label) if accepted else _purge_page(request, form, label, "version")


def _section(request: RegistryRequest, name: str, get: UnsearchedList) -> ListResults:
    """A page of the models or versions; the query parameter of this name is its cursor."""
    return ListResults.unsearched(get, request.GET.get(name) or None, size_of(request))


def _rows(registry: Registry) -> Iterator[list[Any]]:
    for models in registry.models.all_trashed():
        yield from (["model", one.name, one.deleted_at, one.deleted_by] for one in models)
    for versions in registry.versions.all_trashed():
        for one in versions:
            label = f"{one.model_name}/{one.number}"
            yield ["version", label, one.deleted_at, one.deleted_by]


def _purged(request: RegistryRequest, label: str) -> HttpResponse:
    messages.success(request, f"{label} is purged; the history keeps its record.")
    return redirect("registry:trash")


def _purge_page(request: RegistryRequest, form: PurgeForm, label: str, word: str) -> HttpResponse:
    context = {"form": form, "label": label, "word": word}
    return render(request, "trash/purge.html", context, status=form.http_status)
