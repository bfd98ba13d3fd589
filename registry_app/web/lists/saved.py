"""The saved views of a list, and which of them it shows."""

from dataclasses import dataclass
from typing import Final, Self

from mldb.errors import NotFoundError
from mldb.schemas import MLModelRead, SavedViewRead
from mldb.search.fields import ListType
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.lists.state import ListState
from registry_app.web.saved_views.links import saving_url, shown_url, updating_url

_OFFERED: Final = 50


@dataclass(frozen=True)
class ViewMenu:
    """The views of a list that a person can open; `current` is the one that the address names.

    `has_more` if the menu would be too long; `is_changed` if the list no longer is as `current`
    was saved. `update` is the form for that, None if it is somebody else's.
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
        state: ListState,
        kind: ListType,
        model: MLModelRead | None = None,
    ) -> Self:
        """The menu of this list in this state."""
        model_id, model_name = (model.id, model.name) if model else (None, None)
        views = registry.saved_views.get_of_list(
            request.user.id, kind, model_id, limit=_OFFERED + 1
        )
        current = _current(request, registry, views, (kind, model_id))
        saved = ListState.saved(current) if current else None
        is_own = current is not None and current.user_id == request.user.id
        return cls(
            views=views[:_OFFERED],
            has_more=len(views) > _OFFERED,
            current=current,
            is_changed=saved is not None and saved.parameters != state.parameters,
            save=saving_url(state, kind, model_name),
            update=updating_url(current, state) if current and is_own else None,
            back=shown_url(current) if current else None,
        )


def _current(
    request: RegistryRequest,
    registry: Registry,
    views: list[SavedViewRead],
    of_list: tuple[ListType, int | None],
) -> SavedViewRead | None:
    """The view that the address names, if it is one of this list."""
    text = request.GET.get("view", "")
    row_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004  # digits of an id
    if not row_id:
        return None
    for view in views:
        if view.id == row_id:
            return view
    try:
        view = registry.saved_views.get_visible(row_id, request.user.id)
    except NotFoundError:
        return None
    return view if (view.kind, view.model_id) == of_list else None
