"""Addresses of saved views and of what they show."""

from mldb.schemas import SavedViewRead
from mldb.search.fields import ListType
from registry_app.web.lists.state import ListState
from registry_app.web.presentation.links import model_url, query_of, url


def saved_view_url(view: SavedViewRead) -> str:
    """The short link, which stays the same whatever the view is changed to."""
    return url("registry:saved-view-open", view.id)


def list_url(kind: ListType, model_name: str | None) -> str:
    """The list of models, of all versions, or of the versions of a model."""
    if model_name is not None:
        return model_url(model_name)
    return url("registry:model-list" if kind is ListType.MODELS else "registry:version-list")


def shown_url(view: SavedViewRead) -> str:
    """The list as the view has it, in a readable address."""
    parameters = ListState.saved(view).parameters | {"view": view.id}
    return f"{list_url(view.kind, view.model_name)}{query_of(parameters)}"


def saving_url(state: ListState, kind: ListType, model_name: str | None) -> str:
    """The form that saves this state of a list as a new view."""
    parameters = {"list": kind, "model": model_name} | state.parameters
    return f"{url('registry:saved-view-create')}{query_of(parameters)}"


def updating_url(view: SavedViewRead, state: ListState) -> str:
    """The form that changes the view to this state of its list."""
    parameters = {"state": "shown"} | state.parameters
    return f"{url('registry:saved-view-update', view.id)}{query_of(parameters)}"
