"""URLs of saved views and of the lists that they show."""

from typing import Final

from mldb.schemas import SavedViewRead
from mldb.search.fields import ListType
from registry_app.web.lists.request import ListRequest
from registry_app.web.presentation.links import model_url, query_of, url

LISTS: Final = {
    ListType.MODELS: "registry:model-list",
    ListType.VERSIONS: "registry:version-list",
    ListType.EXPERIMENTS: "registry:experiment-list",
    ListType.RUNS: "registry:run-list",
}
"""The views of the lists that can be saved."""


def list_url(list_type: ListType, model_name: str | None) -> str:
    """The list of this type, or of the versions of a model."""
    if model_name is not None:
        return model_url(model_name)
    return url(LISTS[list_type])


def shown_url(view: SavedViewRead) -> str:
    """The list as the view was saved, with readable query parameters."""
    parameters = ListRequest.saved(view).parameters | {"view": view.id}
    return f"{list_url(view.kind, view.model_name)}{query_of(parameters)}"


def saving_url(listing: ListRequest, model_name: str | None) -> str:
    """The form that saves this list as a new view."""
    parameters = {"list": listing.list_type, "model": model_name} | listing.parameters
    return f"{url('registry:saved-view-create')}{query_of(parameters)}"


def updating_url(view: SavedViewRead, listing: ListRequest) -> str:
    """The form that changes the view to this list."""
    parameters = {"state": "shown"} | listing.parameters
    return f"{url('registry:saved-view-update', view.id)}{query_of(parameters)}"
