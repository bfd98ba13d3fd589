"""The tables of versions: of one model, or of all."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from mldb.schemas import (
    MLModelOverview,
    MLModelRead,
    MLModelVersionItemNames,
    MLModelVersionRead,
    TrashStates,
)
from mldb.search.fields import ListType
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.find.filters import with_filters
from registry_app.web.kit import trash_states
from registry_app.web.kit.as_of import Past
from registry_app.web.lists.advice import search_advice
from registry_app.web.lists.column_choices import ColumnChoices, contained
from registry_app.web.lists.columns import Columns
from registry_app.web.lists.heads import heads
from registry_app.web.lists.page import list_file
from registry_app.web.lists.request import ListRequest
from registry_app.web.lists.results import ListResults
from registry_app.web.lists.settings import ListSettings
from registry_app.web.lists.view_menu import ViewMenu
from registry_app.web.versions.best import OF_MODEL, Best, VersionRow, best_value, with_best
from registry_app.web.versions.columns import BEST, COLUMNS, MODEL, NUMBER, version_columns


def version_list(
    request: RegistryRequest,
    registry: Registry,
    overview: MLModelOverview | None = None,
    past: Past | None = None,
) -> dict[str, Any]:
    """The requested versions for a template: of all models, or of one now or in the past.

    A file of all versions is read later, page by page, from the request's own registry.
    """
    model = overview.model if overview else None
    settings = ListSettings.of(request, registry, ListType.VERSIONS, model)
    listing = settings.listing
    scope: dict[str, Any] = {"model_name": model and model.name, "at": past and past.at}
    search, count = registry.versions.search, registry.versions.count
    results = ListResults.of(listing, partial(search, **scope), partial(count, **scope))
    menu = ViewMenu.of(request, registry, listing, model)
    context: dict[str, Any] = {"listing": listing, "results": results, "menu": menu}
    context["settings"] = settings
    if results.mistake is not None:
        return context
    columns = version_columns(listing, overview)
    if listing.is_choosing_columns:
        names = _item_names(registry, model)
        context["choices"] = ColumnChoices.of(columns, COLUMNS, names, contains=contained(request))
    if overview and not listing.selected:
        context["metric_count"] = len(overview.metric_names)
    best = best_value(registry, overview, listing, columns, past) if overview else None
    make_rows = partial(_rows, columns=columns, model=model, best=best, past=past)
    file_columns = (MODEL, NUMBER, *columns.shown, *([BEST] if best else []))
    pages = request.registry.versions.search_all(listing.text, **scope)
    return context | {
        "advice": search_advice(registry, listing, results, model.name if model else None),
        "best_of": best[1] if best and best[1] != OF_MODEL else "",
        "columns": with_filters(columns, request, listing),
        "heads": heads(listing, (NUMBER if model else MODEL, *columns.shown)),
        "rows": make_rows(registry, results.rows),
        "row_states": _row_states(registry, listing, results, past),
        "file": list_file("versions", file_columns, pages, partial(make_rows, request.registry)),
    }


def _rows(
    registry: Registry,
    versions: Sequence[MLModelVersionRead],
    *,
    columns: Columns,
    model: MLModelRead | None,
    best: Best | None,
    past: Past | None,
) -> list[VersionRow]:
    """The versions with the items that the columns show; aliases of the past, if it is given."""
    summaries = registry.version_reader.get_summaries(
        [version.id for version in versions],
        metrics=columns.keys("metric"),
        params=columns.keys("param"),
        tags=columns.keys("tag"),
    )
    if past is not None:
        for version_id, summary in summaries.items():
            aliases = past.aliases_of(version_id)
            summaries[version_id] = summary.model_copy(update={"aliases": aliases})
    rows = [VersionRow(version, summaries[version.id]) for version in versions]
    return with_best(rows, model, best, past)


def _item_names(registry: Registry, model: MLModelRead | None) -> MLModelVersionItemNames:
    """Names of the items of all versions, of the model or of any."""
    if model is None:
        return registry.item_names.get_of_all()
    return registry.item_names.get_of_model(model.id)


def _row_states(
    registry: Registry, listing: ListRequest, results: ListResults, past: Past | None
) -> TrashStates | None:
    """The trash states of the versions; None if the query finds nothing in the trash."""
    if past is None and not listing.query.reaches_trash:
        return None
    return trash_states.of_versions(registry, results.rows)
