"""The lists of versions: of one model, or of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mldb.schemas import MLModelRead, MLModelVersionRead, MLModelVersionSummary
from mldb.types import Goal
from registry_app.as_of import Past
from registry_app.lists.columns import Column, Columns, chosen
from registry_app.registry import Registry


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in a list."""

    version: MLModelVersionRead
    summary: MLModelVersionSummary


MODEL: Final = Column("model", "Model", lambda row: row.version.model_name, "model")
NUMBER: Final = Column("number", "Version", lambda row: row.version.number, "-number")

COLUMNS: Final = {
    column.name: column
    for column in (
        Column("aliases", "Aliases", lambda row: row.summary.aliases),
        Column("status", "Status", lambda row: row.version.status.value),
        Column("device", "Device", lambda row: row.version.device.value),
        Column("source", "Source", lambda row: row.version.source),
        Column("created", "Registered", lambda row: row.version.created_at, "-created"),
        Column("by", "By", lambda row: row.version.created_by),
        Column("updated", "Changed", lambda row: row.version.updated_at, "-updated"),
        Column("updated_by", "Changed by", lambda row: row.version.updated_by),
    )
}
_BEFORE: Final = ("aliases", "status", "device")
_BEHIND: Final = ("created", "by")


def version_columns(
    names: Sequence[str], items: Iterable[str], model: MLModelRead | None
) -> Columns:
    """The columns of these names; or else the list's own, and among them these items.

    A metric is sorted from its better end first: that of the model's goal, or else the highest.
    """

    def item(kind: str, key: str) -> Column:
        if kind == "param":
            return Column(kind, key, lambda row: row.summary.params.get(key), key=key)
        if kind == "tag":
            return Column(kind, key, lambda row: row.summary.tags.get(key), key=key)
        minus = "" if _goal(model, key) is Goal.MINIMIZE else "-"
        sort = f"{minus}metric.{key}"
        return Column(kind, key, lambda row: row.summary.metrics.get(key), sort, key=key)

    return chosen(names or (*_BEFORE, *dict.fromkeys(items), *_BEHIND), COLUMNS, item)


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


def best_value(rows: Sequence[VersionRow], model: MLModelRead) -> float | None:
    """The best value of the primary metric among these rows; None if nothing tells."""
    name = model.primary_metric
    values = [row.summary.metrics[name] for row in rows if name in row.summary.metrics]
    if not values or name is None or model.primary_metric_goal is None:
        return None
    return max(values) if model.primary_metric_goal is Goal.MAXIMIZE else min(values)


def _goal(model: MLModelRead | None, metric: str) -> Goal | None:
    return model.primary_metric_goal if model and model.primary_metric == metric else None
