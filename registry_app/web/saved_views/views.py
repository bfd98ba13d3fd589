"""Saved views of lists: opening, saving, changing and deleting them."""

from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.schemas import MLExperimentRead, SavedViewRead
from mldb.search.fields import ListType
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.paging import Page
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.lists.request import ListRequest, id_of
from registry_app.web.lists.view_urls import LISTS, list_url, shown_url
from registry_app.web.presentation.links import query_of, saved_view_url
from registry_app.web.saved_views.forms import SavedViewCreateForm, SavedViewUpdateForm

_WORDS: Final = {
    ListType.MODELS: "models",
    ListType.VERSIONS: "all versions",
    ListType.RUNS: "all runs",
    ListType.EXPERIMENTS: "experiments",
}
"""Lists whose rows belong to no single model or experiment, for people."""


@require_safe
def saved_view_open(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Redirect to the list with what the view keeps as query parameters."""
    view = request.registry.saved_views.get_visible(row_id, request.user.id)
    return redirect(shown_url(view))


@require_safe
def saved_view_list(request: RegistryRequest) -> HttpResponse:
    """One's own views, then those that others share."""
    get = partial(request.registry.saved_views.get_all_visible, request.user.id)
    context = {"page": Page.of(request, get), "words": _WORDS}
    return render(request, "saved_views/saved_view_list.html", context)


@require_http_methods(["GET", "POST"])
def saved_view_create(request: RegistryRequest) -> HttpResponse:
    """Save the list that the URL describes."""
    list_type, model_name, experiment = _list_of(request)
    listing = ListRequest.of(request, list_type)
    supplied = {
        "user_id": request.user.id,
        "kind": list_type,
        "model_name": model_name,
        "experiment_id": experiment.id if experiment else None,
    }
    form = SavedViewCreateForm(posted(request), initial=_initial(listing), supplied=supplied)
    form.keep_to(list_type)
    if not request.user.is_editor:
        form.keep_personal()
    accepted, view = submit(form, lambda: request.registry.saved_views.create(form.payload))
    if accepted and view is not None:
        messages.success(request, f"{view.name} is saved. Its short link: {saved_view_url(view)}")
        return redirect(shown_url(view))
    owner = experiment.id if experiment else model_name
    back = f"{list_url(list_type, owner)}{query_of(listing.parameters)}"
    return form_page(
        request,
        "saved_views/saved_view_create.html",
        form,
        list_type=list_type,
        model_name=model_name,
        experiment=experiment,
        words=_WORDS,
        back=back,
    )


@require_http_methods(["GET", "POST"])
def saved_view_update(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Change one's own view; the URL may carry the list to change it to."""
    views, view = request.registry.saved_views, _own(request, row_id)
    is_from_list = "state" in request.GET
    shown = _initial(ListRequest.of(request, view.kind)) if is_from_list else None
    form = SavedViewUpdateForm(posted(request), stored=view, initial=shown)
    form.keep_to(view.kind)
    if not request.user.is_editor and not view.is_shared:
        form.keep_personal()
    accepted, changed = submit(form, lambda: views.update(row_id, form.payload))
    if accepted and changed is not None:
        say_saved(request, view, changed, f"{changed.name} is changed.")
        return redirect(shown_url(changed) if is_from_list else "registry:saved-view-list")
    return form_page(
        request, "saved_views/saved_view_update.html", form, view=view, theirs=form.theirs(view)
    )


@require_http_methods(["GET", "POST"])
def saved_view_delete(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Delete one's own view; admins also delete shared views of others."""
    views = request.registry.saved_views
    view = views.get_visible(row_id, request.user.id)
    if not request.user.is_admin:
        view = _own(request, row_id)
    accepted, form = act_with_reason(request, lambda reason: views.delete(row_id, reason=reason))
    if accepted:
        messages.success(request, f"{view.name} is deleted.")
        return redirect("registry:saved-view-list")
    return form_page(request, "saved_views/saved_view_delete.html", form, view=view)


def _own(request: RegistryRequest, row_id: int) -> SavedViewRead:
    view = request.registry.saved_views.get_visible(row_id, request.user.id)
    if view.user_id != request.user.id:
        raise PermissionDenied(
            f"This view is {view.owner}'s. Open it, and save it under a name of your own."
        )
    return view


def _list_of(request: RegistryRequest) -> tuple[ListType, str | None, MLExperimentRead | None]:
    """The list to save a view of, models by default; its model's name, or its experiment."""
    word, model_name = request.GET.get("list", ListType.MODELS), request.GET.get("model") or None
    experiment_id = request.GET.get("experiment") or None
    if (
        word not in LISTS
        or (model_name and word != ListType.VERSIONS)
        or (experiment_id and word != ListType.RUNS)
    ):
        raise Http404("There is no such list.")
    if model_name is not None:
        request.registry.models.get_by_name(model_name)
    experiment = None
    if experiment_id is not None:
        experiment = request.registry.experiments.get(id_of(experiment_id, -1))
    return ListType(word), model_name, experiment


def _initial(listing: ListRequest) -> dict[str, Any]:
    """Initial values of the forms from the list to save."""
    return {
        "query": listing.text,
        "columns": list(listing.columns),
        "page_size": listing.parameters["size"],
        "curve": listing.options.get("curve"),
        "group_by": listing.options.get("group"),
    }
