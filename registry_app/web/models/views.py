"""Pages of models."""

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.schemas import MLModelOverview
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.artifacts.pictures import named_pictures, pictures_of
from registry_app.web.history.table import event_list
from registry_app.web.kit import trash_states
from registry_app.web.kit.as_of import AsOf, Past
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.kit.undo import offer_undo
from registry_app.web.lists.page import list_page
from registry_app.web.models import table
from registry_app.web.models.forms import ModelCreateForm, ModelUpdateForm
from registry_app.web.models.loading import Loading
from registry_app.web.models.snippets import Snippet
from registry_app.web.models.standing import standing_of
from registry_app.web.versions.table import version_list


@require_safe
def model_list(request: RegistryRequest) -> HttpResponseBase:
    """The models that a query finds, or all."""
    with request.registry.frozen() as registry:
        context = table.model_list(request, registry)
    return list_page(request, "models/model_list.html", "models/model_table.html", context)


@require_safe
def model_detail(request: RegistryRequest, name: str) -> HttpResponseBase:
    """A model with its standing, tags, aliases and versions, or those that a query finds.

    With `?at=` it is as it was then.
    """
    as_of = AsOf.of(request)
    if as_of.at is not None:
        return _model_then(request, name, as_of, as_of.at)
    with request.registry.frozen() as registry:
        overview = registry.model_reader.get_overview(name)
        context = version_list(request, registry, overview) | {
            "model": overview.model,
            "tags": overview.model.tags,
            "aliases": overview.aliases,
            "as_of": as_of,
            "standing": standing_of(registry, overview),
            "goals": registry.metric_goals.get_of_owners([overview.model.id]).get(
                overview.model.id, {}
            ),
            "space": registry.artifacts.space_of_model(name),
            "watch": registry.watches.get_state(request.user.id, name),
        }
    page = list_page(request, "models/model_detail.html", "versions/version_table.html", context)
    if as_of.mistake:
        page.status_code = HTTPStatus.BAD_REQUEST
    return page


@require_safe
def model_card(request: RegistryRequest, name: str) -> HttpResponse:
    """The card of a model."""
    with request.registry.frozen() as registry:
        overview = registry.model_reader.get_overview(name)
        pictures = _pictures(registry, overview)
    context = {"model": overview.model, "aliases": overview.aliases, "pictures": pictures}
    return render(request, "models/model_card.html", context)


@require_safe
def model_use(request: RegistryRequest, name: str) -> HttpResponse:
    """Programs that load a version of a model, and that register the next one."""
    with request.registry.frozen() as registry:
        overview = registry.model_reader.get_overview(name)
        newest = registry.versions.search(model_name=name, limit=1).rows
    context = {
        "model": overview.model,
        "aliases": overview.aliases,
        "snippet": Snippet.of(request, overview.model),
        "loading": Loading.of(request, overview, newest[0].number) if newest else None,
    }
    return render(request, "models/model_use.html", context)


def _pictures(registry: Registry, overview: MLModelOverview) -> tuple[tuple[str, str], ...]:
    """The pictures of the card that the champion holds, or the newest version without one."""
    name, card = overview.model.name, overview.model.description
    if not named_pictures(card):
        return ()
    champions = [one for one in overview.aliases if one.is_champion]
    if champions:
        number = champions[0].version_number
        return pictures_of(registry, card, registry.versions.get_by_number(name, number))
    newest = registry.versions.search(model_name=name, limit=1).rows
    return pictures_of(registry, card, newest[0]) if newest else ()


def _model_then(request: RegistryRequest, name: str, as_of: AsOf, at: datetime) -> HttpResponseBase:
    """A model as it was at a time in the past."""
    with request.registry.frozen() as registry:
        overview = registry.model_reader.get_overview(name)
        aliases = registry.aliases.get_all(name, at=at, limit=PAGE_SIZE_LIMIT)
        context = version_list(request, registry, overview, Past(at, aliases)) | {
            "model": overview.model,
            # The past ones are shown below the head, so that it has none.
            "aliases": [],
            "as_of": as_of,
            "past_assignments": aliases,
            "trash_states": trash_states.of_aliases(registry, aliases),
            "is_past": True,
        }
    return list_page(request, "models/model_then.html", "versions/version_table.html", context)


@require_http_methods(["GET", "POST"])
def model_create(request: RegistryRequest) -> HttpResponse:
    """Register a model."""
    form = ModelCreateForm(posted(request))
    accepted, model = submit(
        form, lambda: request.registry.models.create(form.payload, reason=form.why)
    )
    if accepted and model is not None:
        messages.success(request, f"{model.name} is registered.")
        return redirect("registry:model-detail", model.name)
    return form_page(request, "models/model_create.html", form)


@require_http_methods(["GET", "POST"])
def model_update(request: RegistryRequest, name: str) -> HttpResponse:
    """Change a model's name, card and primary metric."""
    models = request.registry.models
    model = models.get_by_name(name)
    form = ModelUpdateForm(posted(request), stored=model)
    accepted, saved = submit(form, lambda: models.update(model.id, form.payload, reason=form.why))
    if accepted and saved is not None:
        was_renamed = saved.name != model.name
        sentence = f"It is called {saved.name} now." if was_renamed else "Saved."
        say_saved(request, model, saved, sentence)
        return redirect("registry:model-detail", saved.name)
    names = request.registry.item_names.get_of_model(model.id, ["metrics"])
    return form_page(
        request,
        "models/model_update.html",
        form,
        model=model,
        theirs=form.theirs(model),
        metric_names=names.metrics,
    )


@require_http_methods(["GET", "POST"])
def model_delete(request: RegistryRequest, name: str) -> HttpResponse:
    """Move a model to the trash."""
    models = request.registry.models
    model = models.get_by_name(name)
    accepted, form = act_with_reason(request, lambda reason: models.delete(model.id, reason=reason))
    if accepted:
        offer_undo(request, name, "registry:model-restore", model.id)
        return redirect("registry:model-list")
    return form_page(request, "models/model_delete.html", form, model=model)


@require_safe
def model_history(request: RegistryRequest, name: str) -> HttpResponseBase:
    """Everything that was done to a model and its versions, or what of it a query finds."""
    with request.registry.frozen() as registry:
        model = registry.models.get_by_name(name)
        aliases = registry.aliases.get_all(name, limit=PAGE_SIZE_LIMIT)
        context = event_list(request, registry, model) | {"model": model, "aliases": aliases}
    return list_page(request, "models/model_history.html", "history/event_table.html", context)
