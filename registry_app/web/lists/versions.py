"""The lists of versions: of one model, or of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any, Final, NamedTuple

from mldb.schemas import (
    MLModelOverview,
    MLModelRead,
    MLModelVersionRead,
    MLModelVersionSummary,
)
from mldb.search.fields import ListType
from mldb.values.enums import Goal
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry
from registry_app.web.kit.as_of import Past
from registry_app.web.kit.places import Places
from registry_app.web.lists import cells
from registry_app.web.lists.columns import Column, Columns, asked_for, chosen
from registry_app.web.lists.state import ListState
from registry_app.web.presentation.links import version_url
from registry_app.web.presentation.pieces import status


class VersionRow(NamedTuple):
    """A version in a list; `best` says among which versions none is better, if so."""

    version: MLModelVersionRead
    summary: MLModelVersionSummary
    best: str = ""


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
    plain = cells.metric(metric)

    def cell(row: VersionRow, *value: Any) -> str:
        return (cells.metric(metric, row.best) if row.best else plain)(row, *value)

    return cell


def _source(_: VersionRow, source: str) -> str:
    return f'<td class="wrap"><code>{escape(source)}</code></td>'


MODEL: Final = Column("model", "Model", lambda row: row.version.model_name, sort="model")
NUMBER: Final = Column("number", "Version", lambda row: row.version.number, sort="-number")

BEST: Final = Column("best", "Best", lambda row: row.best or None)
"""In files, where no star can stand beside the value."""

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
_METRICS_SHOWN: Final = 8
_BEFORE: Final = ("aliases", "status", "device")
_BEHIND: Final = ("created", "by")


def version_columns(state: ListState, overview: MLModelOverview | None) -> Columns:
    """The columns asked for; or else the list's own, with a model's metrics and the query's."""
    model = overview.model if overview else None
    names = overview.metric_names[:_METRICS_SHOWN] if overview else []
    metrics = [f"metric.{metric}" for metric in names]
    items = dict.fromkeys([*metrics, *asked_for(state.text, ListType.VERSIONS)])
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
    return [VersionRow(version, summaries[version.id]) for version in versions]


def _goal(model: MLModelRead | None, metric: str) -> Goal | None:
    return model.primary_metric_goal if model and model.primary_metric == metric else None
