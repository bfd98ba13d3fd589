"""What the templates of the lists show.

What a page shows is read from the registry that the caller hands in, and is of one moment if that
one is frozen. A file of all that is found is read later, page by page, from the request's own.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any

from mldb.schemas import MLModelOverview, MLModelRead, MLModelVersionItemNames
from mldb.search.fields import ListType
from mldb.search.parser import parse
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit import places
from registry_app.web.kit.as_of import Past
from registry_app.web.kit.downloads import Table
from registry_app.web.lists import events, models, versions
from registry_app.web.lists.advice import search_advice
from registry_app.web.lists.best import OF_MODEL, best_value, with_best
from registry_app.web.lists.choices import choices
from registry_app.web.lists.columns import Column, Columns
from registry_app.web.lists.found import Found
from registry_app.web.lists.heads import Head, head_row, heads
from registry_app.web.lists.saved import ViewMenu
from registry_app.web.lists.state import ListState


def model_list(request: RegistryRequest, registry: Registry) -> dict[str, Any]:
    """The models that the address asks for."""
    state = ListState.of(request)
    found = Found.of(state, registry.models.search, registry.models.count)
    menu = ViewMenu.of(request, registry, state, ListType.MODELS)
    context = {"state": state, "found": found, "menu": menu}
    if found.mistake is not None:
        return context
    context["advice"] = search_advice(registry, state, ListType.MODELS, found)
    columns = models.model_columns(state.columns)
    rows = models.model_rows(registry, found.rows, columns)
    if state.is_choosing:
        names = models.item_names(registry, found.rows)
        context["choices"] = choices(columns, models.COLUMNS, names)
    context["table"] = _table(
        "models",
        (models.NAME, *columns.shown),
        request.registry.models.search_all(state.text),
        lambda page: models.model_rows(request.registry, page, columns),
    )
    name_cell = models.NameCell(request.user, request.user.is_editor)
    head = heads(state.text, ListType.MODELS, (models.NAME, *columns.shown))
    return context | _shown(request, columns, head, rows, name_cell)


def version_list(
    request: RegistryRequest,
    registry: Registry,
    overview: MLModelOverview | None = None,
    past: Past | None = None,
) -> dict[str, Any]:
    """The versions that the address asks for, of all models, or of one now or in the past."""
    state = ListState.of(request)
    model = overview.model if overview else None
    scope: dict[str, Any] = {"model_name": model and model.name, "at": past and past.at}
    search, count = registry.versions.search, registry.versions.count
    found = Found.of(state, partial(search, **scope), partial(count, **scope))
    menu = ViewMenu.of(request, registry, state, ListType.VERSIONS, model)
    context = {"state": state, "found": found, "menu": menu}
    if found.mistake is not None:
        return context
    context["advice"] = search_advice(
        registry, state, ListType.VERSIONS, found, model.name if model else None
    )
    columns = versions.version_columns(state, overview)
    best = best_value(registry, overview, state, columns, past) if overview else None
    rows = with_best(versions.version_rows(registry, found.rows, columns, past), model, best, past)
    if state.is_choosing:
        names = _item_names(registry, model)
        context["choices"] = choices(columns, versions.COLUMNS, names)
    context["table"] = _table(
        "versions",
        (versions.MODEL, versions.NUMBER, *columns.shown, *([versions.BEST] if best else [])),
        request.registry.versions.search_all(state.text, **scope),
        lambda page: with_best(
            versions.version_rows(request.registry, page, columns, past), model, best, past
        ),
    )
    context["best_of"] = best[1] if best and best[1] != OF_MODEL else ""
    if overview and not state.columns:
        context["metric_count"] = len(overview.metric_names)
    places = _places(registry, state, found, past)
    name_cell = versions.NameCell(request.user, model is not None, places)
    first = versions.NUMBER if model else versions.MODEL
    head = heads(state.text, ListType.VERSIONS, (first, *columns.shown))
    return context | _shown(request, columns, head, rows, name_cell)


def _item_names(registry: Registry, model: MLModelRead | None) -> MLModelVersionItemNames:
    """What there can be columns of: what any version of the model, or of any model, has."""
    if model is None:
        return registry.item_names.get_of_all()
    return registry.item_names.get_of_model(model.id)


def _shown(
    request: RegistryRequest,
    columns: Columns,
    head: Iterable[Head],
    rows: Sequence[Any],
    name_cell: Callable[[Any], str],
) -> dict[str, Any]:
    """The page's table, made when the template asks for it."""
    return {
        "columns": columns,
        "rows": rows,
        "head": partial(head_row, head, request),
        "body": partial(columns.rows, rows, name_cell),
    }


def _places(
    registry: Registry, state: ListState, found: Found, past: Past | None
) -> places.Places | None:
    """Where the versions lie; None if the search finds nothing in the trash."""
    if past is None and not parse(state.text, ListType.VERSIONS).reaches_trash:
        return None
    return places.of_versions(registry, found.rows)


def event_list(
    request: RegistryRequest, registry: Registry, model: MLModelRead | None = None
) -> dict[str, Any]:
    """The events that the address asks for, about one model or about everything."""
    audit, state = registry.audit, ListState.of(request)
    name = model.name if model else None
    found = Found.of(
        state, partial(audit.search, model_name=name), partial(audit.count, model_name=name)
    )
    context = {"state": state, "found": found}
    if found.mistake is not None:
        return context
    context["advice"] = search_advice(registry, state, ListType.EVENTS, found)
    pages = request.registry.audit.search_all(state.text, model_name=name)
    return context | {
        "events": found.rows,
        "places": places.of_events(registry, found.rows),
        "table": _table("history", events.COLUMNS, pages, lambda page: page),
    }


def _table(
    stem: str,
    columns: Sequence[Column],
    pages: Iterable[Sequence[Any]],
    rows_of: Callable[[Sequence[Any]], Iterable[Any]],
) -> Table:
    """All that the query finds; nothing is read before it is asked for."""
    rows = chain.from_iterable(map(rows_of, pages))
    values = ([column.value(row) for column in columns] for row in rows)
    return Table(stem, [column.name for column in columns], values)
