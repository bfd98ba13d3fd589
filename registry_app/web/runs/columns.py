"""The columns of a table of runs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from mldb.catalogue import RUN
from mldb.schemas import MLModelVersionItemNames
from registry_app.web.lists.columns import (
    Column,
    Columns,
    listed_columns,
    queried_columns,
    select_columns,
)
from registry_app.web.lists.request import ListRequest

METRICS_SHOWN: Final = 4
"""Metrics of a table of runs, unless the request selects others."""

NO_CURVE: Final = "-"
"""The value of `curve` in a URL that leaves the column of curves out."""

ITEMS: Final = {
    "metric": "metrics",
    "min": "metrics",
    "max": "metrics",
    "param": "params",
    "tag": "tags",
}
"""Item types that have a column for each name, with the plural under which names are read."""

# A heading sorts where an index has the order, in all runs and in those of one experiment: by start
# and by metrics. Decision 21 says why not by the others.
NAME: Final = Column("name", "Run", lambda row: row.run.name)
ID: Final = Column("id", "Id", lambda row: row.run.public_id, "run_id", label="id")

COLUMNS: Final = listed_columns(
    RUN,
    (
        ID,
        Column(
            "experiment",
            "Experiment",
            lambda row: row.run.experiment_name,
            "experiment",
            label="of",
        ),
        Column("status", "Status", lambda row: row.run.status.value, "run_status"),
        Column("started", "Started", lambda row: row.run.started_at, "moment", "-started"),
        Column("ended", "Ended", lambda row: row.run.ended_at, "ended", label="ended"),
        Column("duration", "Duration", lambda row: row.seconds, "duration", label="took"),
        Column("user", "Who", lambda row: row.run.user_name, "user", label="by"),
        Column("by", "Created by", lambda row: row.run.created_by, label="created by"),
        Column("source", "Source", lambda row: row.run.source, "source"),
        Column("commit", "Commit", lambda row: row.run.git_commit, "commit"),
        Column("parent", "Parent", lambda row: row.run.parent_public_id, "parent", label="part of"),
        Column("tags", "Tags", lambda row: row.tags, "tags"),
    ),
    lambda row: row.run,
)
_BEFORE_ITEMS: Final = ("status", "started", "duration", "user")
_AFTER_ITEMS: Final = ("commit", "source")
_STATISTICS: Final = {"metric": "last", "min": "min", "max": "max"}


def run_columns(
    listing: ListRequest, names: MLModelVersionItemNames, *, is_of_experiment: bool
) -> Columns:
    """The requested columns; by default also the first metrics and the query's items."""
    metrics = [f"metric.{metric}" for metric in names.metrics[:METRICS_SHOWN]]
    queried = queried_columns(listing.query, _STATISTICS)
    items = dict.fromkeys([*metrics, *queried])
    first = () if is_of_experiment else ("experiment",)
    default = (*first, *_BEFORE_ITEMS, *items, *_AFTER_ITEMS)
    return select_columns(listing.selected or default, COLUMNS, _item_column, ITEMS)


def shown_metrics(columns: Columns) -> list[str]:
    """Names of the metrics that have a column, each once."""
    return list(dict.fromkeys(key for item in _STATISTICS for key in columns.keys(item)))


def with_curve(columns: Columns, metric: str) -> Columns:
    """The columns, and before the first metric the curve of one."""
    shown = columns.shown
    first = next((n for n, one in enumerate(shown) if one.field in ITEMS), len(shown))
    curve = Column("curve", f"{metric} by step", lambda row: row.curve, "curve", key=metric)
    return replace(columns, shown=(*shown[:first], curve, *shown[first:]))


def _item_column(item_type: str, key: str) -> Column:
    if item_type in _STATISTICS:
        # The least value of a loss is what one looks for; the greatest of the others.
        sort = f"{item_type}.{key}" if item_type == "min" else f"-{item_type}.{key}"
        heading = key if item_type == "metric" else f"{item_type} {key}"
        value = _statistic(key, _STATISTICS[item_type])
        return Column(item_type, heading, value, "metric", sort, key=key, is_number=True)
    if item_type == "tag":
        return Column(
            item_type, key, lambda row: row.cells.tags.get(key), "short_text", label=key, key=key
        )
    return Column(
        item_type, key, lambda row: row.cells.params.get(key), "short_text", label=key, key=key
    )


def _statistic(key: str, name: str) -> Callable[[Any], float | None]:
    def value(row: Any) -> float | None:
        found = row.cells.metrics.get(key)
        return None if found is None else getattr(found, name)

    return value
