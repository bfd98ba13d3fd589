"""Saved views of lists: opening, saving, changing and deleting them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.schemas import SavedViewRead
from mldb.search.fields import ListType
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.paging import Page
from registry_app.web.kit.reason import act_with_reason
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.lists.request import ListRequest
from registry_app.web.lists.view_urls import LISTS, list_url, shown_url
from registry_app.web.presentation.links import query_of, saved_view_url
from registry_app.web.saved_views.forms import SavedViewCreateForm, SavedViewUpdateForm


@require_safe
def saved_view_open(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Redirect to the list with the view's query, columns and page size as parameters."""
    view = request.registry.saved_views.get_visible(row_id, request.user.id)
    return redirect(shown_url(view))


@require_safe
def saved_view_list(request: RegistryRequest) -> HttpResponse:
    """One's own views, then those that others share."""
    get = partial(request.registry.saved_views.get_all_visible, request.user.id)
    context = {"page": Page.of(request, get)}
    return render(request, "saved_views/saved_view_list.html", context)


@require_http_methods(["GET", "POST"])
def saved_view_create(request: RegistryRequest) -> HttpResponse:
    """Save the list that the URL describes."""
    list_type, model_name = _list_of(request)
    listing = ListRequest.of(request, list_type)
    supplied = {"user_id": request.user.id, "kind": list_type, "model_name": model_name}
    form = SavedViewCreateForm(posted(request), initial=_initial(listing), supplied=supplied)
    if not request.user.is_editor:
        form.keep_personal()
    accepted, view = submit(form, lambda: request.registry.saved_views.create(form.payload))
    if accepted and view is not None:
        messages.success(request, f"{view.name} is saved. Its short link: {saved_view_url(view)}")
        return redirect(shown_url(view))
    back = f"{list_url(list_type, model_name)}{query_of(listing.parameters)}"
    return form_page(
        request,
        "saved_views/saved_view_create.html",
        form,
        list_type=list_type,
        model_name=model_name,
        back=back,
    )


@require_http_methods(["GET", "POST"])
def saved_view_update(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Change one's own view; the URL may carry the list to change it to."""
    views, view = request.registry.saved_views, _own(request, row_id)
    is_from_list = "state" in request.GET
    shown = _initial(ListRequest.of(request, view.kind)) if is_from_list else None
    form = SavedViewUpdateForm(posted(request), stored=view, initial=shown)
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


def _list_of(request: RegistryRequest) -> tuple[ListType, str | None]:
    """The list to save a view of; models by default."""
    word, model_name = request.GET.get("list", ListType.MODELS), request.GET.get("model") or None
    if word not in LISTS or (model_name and word != ListType.VERSIONS):
        raise Http404("There is no such list.")
    if model_name is not None:
        request.registry.models.get_by_name(model_name)
    return ListType(word), model_name


def _initial(listing: ListRequest) -> dict[str, Any]:
    """Initial values of the forms from the list to save."""
    size = listing.parameters["size"]
    return {"query": listing.text, "columns": list(listing.columns), "page_size": size}
