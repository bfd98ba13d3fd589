"""The table of models: its columns and its rows."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from mldb import catalogue
from mldb.schemas import (
    MLModelListed,
    MLModelVersionItemNames,
    MLModelVersionSummary,
    ModelStanding,
)
from mldb.search.fields import ListType
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.find.filters import with_filters
from registry_app.web.lists.advice import search_advice
from registry_app.web.lists.column_choices import ColumnChoices, contained
from registry_app.web.lists.columns import Column, Columns, listed_columns, select_columns
from registry_app.web.lists.heads import heads
from registry_app.web.lists.page import list_file
from registry_app.web.lists.results import ListResults
from registry_app.web.lists.settings import ListSettings
from registry_app.web.lists.view_menu import ViewMenu
from registry_app.web.presentation.numbers import difference

_NONE: Final = MLModelVersionSummary(aliases=[], metrics={}, params={}, tags={})


class ModelRow(NamedTuple):
    """A model, and the version whose metrics and parameters its row shows.

    `standing` is None unless a column shows it, and without a primary metric.
    """

    model: MLModelListed
    shown: MLModelVersionSummary
    standing: ModelStanding | None = None

    @property
    def change(self) -> float | None:
        """The value of the latest version less the champion's; None if they are one version."""
        latest = self.standing and self.standing.latest
        champion = self.standing and self.standing.champion
        if not latest or not champion or latest.number == champion.number:
            return None
        return difference(latest.value, champion.value)

    @property
    def recent(self) -> list[float]:
        """The newest values of the primary metric, by version."""
        return [one.value for one in self.standing.recent] if self.standing else []


NAME: Final = Column("name", "Name", lambda row: row.model.name, sort="name")

COLUMNS: Final = listed_columns(
    catalogue.MODEL,
    (
        Column("latest", "Latest", lambda row: row.model.latest_number, "latest", label="Latest"),
        Column(
            "versions",
            "Ever registered",
            lambda row: row.model.last_version_number,
            label="Versions",
        ),
        Column("aliases", "Aliases", lambda row: row.model.aliases, "aliases"),
        Column("metric", "Metric", lambda row: row.model.primary_metric, "metric_name"),
        Column("value", "Value", lambda row: row.model.metric_value, "value", is_number=True),
        Column("change", "Latest vs champion", lambda row: row.change, "change"),
        Column("trend", "Trend", lambda row: row.recent, "trend"),
        Column("owner", "Owner", lambda row: row.model.owner, "owner", label="owner"),
        Column("team", "Team", lambda row: row.model.team, "team", label="team"),
        Column("tags", "Tags", lambda row: row.model.tags, "tags"),
        Column(
            "created",
            "Registered",
            lambda row: row.model.created_at,
            "moment",
            "-created",
            "registered",
        ),
        Column("by", "Registered by", lambda row: row.model.created_by, label="by"),
        Column(
            "updated", "Edited", lambda row: row.model.updated_at, "moment", "-updated", "edited"
        ),
        Column("updated_by", "Edited by", lambda row: row.model.updated_by, label="by"),
        Column("active", "Changed", lambda row: row.model.active_at, "moment", "-active"),
        Column("active_by", "By", lambda row: row.model.active_by, label="by"),
    ),
    lambda row: row.model,
)
_OF_STANDING: Final = {"change", "trend"}
_DEFAULT: Final = (
    "latest",
    "aliases",
    "metric",
    "value",
    "change",
    "trend",
    "tags",
    "active",
    "active_by",
)


def model_list(request: RegistryRequest, registry: Registry) -> dict[str, Any]:
    """The requested models for a template, read from `registry`.

    A file of all models is read later, page by page, from the request's own registry.
    """
    settings = ListSettings.of(request, registry, ListType.MODELS)
    listing = settings.listing
    results = ListResults.of(listing, registry.models.search, registry.models.count)
    menu = ViewMenu.of(request, registry, listing)
    context: dict[str, Any] = {"listing": listing, "results": results, "menu": menu}
    context["settings"] = settings
    if results.mistake is not None:
        return context
    columns = select_columns(listing.selected or _DEFAULT, COLUMNS, _item_column)
    if listing.is_choosing_columns:
        names = _item_names(registry, results.rows)
        context["choices"] = ColumnChoices.of(columns, COLUMNS, names, contains=contained(request))
    with_name = (NAME, *columns.shown)
    pages = request.registry.models.search_all(listing.text)
    return context | {
        "advice": search_advice(registry, listing, results),
        "columns": with_filters(columns, request, listing),
        "heads": heads(listing, with_name),
        "rows": _rows(registry, results.rows, columns),
        "file": list_file(
            "models", with_name, pages, lambda page: _rows(request.registry, page, columns)
        ),
    }


def _rows(registry: Registry, models: Sequence[MLModelListed], columns: Columns) -> list[ModelRow]:
    """The models with the items that the columns show."""
    shown: dict[int, MLModelVersionSummary] = {}
    metrics, params = columns.keys("metric"), columns.keys("param")
    if metrics or params:
        ids = [model.shown_version_id for model in models if model.shown_version_id]
        shown = registry.version_reader.get_summaries(ids, metrics=metrics, params=params)
    standings: dict[str, ModelStanding] = {}
    if _OF_STANDING.intersection(column.name for column in columns.shown):
        standings = registry.standings.of_models([model.name for model in models])
    return [
        ModelRow(model, shown.get(model.shown_version_id or 0, _NONE), standings.get(model.name))
        for model in models
    ]


def _item_names(registry: Registry, models: Sequence[MLModelListed]) -> MLModelVersionItemNames:
    """Names of these models' tags, and of the metrics and parameters of all versions."""
    tags = sorted({key for model in models for key in model.tags})
    return registry.item_names.get_of_all().model_copy(update={"tags": tags})


def _item_column(item_type: str, key: str) -> Column:
    if item_type == "metric":
        return Column(
            item_type,
            key,
            lambda row: row.shown.metrics.get(key),
            "metric",
            key=key,
            is_number=True,
        )
    if item_type == "tag":
        return Column(
            item_type, key, lambda row: row.model.tags.get(key), "short_text", label=key, key=key
        )
    return Column(
        item_type, key, lambda row: row.shown.params.get(key), "short_text", label=key, key=key
    )
