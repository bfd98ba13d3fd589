"""How a list is shown: the request, and what the person or the admins chose for this list."""

from dataclasses import dataclass, replace
from typing import Self

from mldb.schemas import ListPreferences, MLExperimentRead, MLModelRead, ShownList
from mldb.search.fields import ListType
from mldb.values.enums import Density
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.lists.request import ListRequest


@dataclass(frozen=True)
class ListSettings:
    """The listing with the columns to show, and the preferences that it has them from.

    `model_name` is empty and `experiment_id` None unless the list is one of their rows.
    """

    shown: ShownList
    listing: ListRequest
    preferences: ListPreferences
    model_name: str = ""

    @classmethod
    def of(
        cls,
        request: RegistryRequest,
        registry: Registry,
        list_type: ListType,
        model: MLModelRead | None = None,
        experiment: MLExperimentRead | None = None,
    ) -> Self:
        """The settings of the list that the request asks for, for the person who asks."""
        listing = ListRequest.of(request, list_type)
        shown = ShownList(
            list_type,  # type: ignore[arg-type]  # events have no settings
            model.id if model else None,
            experiment.id if experiment else None,
        )
        preferences = registry.list_preferences.get(request.user.id, shown)
        # A saved view is shown as it was saved.
        if not listing.view_id:
            listing = replace(listing, remembered=preferences.columns)
        return cls(shown, listing, preferences, model.name if model else "")

    @property
    def is_compact(self) -> bool:
        """Whether the rows are to take as little room as they can."""
        return self.preferences.density is Density.COMPACT

    @property
    def has_own_columns(self) -> bool:
        """Whether the person chose columns for this list."""
        return self.preferences.own is not None and bool(self.preferences.own.columns)

    @property
    def is_of_link(self) -> bool:
        """Whether the columns are those of the URL, not those that the list would show."""
        columns = self.listing.columns
        return bool(columns) and not self.listing.view_id and columns != self.preferences.columns
