"""The list of models."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, NamedTuple

from mldb.schemas import MLModelListed, MLModelVersionItemNames, MLModelVersionSummary
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry
from registry_app.web.kit.numbers import SIGNIFICANT
from registry_app.web.lists import cells
from registry_app.web.lists.cells import remembered
from registry_app.web.lists.columns import Column, Columns, chosen
from registry_app.web.presentation.links import model_url, version_url
from registry_app.web.presentation.values import NONE, TEXT_SHOWN, number, shown

_NONE: Final = MLModelVersionSummary(aliases=[], metrics={}, params={}, tags={})


class ModelRow(NamedTuple):
    """A model in the list; `shown` is the version that stands for it."""

    model: MLModelListed
    shown: MLModelVersionSummary


@dataclass(frozen=True, slots=True)
class NameCell:
    """The first cell of a row, as this user sees it."""

    user: StaffAccount
    can_choose: bool

    def __call__(self, row: ModelRow) -> str:
        """The model's name with the box to choose it, or where it lies."""
        model = row.model
        if model.deleted_at:
            shown = cells.trashed(model.name, ("model", model.id), self.user)
        else:
            choice = model.name if self.can_choose else None
            shown = cells.named(model_url(model.name), model.name, choice)
        return f'<td class="wrap">{shown}</td>'


def _latest(row: ModelRow, number: int | None) -> str:
    link = NONE if number is None else _version(version_url(row.model.name, number), number)
    return f'<td data-label="Latest">{link}</td>'


@remembered
def _version(address: str, number: int) -> str:
    return f'<a href="{escape(address)}">{number}</a>'


def _aliases(row: ModelRow, numbers: dict[str, int]) -> str:
    name = row.model.name
    links = [_alias(version_url(name, number), alias, number) for alias, number in numbers.items()]
    return f"<td>{''.join(links)}</td>"


@remembered
def _alias(address: str, alias: str, number: int) -> str:
    words = f"{escape(alias)}&nbsp;→&nbsp;{number}"
    return f'<a class="badge bg-blue-lt" href="{escape(address)}">{words}</a> '


def _metric(_: ModelRow, name: str | None) -> str:
    return f'<td class="metric-name">{escape(name or "")}</td>'


def _value(row: ModelRow, value: float | None, digits: int = SIGNIFICANT) -> str:
    shown = number(value, digits) if row.model.primary_metric else ""
    return f'<td class="number">{shown}</td>'


def _tags(_: ModelRow, tags: dict[str, str]) -> str:
    # Cut first, or long values would be remembered whole.
    badges = [_tag(key, value[: TEXT_SHOWN + 1]) for key, value in tags.items()]
    return f'<td class="wrap">{"".join(badges)}</td>'


@remembered
def _tag(key: str, value: str) -> str:
    pair = f"{key}: {shown(value)}" if value else key
    return f'<span class="badge bg-secondary-lt lines" dir="auto">{escape(pair)}</span> '


NAME: Final = Column("name", "Name", lambda row: row.model.name, sort="name")

COLUMNS: Final = {
    column.name: column
    for column in (
        Column("latest", "Latest", lambda row: row.model.latest_number, _latest),
        Column(
            "versions",
            "Ever registered",
            lambda row: row.model.last_version_number,
            cells.text("Versions"),
        ),
        Column("aliases", "Aliases", lambda row: row.model.aliases, _aliases),
        Column("metric", "Metric", lambda row: row.model.primary_metric, _metric),
        Column("value", "Value", lambda row: row.model.metric_value, _value),
        Column("tags", "Tags", lambda row: row.model.tags, _tags),
        Column(
            "created",
            "Registered",
            lambda row: row.model.created_at,
            cells.moment("registered"),
            "-created",
        ),
        Column("by", "Registered by", lambda row: row.model.created_by, cells.text("by")),
        Column(
            "updated",
            "Edited",
            lambda row: row.model.updated_at,
            cells.moment("edited"),
            "-updated",
        ),
        Column("updated_by", "Edited by", lambda row: row.model.updated_by, cells.text("by")),
        Column("active", "Changed", lambda row: row.model.active_at, cells.moment(), "-active"),
        Column("active_by", "By", lambda row: row.model.active_by, cells.text("by")),
    )
}
_OWN: Final = ("latest", "aliases", "metric", "value", "tags", "active", "active_by")


def model_columns(names: Sequence[str]) -> Columns:
    """The columns of these names, or else the list's own."""
    return chosen(names or _OWN, COLUMNS, _item)


def model_rows(
    registry: Registry, models: Sequence[MLModelListed], columns: Columns
) -> list[ModelRow]:
    """The models with what the columns show."""
    shown: dict[int, MLModelVersionSummary] = {}
    metrics, params = columns.keys("metric"), columns.keys("param")
    if metrics or params:
        ids = [model.shown_version_id for model in models if model.shown_version_id]
        shown = registry.version_reader.get_summaries(ids, metrics=metrics, params=params)
    return [ModelRow(model, shown.get(model.shown_version_id or 0, _NONE)) for model in models]


def item_names(registry: Registry, models: Sequence[MLModelListed]) -> MLModelVersionItemNames:
    """How these models' tags, and the metrics and parameters of any version, are named."""
    tags = sorted({key for model in models for key in model.tags})
    return registry.item_names.get_of_all().model_copy(update={"tags": tags})


def _item(kind: str, key: str) -> Column:
    if kind == "metric":
        return Column(kind, key, lambda row: row.shown.metrics.get(key), cells.metric(key), key=key)
    cell = cells.short_text(key)
    if kind == "tag":
        return Column(kind, key, lambda row: row.model.tags.get(key), cell, key=key)
    return Column(kind, key, lambda row: row.shown.params.get(key), cell, key=key)
