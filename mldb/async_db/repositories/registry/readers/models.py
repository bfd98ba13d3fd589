"""Columns of models with their aliases, tags and metrics."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from mldb.async_db.repositories.registry.readers.base import ReaderRepository
from mldb.statements.registry import ml_model_alias
from mldb.statements.registry.readers import models as statements
from mldb.values.spelling import spelling


class MLModelReaderRepository(ReaderRepository):
    """Live models."""

    async def get_with_aliases(self, name: str) -> Row[Any] | None:
        """A model with its tags, and the version numbers that its aliases point to, or None."""
        row: Row[Any] | None = await self._first(
            statements.model_with_aliases(), model_name=spelling(name)
        )
        return row

    async def get_with_best(
        self, name: str, *, versions: int = 0, limit: int = 0
    ) -> Row[Any] | None:
        """A model with its tags, its best version and names of metrics, or None.

        At most `limit` names, of the metrics of its newest `versions` versions.
        """
        row: Row[Any] | None = await self._first(
            statements.model_with_best(), model_name=spelling(name), versions=versions, count=limit
        )
        return row

    async def get_ids(self, names: Sequence[str]) -> Sequence[Any]:
        """Name and id of the models with these names."""
        return await self._all(statements.model_ids(), names=list(names))

    async def get_current_aliases(self, model_id: int) -> Sequence[Row[Any]]:
        """The current assignments of a model, the latest first."""
        return await self._all(ml_model_alias.listed_current_of_model(), owner_id=model_id)

    async def get_assignments(self, model_id: int, limit: int) -> Sequence[Row[Any]]:
        """The assignments of a model, the newest first, at most `limit`."""
        statement = ml_model_alias.listed_of_model()
        return await self._all(statement, owner_id=model_id, count=limit)

    async def get_trend(self, model_id: int, metric: str, before: int, limit: int) -> Sequence[Any]:
        """Number, value and time of the newest versions with the metric, at most `limit`.

        Only versions with a number below `before`.
        """
        values = {
            "model_id": model_id,
            "metric": spelling(metric),
            "before": before,
            "count": limit,
        }
        return await self._all(statements.trend(), **values)
