"""What the tables of models and versions show, fetched for a whole page at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mldb.schemas import MLModelAliasRead, MLModelRead, MLModelVersionRead
from mldb.types import Goal
from registry_app.registry import Registry

CHAMPION = "champion"
COLUMNS = 8


@dataclass
class ModelRow:
    """A model as the list shows it."""

    model: MLModelRead
    latest: MLModelVersionRead | None
    aliases: list[MLModelAliasRead]
    tags: dict[str, str]
    # Of the champion, else of the latest version.
    metric_value: float | None = None


def model_rows(registry: Registry, models: Sequence[MLModelRead]) -> list[ModelRow]:
    """A row for each model, with four queries whatever their number."""
    ids = [model.id for model in models]
    latest = registry.versions.get_latest(ids)
    aliases: dict[int, list[MLModelAliasRead]] = {}
    for alias in registry.aliases.get_all_current(ids, limit=1000):
        aliases.setdefault(alias.model_id, []).append(alias)
    tags = registry.model_tags.get_of_owners(ids)
    rows = [
        ModelRow(model, latest.get(model.id), aliases.get(model.id, []), tags.get(model.id, {}))
        for model in models
    ]
    _add_metrics(registry, rows)
    return rows


def _add_metrics(registry: Registry, rows: list[ModelRow]) -> None:
    shown = {row.model.id: _shown_version(row) for row in rows}
    names = {row.model.primary_metric for row in rows if row.model.primary_metric}
    ids = [version_id for version_id in shown.values() if version_id is not None]
    values = registry.metrics.get_of_owners(ids, names) if names else {}
    for row in rows:
        version_id, metric = shown[row.model.id], row.model.primary_metric
        if version_id is not None and metric is not None:
            row.metric_value = values.get(version_id, {}).get(metric)


def _shown_version(row: ModelRow) -> int | None:
    champion = next((alias for alias in row.aliases if alias.name == CHAMPION), None)
    if champion is not None:
        return champion.version_id
    return row.latest.id if row.latest else None


@dataclass
class VersionTable:
    """Versions of one model with metrics as columns."""

    columns: list[str]
    rows: list["VersionRow"] = field(default_factory=list)


@dataclass
class VersionRow:
    """A version as its model's page shows it; `cells` are in the order of the columns."""

    version: MLModelVersionRead
    aliases: list[str]
    cells: list["Cell"]


@dataclass
class Cell:
    """A value of a metric; None: the version doesn't have it."""

    value: float | None
    is_best: bool = False


def version_table(
    registry: Registry,
    model: MLModelRead,
    versions: Sequence[MLModelVersionRead],
    aliases: Sequence[MLModelAliasRead],
) -> VersionTable:
    """The versions with the primary metric first, then the newest version's other metrics."""
    names = metric_columns(registry, model, versions)
    values = registry.metrics.get_of_owners([version.id for version in versions], names)
    table = VersionTable(names)
    for version in versions:
        of_version = values.get(version.id, {})
        table.rows.append(
            VersionRow(
                version,
                [alias.name for alias in aliases if alias.version_id == version.id],
                [Cell(of_version.get(name)) for name in names],
            )
        )
    mark_best(table, model)
    return table


def metric_columns(
    registry: Registry, model: MLModelRead, versions: Sequence[MLModelVersionRead]
) -> list[str]:
    """Names of at most eight metrics to show."""
    primary = [model.primary_metric] if model.primary_metric else []
    if not versions:
        return primary
    newest = registry.metrics.get_of_owner(versions[0].id, limit=COLUMNS)
    others = [metric.name for metric in newest if metric.name != model.primary_metric]
    return [*primary, *others][:COLUMNS]


def mark_best(table: VersionTable, model: MLModelRead) -> None:
    """Mark the best value of the primary metric on this page; of equal ones all."""
    if not model.primary_metric or model.primary_metric_goal is None:
        return
    cells = [row.cells[0] for row in table.rows if row.cells[0].value is not None]
    values = [cell.value for cell in cells if cell.value is not None]
    if not values:
        return
    best = max(values) if model.primary_metric_goal is Goal.MAXIMIZE else min(values)
    for cell in cells:
        cell.is_best = cell.value == best
