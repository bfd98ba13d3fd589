"""The menu of a list's saved views."""

from dataclasses import dataclass
from typing import Final, Self

from mldb.errors import NotFoundError
from mldb.schemas import MLExperimentRead, MLModelRead, SavedViewRead
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.lists.request import ListRequest
from registry_app.web.lists.view_urls import saving_url, shown_url, updating_url

_OFFERED: Final = 50


@dataclass(frozen=True)
class ViewMenu:
    """The views of a list that a person can open; `current` is the view that the URL names.

    `has_more` if there are more views than the menu offers; `is_changed` if the list differs from
    `current`. `update` is the URL of the form that saves the difference, None for a view of
    somebody else.
    """

    views: list[SavedViewRead]
    has_more: bool
    current: SavedViewRead | None
    is_changed: bool
    save: str
    update: str | None
    back: str | None

    @classmethod
    def of(
        cls,
        request: RegistryRequest,
        registry: Registry,
        listing: ListRequest,
        model: MLModelRead | None = None,
        experiment: MLExperimentRead | None = None,
    ) -> Self:
        """The menu of this list."""
        owner_ids = (model.id if model else None, experiment.id if experiment else None)
        views = registry.saved_views.get_of_list(
            request.user.id, listing.list_type, *owner_ids, limit=_OFFERED + 1
        )
        current = _current(registry, views, listing, request.user.id, owner_ids)
        model_name = model.name if model else None
        owner = experiment.id if experiment else model_name
        saved = ListRequest.saved(current) if current else None
        is_own = current is not None and current.user_id == request.user.id
        return cls(
            views=views[:_OFFERED],
            has_more=len(views) > _OFFERED,
            current=current,
            is_changed=saved is not None and saved.parameters != listing.parameters,
            save=saving_url(listing, owner),
            update=updating_url(current, listing) if current and is_own else None,
            back=shown_url(current) if current else None,
        )


def _current(
    registry: Registry,
    views: list[SavedViewRead],
    listing: ListRequest,
    user_id: int,
    owner_ids: tuple[int | None, int | None],
) -> SavedViewRead | None:
    """The view that the URL names, if it is a view of this list."""
    if not listing.view_id:
        return None
    for view in views:
        if view.id == listing.view_id:
            return view
    try:
        view = registry.saved_views.get_visible(listing.view_id, user_id)
    except NotFoundError:
        return None
    is_of_list = (view.model_id, view.experiment_id) == owner_ids
    return view if is_of_list and view.kind is listing.list_type else None
