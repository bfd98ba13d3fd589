"""The tables of runs: of one experiment, or of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from mldb.points.buckets import Bucket
from mldb.schemas import MLExperimentRead, MLRunRead, RunCells, TrashStates
from mldb.schemas.registry.search import Count
from mldb.search.fields import ListType
from mldb.values.enums import RunStatus
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.charts.sparkline import Sparkline
from registry_app.web.find.filters import with_filters
from registry_app.web.kit import trash_states
from registry_app.web.lists.advice import search_advice
from registry_app.web.lists.column_choices import ColumnChoices, contained
from registry_app.web.lists.columns import Column, Columns
from registry_app.web.lists.heads import heads
from registry_app.web.lists.page import list_file
from registry_app.web.lists.request import ListRequest
from registry_app.web.lists.results import ListResults
from registry_app.web.lists.settings import ListSettings
from registry_app.web.lists.view_menu import ViewMenu
from registry_app.web.runs.columns import (
    COLUMNS,
    ID,
    ITEMS,
    METRICS_SHOWN,
    NAME,
    NO_CURVE,
    run_columns,
    shown_metrics,
    with_curve,
)
from registry_app.web.runs.tree import Position, grouped

REFRESH_SECONDS: Final = 5
"""How often a page is fetched again while one of its runs is running: logging makes no event."""
_NO_CELLS: Final = RunCells(metrics={}, params={}, tags={})


@dataclass(frozen=True)
class RunRow:
    """A run in a table, with the cells of the columns that need more than the run."""

    run: MLRunRead
    cells: RunCells = _NO_CELLS
    tags: dict[str, str] = field(default_factory=dict)
    curve: Sparkline | None = None
    depth: int = 0
    others: Count | None = None
    is_apart: bool = False
    has_shown: bool = False

    @property
    def seconds(self) -> float | None:
        """How long it took, or has taken so far; None if that is not known."""
        if self.run.status is RunStatus.SCHEDULED:
            return None
        is_running = self.run.status is RunStatus.RUNNING
        ended = self.run.ended_at or (datetime.now(UTC) if is_running else None)
        return None if ended is None else max((ended - self.run.started_at).total_seconds(), 0.0)


def run_list(
    request: RegistryRequest, registry: Registry, experiment: MLExperimentRead | None = None
) -> dict[str, Any]:
    """The requested runs for a template: of all experiments, or of one.

    A file of all runs is read later, page by page, from the request's own registry.
    """
    settings = ListSettings.of(request, registry, ListType.RUNS, experiment=experiment)
    listing = settings.listing
    scope: dict[str, Any] = {"experiment": None if experiment is None else experiment.id}
    search, count = registry.runs.search, registry.runs.count
    results = ListResults.of(listing, partial(search, **scope), partial(count, **scope))
    menu = ViewMenu.of(request, registry, listing, experiment=experiment)
    context: dict[str, Any] = {"listing": listing, "results": results, "menu": menu}
    context["settings"] = settings
    if results.mistake is not None:
        return context
    is_grouped = listing.options.get("group") == "parent"
    names = registry.tracking_lists.item_names([run.id for run in results.rows])
    columns = run_columns(listing, names, is_of_experiment=experiment is not None)
    if listing.is_choosing_columns:
        contains = contained(request)
        of_list = registry.tracking_lists.names_of_list(scope["experiment"], contains=contains)
        context["choices"] = ColumnChoices.of(columns, COLUMNS, of_list, ITEMS, contains)
    if not listing.selected:
        context |= {"metric_count": len(names.metrics), "metrics_shown": METRICS_SHOWN}
    curve = listing.options.get("curve") or _usual_curve(registry, results.rows, columns)
    page_columns = columns if curve == NO_CURVE else with_curve(columns, curve)
    pages = request.registry.runs.search_all(listing.text, **scope)
    file_columns: tuple[Column, ...] = (NAME, *columns.shown)
    if ID not in file_columns:
        file_columns = (ID, *file_columns)
    is_running = any(run.status is RunStatus.RUNNING for run in results.rows)
    return context | {
        "advice": search_advice(registry, listing, results),
        "columns": with_filters(page_columns, request, listing),
        "curve": curve,
        "curve_names": names.metrics,
        "heads": heads(listing, (NAME, *page_columns.shown)),
        "is_grouped": is_grouped,
        "refresh_seconds": REFRESH_SECONDS if is_running else None,
        "rows": _page_rows(registry, results.rows, columns, curve, is_grouped=is_grouped),
        "row_states": _row_states(registry, listing, results),
        "file": list_file(
            "runs", file_columns, pages, partial(_rows, request.registry, columns=columns)
        ),
    }


def _usual_curve(registry: Registry, runs: Sequence[MLRunRead], columns: Columns) -> str:
    """The metric whose curves tell most; none beside columns without metrics."""
    if not shown_metrics(columns):
        return NO_CURVE
    return registry.tracking_lists.longest_metric([run.id for run in runs]) or NO_CURVE


def _page_rows(
    registry: Registry,
    runs: Sequence[MLRunRead],
    columns: Columns,
    curve: str,
    *,
    is_grouped: bool,
) -> list[RunRow]:
    """The rows of a page, with curves, and if wanted below their parents."""
    positions = [Position(run) for run in runs]
    if is_grouped:
        positions = grouped(runs, registry.tracking_lists.child_counts([run.id for run in runs]))
    curves: Mapping[int, Sequence[Bucket]] = {}
    if curve != NO_CURVE:
        curves = registry.histories.curves([run.id for run in runs], curve)
    rows = _rows(registry, [position.run for position in positions], columns=columns)
    return [
        RunRow(
            row.run,
            row.cells,
            row.tags,
            _sparkline(curves.get(row.run.id), curve),
            *position[1:],
        )
        for row, position in zip(rows, positions, strict=True)
    ]


def _rows(registry: Registry, runs: Sequence[MLRunRead], *, columns: Columns) -> list[RunRow]:
    """The runs with the items that the columns show."""
    ids = [run.id for run in runs]
    wanted = {
        "metrics": shown_metrics(columns),
        "params": columns.keys("param"),
        "tags": columns.keys("tag"),
    }
    cells = registry.run_reader.cells(ids, **wanted) if any(wanted.values()) else {}
    has_tags = COLUMNS["tags"] in columns.shown
    tags = registry.tracking_lists.run_tags(ids) if has_tags else {}
    return [RunRow(run, cells.get(run.id, _NO_CELLS), tags.get(run.id, {})) for run in runs]


def _sparkline(buckets: Sequence[Bucket] | None, metric: str) -> Sparkline | None:
    return Sparkline.of(buckets, metric) if buckets else None


def _row_states(
    registry: Registry, listing: ListRequest, results: ListResults
) -> TrashStates | None:
    """The trash states of the runs; None if the query finds nothing in the trash."""
    if not listing.query.reaches_trash:
        return None
    return trash_states.of_rows(registry, "run", results.rows)
