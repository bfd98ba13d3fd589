"""The list of models."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mldb.schemas import MLModelRead, MLModelSummary, MLModelVersionSummary
from registry_app.lists.columns import Column, Columns, chosen
from registry_app.registry import Registry

_NONE: Final = MLModelVersionSummary(aliases=[], metrics={}, params={}, tags={})


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model in the list; `shown` is the version that stands for it."""

    model: MLModelRead
    summary: MLModelSummary
    shown: MLModelVersionSummary


NAME: Final = Column("name", "Name", lambda row: row.model.name, sort="name")

COLUMNS: Final = {
    column.name: column
    for column in (
        Column("latest", "Latest", lambda row: row.summary.latest_number),
        Column("versions", "Ever registered", lambda row: row.model.last_version_number),
        Column("aliases", "Aliases", lambda row: row.summary.aliases),
        Column("metric", "Metric", lambda row: row.model.primary_metric),
        Column("value", "Value", lambda row: row.summary.metric_value),
        Column("tags", "Tags", lambda row: row.summary.tags),
        Column("created", "Registered", lambda row: row.model.created_at, "-created"),
        Column("by", "Registered by", lambda row: row.model.created_by),
        Column("updated", "Changed", lambda row: row.model.updated_at, "-updated"),
        Column("updated_by", "By", lambda row: row.model.updated_by),
    )
}
_OWN: Final = ("latest", "aliases", "metric", "value", "tags", "updated", "updated_by")


def model_columns(names: Sequence[str]) -> Columns:
    """The columns of these names, or else the list's own."""
    return chosen(names or _OWN, COLUMNS, _item)


def model_rows(
    registry: Registry, models: Sequence[MLModelRead], columns: Columns
) -> list[ModelRow]:
    """The models with what the columns show."""
    summaries = registry.overview.get_model_summaries([model.id for model in models])
    shown: dict[int, MLModelVersionSummary] = {}
    metrics, params = columns.keys("metric"), columns.keys("param")
    if metrics or params:
        ids = [row.shown_version_id for row in summaries.values() if row.shown_version_id]
        shown = registry.overview.get_version_summaries(ids, metrics=metrics, params=params)
    rows = ((model, summaries[model.id]) for model in models)
    return [
        ModelRow(model, summary, shown.get(summary.shown_version_id or 0, _NONE))
        for model, summary in rows
    ]


def _item(kind: str, key: str) -> Column:
    if kind == "tag":
        return Column(kind, key, lambda row: row.summary.tags.get(key), key=key)
    if kind == "metric":
        return Column(kind, key, lambda row: row.shown.metrics.get(key), key=key)
    return Column(kind, key, lambda row: row.shown.params.get(key), key=key)
