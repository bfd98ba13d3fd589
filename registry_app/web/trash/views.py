"""The trash: list, restore and purge."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.schemas import MLModelRead
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.paging import size_of
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.submit import posted, submit
from registry_app.web.lists.results import ListResults, UnsearchedList
from registry_app.web.trash.forms import ModelRestoreForm, PurgeForm

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
def model_purge(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Remove a model for good."""
    models = request.registry.models
    return _purge(request, models.purge, models.get_from_trash(row_id), "model")


@require_http_methods(["GET", "POST"])
def version_purge(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Remove a version for good."""
    versions = request.registry.versions
    return _purge(request, versions.purge, versions.get_from_trash(row_id), "version")


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
    return f"{row.model_name}/{row.number}" if hasattr(row, "number") else str(row.name)


def _section(request: RegistryRequest, name: str, get: UnsearchedList) -> ListResults:
    """A page of the models or versions; the query parameter of this name is its cursor."""
    return ListResults.unsearched(get, request.GET.get(name) or None, size_of(request))


def _rows(registry: Registry) -> Iterator[list[Any]]:
    services: dict[str, Any] = {"model": registry.models, "version": registry.versions}
    for word, service in services.items():
        for page in service.all_trashed():
            yield from ([word, _label(one), one.deleted_at, one.deleted_by] for one in page)
