"""URLs of saved views and of the lists that they show."""

from typing import Final, TypeAlias

from mldb.schemas import SavedViewRead
from mldb.search.fields import ListType
from registry_app.web.lists.request import ListRequest
from registry_app.web.presentation.links import experiment_url, model_url, query_of, url

LISTS: Final = {
    ListType.MODELS: "registry:model-list",
    ListType.VERSIONS: "registry:version-list",
    ListType.EXPERIMENTS: "registry:experiment-list",
    ListType.RUNS: "registry:run-list",
}
"""The views of the lists that can be saved."""

ListOwner: TypeAlias = str | int | None
"""Name of the model or id of the experiment whose rows a list shows; None for a list of all."""


def list_url(list_type: ListType, owner: ListOwner) -> str:
    """The list of this type, or of the rows of its owner."""
    if isinstance(owner, str):
        return model_url(owner)
    return url(LISTS[list_type]) if owner is None else experiment_url(owner)


def shown_url(view: SavedViewRead) -> str:
    """The list as the view was saved, with readable query parameters."""
    parameters = ListRequest.saved(view).parameters | {"view": view.id}
    owner = view.model_name if view.experiment_id is None else view.experiment_id
    return f"{list_url(view.kind, owner)}{query_of(parameters)}"


def saving_url(listing: ListRequest, owner: ListOwner) -> str:
    """The form that saves this list as a new view."""
    parameters = {
        "list": listing.list_type,
        "model": owner if isinstance(owner, str) else None,
        "experiment": owner if isinstance(owner, int) else None,
    }
    shown = listing.parameters | {"col": listing.selected}
    return f"{url('registry:saved-view-create')}{query_of(parameters | shown)}"


def updating_url(view: SavedViewRead, listing: ListRequest) -> str:
    """The form that changes the view to this list."""
    parameters = {"state": "shown"} | listing.parameters
    return f"{url('registry:saved-view-update', view.id)}{query_of(parameters)}"
