"""The columns of a table of versions."""

from functools import partial
from typing import Final

from mldb.catalogue import VERSION
from mldb.schemas import MLModelOverview, MLModelRead
from mldb.values.enums import Goal
from registry_app.web.lists.columns import (
    Column,
    Columns,
    listed_columns,
    queried_columns,
    select_columns,
)
from registry_app.web.lists.request import ListRequest

METRICS_SHOWN: Final = 8
"""Metrics of a table of versions, unless the request selects others."""

MODEL: Final = Column("model", "Model", lambda row: row.version.model_name, sort="model")
NUMBER: Final = Column("number", "Version", lambda row: row.version.number, sort="-number")
BEST: Final = Column("best", "Best", lambda row: row.best or None)
"""Only in files; the page marks the value itself."""

COLUMNS: Final = listed_columns(
    VERSION,
    (
        Column("aliases", "Aliases", lambda row: row.summary.aliases, "aliases"),
        Column("status", "Status", lambda row: row.version.status.value, "status"),
        Column("device", "Device", lambda row: row.version.device.value),
        Column("source", "Source", lambda row: row.version.source, "source"),
        Column("created", "Registered", lambda row: row.version.created_at, "moment", "-created"),
        Column("by", "By", lambda row: row.version.created_by, label="by"),
        Column(
            "updated",
            "Changed",
            lambda row: row.version.updated_at,
            "moment",
            "-updated",
            "changed",
        ),
        Column("updated_by", "Changed by", lambda row: row.version.updated_by, label="by"),
    ),
    lambda row: row.version,
)
_BEFORE_ITEMS: Final = ("aliases", "status", "device")
_AFTER_ITEMS: Final = ("created", "by")


def version_columns(listing: ListRequest, overview: MLModelOverview | None) -> Columns:
    """The requested columns; by default also a model's first metrics and the query's items."""
    model = overview.model if overview else None
    names = overview.metric_names[:METRICS_SHOWN] if overview else []
    metrics = [f"metric.{metric}" for metric in names]
    items = dict.fromkeys([*metrics, *queried_columns(listing.query)])
    default = (*_BEFORE_ITEMS, *items, *_AFTER_ITEMS)
    return select_columns(listing.selected or default, COLUMNS, partial(_item_column, model))


def _item_column(model: MLModelRead | None, item_type: str, key: str) -> Column:
    if item_type == "metric":
        return _metric_column(model, key)
    if item_type == "tag":
        return Column(
            item_type, key, lambda row: row.summary.tags.get(key), "short_text", label=key, key=key
        )
    return Column(
        item_type, key, lambda row: row.summary.params.get(key), "short_text", label=key, key=key
    )


def _metric_column(model: MLModelRead | None, key: str) -> Column:
    """The first click sorts the best value to the top: by the model's goal, otherwise the highest.

    Only the primary metric marks the best version.
    """
    is_primary = model is not None and model.primary_metric == key
    goal = model.primary_metric_goal if model is not None and is_primary else None
    return Column(
        "metric",
        key,
        lambda row: row.summary.metrics.get(key),
        "primary_metric" if is_primary else "metric",
        f"metric.{key}" if goal is Goal.MINIMIZE else f"-metric.{key}",
        key=key,
        is_number=True,
    )
