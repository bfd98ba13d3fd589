# Generated from mldb/async_db/repositories/registry/ml_metric.py by `make twins`.
"""Rows of ml_metrics."""

from collections.abc import Mapping, Sequence
from typing import Any

from mldb.models import MLMetric
from mldb.statements.item import insert_items
from mldb.sync_db.repositories.item import ItemRepository


class MLMetricRepository(ItemRepository[MLMetric]):
    """Rows of ml_metrics, with the version they belong to."""

    row_type = MLMetric

    def add_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New rows, of which there can be many thousands at once."""
        self.insert_all(insert_items(self.row_type), rows)
