"""The lists of versions: of one model, or of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Final, NamedTuple

from mldb.schemas import (
    MLModelOverview,
    MLModelRead,
    MLModelVersionRead,
    MLModelVersionSummary,
)
from mldb.search.fields import Kind
from mldb.types import Goal
from registry_app.as_of import Past
from registry_app.auth.account import StaffAccount
from registry_app.lists import cells
from registry_app.lists.columns import Column, Columns, asked_for, chosen
from registry_app.lists.state import ListState
from registry_app.places import Places
from registry_app.presentation.links import version_url
from registry_app.presentation.pieces import status
from registry_app.registry import Registry


class VersionRow(NamedTuple):
    """A version in a list; `is_best` if none on its page is better by the primary metric."""

    version: MLModelVersionRead
    summary: MLModelVersionSummary
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class NameCell:
    """The first cell of a row, as this user sees it.

    In the list of one model it is the number, in others the model's name too.
    """

    user: StaffAccount
    is_of_model: bool
    places: Places | None

    def __call__(self, row: VersionRow) -> str:
        """The version's name with the box to choose it, or where it lies."""
        version = row.version
        label = f"{version.model_name}/{version.number}"
        title = str(version.number) if self.is_of_model else label
        entry = self.places.get(("version", version.id)) if self.places else None
        if entry is not None:
            shown = cells.trashed(title, entry, self.user)
        else:
            address = version_url(version.model_name, version.number)
            shown = cells.named(address, title, label)
        start = (
            '<td class="wrap" data-label="Version">' if self.is_of_model else '<td class="wrap">'
        )
        return f"{start}{shown}</td>"


def _aliases(_: VersionRow, aliases: Sequence[str]) -> str:
    badges = (f'<span class="badge bg-blue-lt">{escape(alias)}</span> ' for alias in aliases)
    return f"<td>{''.join(badges)}</td>"


def _status(_: VersionRow, word: str) -> str:
    return f"<td>{status(word)}</td>"


def _ranked(metric: str) -> cells.Cell:
    plain, best = cells.metric(metric), cells.metric(metric, is_best=True)
    return lambda row, *value: (best if row.is_best else plain)(row, *value)


def _source(_: VersionRow, source: str) -> str:
    return f'<td class="wrap"><code>{escape(source)}</code></td>'


MODEL: Final = Column("model", "Model", lambda row: row.version.model_name, sort="model")
NUMBER: Final = Column("number", "Version", lambda row: row.version.number, sort="-number")

COLUMNS: Final = {
    column.name: column
    for column in (
        Column("aliases", "Aliases", lambda row: row.summary.aliases, _aliases),
        Column("status", "Status", lambda row: row.version.status.value, _status),
        Column("device", "Device", lambda row: row.version.device.value),
        Column("source", "Source", lambda row: row.version.source, _source),
        Column(
            "created",
            "Registered",
            lambda row: row.version.created_at,
            cells.moment(),
            "-created",
        ),
        Column("by", "By", lambda row: row.version.created_by, cells.text("by")),
        Column(
            "updated",
            "Changed",
            lambda row: row.version.updated_at,
            cells.moment("changed"),
            "-updated",
        ),
        Column("updated_by", "Changed by", lambda row: row.version.updated_by, cells.text("by")),
    )
}
_BEFORE: Final = ("aliases", "status", "device")
_BEHIND: Final = ("created", "by")


def version_columns(state: ListState, overview: MLModelOverview | None) -> Columns:
    """The columns asked for; or else the list's own, with a model's metrics and the query's."""
    model = overview.model if overview else None
    metrics = [f"metric.{metric}" for metric in overview.metric_names] if overview else []
    items = dict.fromkeys([*metrics, *asked_for(state.text, Kind.VERSIONS)])
    own = (*_BEFORE, *items, *_BEHIND)
    return chosen(state.columns or own, COLUMNS, partial(_item, model))


def _item(model: MLModelRead | None, kind: str, key: str) -> Column:
    """A metric is sorted from its better end: that of the model's goal, or else the highest."""
    if kind == "metric":
        is_ranked = model is not None and model.primary_metric == key
        cell = _ranked(key) if is_ranked else cells.metric(key)
        sort = f"metric.{key}" if _goal(model, key) is Goal.MINIMIZE else f"-metric.{key}"
        return Column(kind, key, lambda row: row.summary.metrics.get(key), cell, sort, key=key)
    cell = cells.short_text(key)
    if kind == "tag":
        return Column(kind, key, lambda row: row.summary.tags.get(key), cell, key=key)
    return Column(kind, key, lambda row: row.summary.params.get(key), cell, key=key)


def version_rows(
    registry: Registry,
    versions: Sequence[MLModelVersionRead],
    columns: Columns,
    past: Past | None = None,
) -> list[VersionRow]:
    """The versions with what the columns show now, but for aliases of the past, if it is given."""
    summaries = registry.overview.get_version_summaries(
        [version.id for version in versions],
        metrics=columns.keys("metric"),
        params=columns.keys("param"),
        tags=columns.keys("tag"),
    )
    if past is not None:
        for version_id, summary in summaries.items():
            aliases = past.aliases_of(version_id)
            summaries[version_id] = summary.model_copy(update={"aliases": aliases})
    return [VersionRow(version, summaries[version.id]) for version in versions]


def with_best(rows: list[VersionRow], model: MLModelRead) -> list[VersionRow]:
    """The rows of a page; those that are best by the primary metric know it."""
    name, goal = model.primary_metric, model.primary_metric_goal
    values = [row.summary.metrics[name] for row in rows if name in row.summary.metrics]
    if not values or name is None or goal is None:
        return rows
    best = max(values) if goal is Goal.MAXIMIZE else min(values)
    return [row._replace(is_best=row.summary.metrics.get(name) == best) for row in rows]


def _goal(model: MLModelRead | None, metric: str) -> Goal | None:
    return model.primary_metric_goal if model and model.primary_metric == metric else None
