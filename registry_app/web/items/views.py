"""Adding, changing and deleting metrics, parameters and tags."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from mldb.errors import NotFoundError
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.items.forms import (
    ExperimentTagCreateForm,
    ExperimentTagUpdateForm,
    MetricCreateForm,
    MetricGoalCreateForm,
    MetricGoalUpdateForm,
    MetricUpdateForm,
    ModelTagCreateForm,
    ModelTagUpdateForm,
    ParamCreateForm,
    ParamUpdateForm,
    RunTagCreateForm,
    RunTagUpdateForm,
    VersionTagCreateForm,
    VersionTagUpdateForm,
)
from registry_app.web.items.run_tags import RunTags
from registry_app.web.kit.forms import SchemaForm
from registry_app.web.kit.submit import posted, submit
from registry_app.web.kit.undo import exact_value, offer_item_undo
from registry_app.web.presentation.links import owner_url
from registry_app.web.versions.metrics import MetricsBeside

_ITEM_NAMES: Final = {"metric": "metrics", "parameter": "params", "tag": "tags"}
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class ItemViews:
    """The three views of one item type.

    Each is a page of its own. For a request by htmx from the owner's page the response is the
    section of the items, in which the form replaces the row.
    """

    item_type: str
    word: str
    heading: str
    owner_field: str
    service: str
    create_form: type[SchemaForm[Any]]
    update_form: type[SchemaForm[Any]]

    def create(self) -> View:
        """Add one."""

        @require_http_methods(["GET", "POST"])
        def view(request: RegistryRequest, **key: Any) -> HttpResponse:
            owner = _owner(request, **key)
            supplied = {self.owner_field: owner.id} | exact_value(request)
            form = self.create_form(posted(request), supplied=supplied)
            accepted, _ = submit(form, lambda: self._of(request).create(form.payload))
            if self._is_in_place(request):
                if accepted or "cancel" in request.GET:
                    return self._part(request, owner, {"is_added": True}, has_changed=accepted)
                context = {"form": _in_place(form, self.item_type), "is_adding": True}
                return self._part(request, owner, context | self._known(request, owner, form))
            if accepted:
                return redirect(owner_url(owner))
            context = {"form": form, "owner": owner, "word": self.word}
            context |= self._known(request, owner, form)
            return render(request, "items/item_create.html", context, status=form.http_status)

        return view

    def update(self) -> View:
        """Change the value of one."""

        @require_http_methods(["GET", "POST"])
        def view(request: RegistryRequest, **key: Any) -> HttpResponse:
            owner, item = _owner(request, **key), request.GET.get("name", "")
            is_in_place = self._is_in_place(request)
            if is_in_place and "cancel" in request.GET:
                return self._part(request, owner, {"saved": item})
            stored = self._stored(request, owner.id, item)
            if stored is None:
                return self._part(request, owner, {"is_added": True})
            form = self.update_form(posted(request), stored=stored)
            accepted, _ = submit(form, lambda: self._of(request).update(stored.id, form.payload))
            if accepted:
                if is_in_place:
                    return self._part(request, owner, {"saved": item}, has_changed=True)
                return redirect(owner_url(owner))
            context = {"form": form, "theirs": form.theirs(stored)}
            if is_in_place:
                _in_place(form, self.item_type)
                return self._part(request, owner, context | {"editing": item})
            context |= {"owner": owner, "word": self.word, "item": item}
            return render(request, "items/item_update.html", context, status=form.http_status)

        return view

    def delete(self) -> View:
        """Delete one; the history keeps it, and a button of the message restores it."""

        @require_POST
        def view(request: RegistryRequest, **key: Any) -> HttpResponse:
            owner, item = _owner(request, **key), request.GET.get("name", "")
            stored = self._stored(request, owner.id, item)
            if stored is not None:
                self._of(request).delete(stored.id)
                offer_item_undo(request, self.item_type, self.word, owner, stored)
            if self._is_in_place(request):
                return self._part(request, owner, {"is_added": True}, has_changed=True)
            return redirect(owner_url(owner))

        return view

    def _stored(self, request: RegistryRequest, owner_id: int, item: str) -> Any:
        """The item; None if it is gone and its part of the page can be shown anew, which says so.

        A form that was filled in stays as it is instead.

        Raises:
            NotFoundError: it is gone, and this is to be a page.
        """
        try:
            return self._of(request).get_by_name(owner_id, item)
        except NotFoundError as error:
            is_filled_in = request.method == "POST" and "value" in request.POST
            if is_filled_in or not self._is_in_place(request):
                raise
            messages.warning(request, f"{error} Somebody else may have deleted it just now.")
            return None

    def _known(
        self, request: RegistryRequest, owner: Any, form: SchemaForm[Any]
    ) -> dict[str, Sequence[str]]:
        """The names that versions of the model have, to choose from."""
        if self.owner_field != "version_id":
            return {}
        first = form.visible_fields()[0].field.widget
        first.attrs |= {"list": "known-names", "autocomplete": "off"}
        names = request.registry.item_names.get_of_model(owner.model_id, [_ITEM_NAMES[self.word]])
        known: Sequence[str] = getattr(names, _ITEM_NAMES[self.word])
        return {"known_names": known}

    def _of(self, request: RegistryRequest) -> Any:
        return getattr(request.registry, self.service)

    def _items(self, request: RegistryRequest, owner_id: int) -> dict[str, Any]:
        values = self._of(request).get_of_owners([owner_id]).get(owner_id, {})
        shown = dict(islice(values.items(), PAGE_SIZE_LIMIT))
        return {"items": shown, "cut": len(values) > len(shown)}

    def _is_in_place(self, request: RegistryRequest) -> bool:
        return request.htmx.target == f"{self.item_type}s"

    def _part(
        self,
        request: RegistryRequest,
        owner: Any,
        state: dict[str, Any],
        *,
        has_changed: bool = False,
    ) -> HttpResponse:
        """The section of the items in the owner's page; an event announces a change to the page."""
        context = {
            "item_type": self.item_type,
            "word": self.word,
            "heading": self.heading,
            "owner": owner,
            **self._items(request, owner.id),
        }
        if self.item_type == "metric":
            current = request.registry.aliases.get_all(owner.model_name, limit=PAGE_SIZE_LIMIT)
            beside = MetricsBeside.of(request.registry, owner, current)
            context |= {"beside": beside, "items": beside.ordered(context["items"])}
        status = state["form"].http_status if "form" in state else 200
        template = "items/item_fragment.html"
        response = render(request, template, context | state, status=status)
        return trigger_client_event(response, "changed") if has_changed else response


METRIC = ItemViews(
    "metric", "metric", "Metrics", "version_id", "metrics", MetricCreateForm, MetricUpdateForm
)
PARAM = ItemViews(
    "param", "parameter", "Parameters", "version_id", "params", ParamCreateForm, ParamUpdateForm
)
VERSION_TAG = ItemViews(
    "version-tag",
    "tag",
    "Tags",
    "version_id",
    "version_tags",
    VersionTagCreateForm,
    VersionTagUpdateForm,
)
MODEL_TAG = ItemViews(
    "model-tag", "tag", "Tags", "model_id", "model_tags", ModelTagCreateForm, ModelTagUpdateForm
)

METRIC_GOAL = ItemViews(
    "metric-goal",
    "goal",
    "Goals of metrics",
    "model_id",
    "metric_goals",
    MetricGoalCreateForm,
    MetricGoalUpdateForm,
)
EXPERIMENT_TAG = ItemViews(
    "experiment-tag",
    "tag",
    "Tags",
    "experiment_id",
    "experiment_tags",
    ExperimentTagCreateForm,
    ExperimentTagUpdateForm,
)


class RunTagViews(ItemViews):
    """Of tags of runs, which have no service with rows."""

    def _of(self, request: RegistryRequest) -> Any:
        return RunTags(request.registry)


RUN_TAG = RunTagViews(
    "run-tag", "tag", "Tags", "run_id", "run_logs", RunTagCreateForm, RunTagUpdateForm
)


def _in_place(form: SchemaForm[Any], item_type: str) -> SchemaForm[Any]:
    """The form with the cursor where one goes on, and with ids of its own in the page."""
    form.auto_id = f"{item_type}_%s"
    if not form.errors:
        form.visible_fields()[0].field.widget.attrs["autofocus"] = True
    return form


def _owner(
    request: RegistryRequest,
    name: str = "",
    number: int | None = None,
    row_id: int | None = None,
    public_id: str | None = None,
) -> Any:
    """The model, version, experiment or run that the path names."""
    if public_id is not None:
        return request.registry.runs.get_by_public_id(public_id)
    if row_id is not None:
        return request.registry.experiments.get(row_id)
    if number is not None:
        return request.registry.versions.get_by_number(name, number)
    return request.registry.models.get_by_name(name)
