"""A logged model: what it is, where it comes from, and which versions were made of it."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.schemas import LoggedModelDetail
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.artifacts.listing import directory_context
from registry_app.web.artifacts.owners import FilesOwner

ITEMS_SHOWN: Final = 1_000
"""Metrics, parameters and tags each."""


@require_safe
def logged_model_detail(request: RegistryRequest, public_id: str) -> HttpResponse:
    """A logged model with its values and the files at its root."""
    with request.registry.frozen() as registry:
        model = registry.logged_models.get_detail(public_id)
        files = FilesOwner.of(model)
        context = {
            "model": model,
            "items_shown": ITEMS_SHOWN,
            **_origin(registry, model),
            **directory_context(request, registry, files, ""),
        }
    return render(request, "logged_models/logged_model_detail.html", context)


def _origin(registry: Registry, model: LoggedModelDetail) -> dict[str, Any]:
    """The run that saved it, None without one, and the versions that were registered from it."""
    if model.run_public_id is None:
        return {"run": None, "versions": []}
    detail = registry.run_reader.detail(model.run_public_id)
    versions = [one for one in detail.versions if one.logged_model_public_id == model.public_id]
    return {"run": detail.run, "versions": versions}
