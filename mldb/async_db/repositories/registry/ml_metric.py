"""Rows of ml_metrics."""

from collections.abc import Mapping, Sequence
from typing import Any

from mldb.async_db.repositories.item import ItemRepository
from mldb.models import MLMetric
from mldb.statements.item import insert_items


class MLMetricRepository(ItemRepository[MLMetric]):
    """Rows of ml_metrics, with the version they belong to."""

    row_type = MLMetric

    async def add_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New rows, of which there can be many thousands at once."""
        await self.insert_all(insert_items(self.row_type), rows)
