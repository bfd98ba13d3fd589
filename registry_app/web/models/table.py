"""The table of models: its columns and its rows."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from mldb import catalogue
from mldb.schemas import MLModelListed, MLModelVersionItemNames, MLModelVersionSummary
from mldb.search.fields import ListType
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.find.filters import with_filters
from registry_app.web.lists.advice import search_advice
from registry_app.web.lists.column_choices import ColumnChoices
from registry_app.web.lists.columns import Column, Columns, listed_columns, select_columns
from registry_app.web.lists.heads import heads
from registry_app.web.lists.page import list_file
from registry_app.web.lists.request import ListRequest
from registry_app.web.lists.results import ListResults
from registry_app.web.lists.view_menu import ViewMenu

_NONE: Final = MLModelVersionSummary(aliases=[], metrics={}, params={}, tags={})


class ModelRow(NamedTuple):
    """A model, and the version whose metrics and parameters its row shows."""

    model: MLModelListed
    shown: MLModelVersionSummary


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
_DEFAULT: Final = ("latest", "aliases", "metric", "value", "tags", "active", "active_by")


def model_list(request: RegistryRequest, registry: Registry) -> dict[str, Any]:
    """The requested models for a template, read from `registry`.

    A file of all models is read later, page by page, from the request's own registry.
    """
    listing = ListRequest.of(request, ListType.MODELS)
    results = ListResults.of(listing, registry.models.search, registry.models.count)
    menu = ViewMenu.of(request, registry, listing)
    context: dict[str, Any] = {"listing": listing, "results": results, "menu": menu}
    if results.mistake is not None:
        return context
    columns = select_columns(listing.columns or _DEFAULT, COLUMNS, _item_column)
    if listing.is_choosing_columns:
        names = _item_names(registry, results.rows)
        context["choices"] = ColumnChoices.of(columns, COLUMNS, names)
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
    return [ModelRow(model, shown.get(model.shown_version_id or 0, _NONE)) for model in models]


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
