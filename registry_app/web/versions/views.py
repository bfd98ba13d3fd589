"""Pages of versions."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.schemas import MLModelVersionRead
from mldb.values.enums import VersionStatus
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.live.feed import NEWEST, state_of
from registry_app.web.artifacts.listing import files_context
from registry_app.web.artifacts.owners import FilesOwner
from registry_app.web.artifacts.pictures import pictures_of
from registry_app.web.charts.options import ChartOptions
from registry_app.web.comments.thread import Thread
from registry_app.web.kit import trash_states
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.kit.undo import offer_undo
from registry_app.web.lists.page import list_page
from registry_app.web.versions import table
from registry_app.web.versions.forms import VersionCreateForm, VersionUpdateForm
from registry_app.web.versions.metrics import MetricsBeside
from registry_app.web.versions.origin import Origin

_COLUMNS: Final = ("kind", "name", "value")
FILES_SHOWN: Final = 20


@require_safe
def version_list(request: RegistryRequest) -> HttpResponseBase:
    """The versions of all models that a query finds, or all."""
    with request.registry.frozen() as registry:
        context = table.version_list(request, registry)
    return list_page(request, "versions/version_list.html", "versions/version_table.html", context)


@require_safe
def version_detail(request: RegistryRequest, name: str, number: int) -> HttpResponseBase:
    """A version with its metrics, parameters, tags, aliases and history; or all of its values."""
    if "format" in request.GET:
        version = request.registry.versions.get_by_number(name, number)
        values = Table("version", _COLUMNS, _values(request.registry, version.id))
        return download(request, values, request.GET["format"])
    with request.registry.frozen() as registry:
        newest = registry.audit.get_newest_ids(name, limit=NEWEST)
        overview = registry.version_reader.get_overview(name, number)
        origin = Origin.of(registry, overview.version)
        files = files_context(request, registry, FilesOwner.of(overview.version), FILES_SHOWN)
        pictures = pictures_of(registry, overview.version.description, overview.version)
        thread = Thread.of_version(registry, request.user, overview.version)
        standing = registry.standings.of_version(name, number)
        beside = MetricsBeside.of(registry, overview.version, overview.model_aliases)
    context = files | {
        "pictures": pictures,
        "thread": thread,
        "standing": standing,
        "beside": beside,
        "version": overview.version,
        "overview": overview,
        "state": state_of(newest),
        "origin": origin,
        "options": ChartOptions(),
        "events": overview.events,
        "trash_states": trash_states.of_version(overview.version),
    }
    return render(request, "versions/version_detail.html", context)


@require_http_methods(["GET", "POST"])
def version_create(request: RegistryRequest, name: str) -> HttpResponse:
    """Register a version."""
    model = request.registry.models.get_by_name(name)
    form = VersionCreateForm(posted(request), supplied={"model_name": name})
    create = request.registry.versions.create
    accepted, version = submit(form, lambda: create(form.payload, reason=form.why))
    if accepted and version is not None:
        messages.success(request, _registered(version))
        return redirect("registry:version-detail", name, version.number)
    form.suggest(request.registry.item_names.get_of_model(model.id))
    return form_page(request, "versions/version_create.html", form, model=model)


@require_http_methods(["GET", "POST"])
def version_update(request: RegistryRequest, name: str, number: int) -> HttpResponse:
    """Change a version's source, device, status and description."""
    versions = request.registry.versions
    version = versions.get_by_number(name, number)
    form = VersionUpdateForm(posted(request), stored=version)
    update = versions.update
    accepted, saved = submit(form, lambda: update(version.id, form.payload, reason=form.why))
    if accepted and saved is not None:
        say_saved(request, version, saved, "Saved.")
        return redirect("registry:version-detail", name, number)
    return form_page(
        request, "versions/version_update.html", form, version=version, theirs=form.theirs(version)
    )


@require_http_methods(["GET", "POST"])
def version_delete(request: RegistryRequest, name: str, number: int) -> HttpResponse:
    """Move a version to the trash."""
    versions = request.registry.versions
    version = versions.get_by_number(name, number)
    accepted, form = act_with_reason(
        request, lambda reason: versions.delete(version.id, reason=reason)
    )
    if accepted:
        offer_undo(request, f"{name}/{number}", "registry:version-restore", version.id)
        return redirect("registry:model-detail", name)
    return form_page(request, "versions/version_delete.html", form, version=version)


def _registered(version: MLModelVersionRead) -> str:
    said = f"Version {version.number} is registered."
    return f"{said} Upload its files here." if version.status is VersionStatus.PENDING else said


def _values(registry: Registry, version_id: int) -> Iterator[list[Any]]:
    """All metrics, parameters and tags, by name, however many there are."""
    services: dict[str, Any] = {
        "metric": registry.metrics,
        "param": registry.params,
        "tag": registry.version_tags,
    }
    for item_type, service in services.items():
        after = ""
        while page := service.get_of_owner(version_id, after=after, limit=PAGE_SIZE_LIMIT):
            for one in page:
                after = one.key if item_type == "tag" else one.name
                yield [item_type, after, one.value]
