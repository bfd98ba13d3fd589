"""The table of experiments: its columns and its rows."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from mldb.catalogue import EXPERIMENT
from mldb.schemas import ExperimentFigures, MLExperimentListed, MLModelVersionItemNames, TrashStates
from mldb.search.fields import ListType
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.find.filters import with_filters
from registry_app.web.kit import trash_states
from registry_app.web.lists.advice import search_advice
from registry_app.web.lists.column_choices import ColumnChoices, contained
from registry_app.web.lists.columns import Column, listed_columns, select_columns
from registry_app.web.lists.heads import heads
from registry_app.web.lists.page import list_file
from registry_app.web.lists.request import ListRequest
from registry_app.web.lists.results import ListResults
from registry_app.web.lists.settings import ListSettings
from registry_app.web.lists.view_menu import ViewMenu

ITEMS: Final = {"tag": "tags"}
"""Experiments have no items but tags."""


class ExperimentRow(NamedTuple):
    """An experiment in a list."""

    experiment: MLExperimentListed
    figures: ExperimentFigures

    @property
    def last_run_at(self) -> Any:
        """When its last run started; None without runs."""
        return self.figures.last_run and self.figures.last_run.started_at


NAME: Final = Column("name", "Name", lambda row: row.experiment.name, sort="name")
COLUMNS: Final = listed_columns(
    EXPERIMENT,
    (
        Column("runs", "Runs", lambda row: row.figures.run_count, "runs", label="runs"),
        Column("last_run", "Last run", lambda row: row.last_run_at, "last_run", label="last run"),
        Column("tags", "Tags", lambda row: row.experiment.tags, "tags"),
        Column("description", "Description", lambda row: row.experiment.description, "start"),
        Column(
            "created",
            "Created",
            lambda row: row.experiment.created_at,
            "moment",
            "-created",
            "created",
        ),
        Column("by", "Created by", lambda row: row.experiment.created_by, label="by"),
        Column(
            "updated",
            "Edited",
            lambda row: row.experiment.updated_at,
            "moment",
            "-updated",
            "edited",
        ),
        Column("updated_by", "Edited by", lambda row: row.experiment.updated_by, label="by"),
    ),
    lambda row: row.experiment,
)
_DEFAULT: Final = ("runs", "last_run", "tags", "description")


def experiment_list(request: RegistryRequest, registry: Registry) -> dict[str, Any]:
    """The requested experiments for a template, read from `registry`.

    A file of all experiments is read later, page by page, from the request's own registry.
    """
    settings = ListSettings.of(request, registry, ListType.EXPERIMENTS)
    listing = settings.listing
    results = ListResults.of(listing, registry.experiments.search, registry.experiments.count)
    menu = ViewMenu.of(request, registry, listing)
    context: dict[str, Any] = {"listing": listing, "results": results, "menu": menu}
    context["settings"] = settings
    if results.mistake is not None:
        return context
    columns = select_columns(listing.selected or _DEFAULT, COLUMNS, _tag_column, ITEMS)
    rows = _rows(registry, results.rows)
    if listing.is_choosing_columns:
        keys = sorted({key for row in rows for key in row.experiment.tags})
        names = MLModelVersionItemNames(metrics=[], params=[], tags=keys)
        context["choices"] = ColumnChoices.of(columns, COLUMNS, names, ITEMS, contained(request))
    with_name = (NAME, *columns.shown)
    pages = request.registry.experiments.search_all(listing.text)
    return context | {
        "advice": search_advice(registry, listing, results),
        "columns": with_filters(columns, request, listing),
        "heads": heads(listing, with_name),
        "rows": rows,
        "row_states": _row_states(registry, listing, results),
        "file": list_file(
            "experiments", with_name, pages, lambda page: _rows(request.registry, page)
        ),
    }


def _rows(registry: Registry, experiments: Sequence[MLExperimentListed]) -> list[ExperimentRow]:
    """The experiments with what is known of their runs."""
    figures = registry.tracking_lists.experiment_figures([one.id for one in experiments])
    return [ExperimentRow(one, figures.get(one.id, ExperimentFigures())) for one in experiments]


def _tag_column(item_type: str, key: str) -> Column:
    return Column(
        item_type, key, lambda row: row.experiment.tags.get(key), "short_text", label=key, key=key
    )


def _row_states(
    registry: Registry, listing: ListRequest, results: ListResults
) -> TrashStates | None:
    """The trash states of the experiments; None if the query finds nothing in the trash."""
    if not listing.query.reaches_trash:
        return None
    return trash_states.of_rows(registry, "experiment", results.rows)
