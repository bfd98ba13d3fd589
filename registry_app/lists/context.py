"""What the templates of the lists show.

What a page shows is read from the registry that the caller hands in, and is of one moment if that
one is frozen. A file of all that is found is read later, page by page, from the request's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from mldb.schemas import MLModelOverview, MLModelRead, MLModelVersionItemNames
from mldb.search.fields import Kind
from mldb.search.parser import parse
from registry_app import places
from registry_app.as_of import Past
from registry_app.http import RegistryRequest
from registry_app.lists import events, models, versions
from registry_app.lists.columns import ITEMS, Column, Columns, asked_for, head_row, heads
from registry_app.lists.found import Found
from registry_app.lists.saved import ViewMenu
from registry_app.lists.state import ListState
from registry_app.registry import Registry
from registry_app.tables import Table


def model_list(request: RegistryRequest, registry: Registry) -> dict[str, Any]:
    """The models that the address asks for."""
    state = ListState.of(request)
    found = Found.of(state, registry.models.search, registry.models.count)
    menu = ViewMenu.of(request, registry, state, Kind.MODELS)
    context = {"state": state, "found": found, "menu": menu}
    if found.mistake is not None:
        return context
    columns = models.model_columns(state.columns)
    rows = models.model_rows(registry, found.rows, columns)
    if state.is_choosing:
        ids = [row.model.shown_version_id for row in rows if row.model.shown_version_id]
        tags = sorted({key for row in rows for key in row.model.tags})
        names = registry.overview.get_item_names(ids).model_copy(update={"tags": tags})
        context["choices"] = _choices(columns, models.COLUMNS, names)
    shown = (models.NAME, *columns.shown)
    name_cell = models.NameCell(request.user, request.user.is_editor)
    pages = request.registry.models.search_all(state.text)
    everything = chain.from_iterable(
        models.model_rows(request.registry, page, columns) for page in pages
    )
    return context | {
        "columns": columns,
        "head": partial(head_row, heads(state.text, Kind.MODELS, shown), request),
        "body": partial(columns.rows, rows, name_cell),
        "rows": rows,
        "table": _table("models", shown, everything),
    }


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
    found = Found.of(
        state,
        partial(registry.versions.search, **scope),
        partial(registry.versions.count, **scope),
    )
    menu = ViewMenu.of(request, registry, state, Kind.VERSIONS, model)
    context = {"state": state, "found": found, "menu": menu}
    if found.mistake is not None:
        return context
    items = [f"metric.{metric}" for metric in overview.metric_names] if overview else []
    items += asked_for(state.text, Kind.VERSIONS)
    columns = versions.version_columns(state.columns, items, model)
    rows = versions.version_rows(registry, found.rows, columns, past)
    if model is not None:
        rows = versions.with_best(rows, model)
    lying = _places(registry, state, found, past)
    name_cell = versions.NameCell(request.user, model is not None, lying)
    if state.is_choosing:
        names = registry.overview.get_item_names([row.version.id for row in rows])
        context["choices"] = _choices(columns, versions.COLUMNS, names)
    first = versions.NUMBER if model else versions.MODEL
    pages = request.registry.versions.search_all(state.text, **scope)
    everything = chain.from_iterable(
        versions.version_rows(request.registry, page, columns, past) for page in pages
    )
    both = (versions.MODEL, versions.NUMBER, *columns.shown)
    return context | {
        "columns": columns,
        "head": partial(
            head_row, heads(state.text, Kind.VERSIONS, (first, *columns.shown)), request
        ),
        "rows": rows,
        "table": _table("versions", both, everything),
        "body": partial(columns.rows, rows, name_cell),
    }


def _places(
    registry: Registry, state: ListState, found: Found, past: Past | None
) -> places.Places | None:
    """Where the versions lie; None if the search finds nothing in the trash."""
    if past is None and not parse(state.text, Kind.VERSIONS).reaches_trash:
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
    pages = request.registry.audit.search_all(state.text, model_name=name)
    return context | {
        "events": found.rows,
        "places": places.of_events(registry, found.rows),
        "table": _table("history", events.COLUMNS, chain.from_iterable(pages)),
    }


def _table(stem: str, columns: Sequence[Column], rows: Iterable[Any]) -> Table:
    """All that the query finds; nothing is read before it is asked for."""
    values = ([column.value(row) for column in columns] for row in rows)
    return Table(stem, [column.name for column in columns], values)


@dataclass(frozen=True)
class Choice:
    """A column that can be chosen."""

    name: str
    heading: str
    is_chosen: bool


def _choices(
    columns: Columns, of_list: Mapping[str, Column], names: MLModelVersionItemNames
) -> list[Choice]:
    """The columns that are shown, in their order, and then what else the rows have."""
    chosen = [Choice(column.name, column.heading, True) for column in columns.shown]  # noqa: FBT003  # the field's name says it
    there = {choice.name for choice in chosen}
    offered = [*((column.name, column.heading) for column in of_list.values()), *_items(names)]
    return chosen + [
        Choice(name, heading, is_chosen=False) for name, heading in offered if name not in there
    ]


def _items(names: MLModelVersionItemNames) -> Iterable[tuple[str, str]]:
    for kind, plural in ITEMS.items():
        yield from ((f"{kind}.{key}", key) for key in getattr(names, plural))
