"""Columns of runs in the trash or not, and of all that they logged."""

from collections.abc import Collection, Sequence
from typing import Any

from mldb.async_db.repositories.registry.readers.base import ReaderRepository
from mldb.statements.tracking.readers import records as statements


class RunRecordRepository(ReaderRepository):
    """Runs, trash included, with everything that belongs to them."""

    async def get_by_public_ids(self, public_ids: Collection[str]) -> Sequence[Any]:
        """The runs with these public ids, in no order."""
        return await self._all(statements.runs_by_public_ids(), public_ids=list(public_ids))

    async def get_texts(self, run_ids: Collection[int]) -> Sequence[Any]:
        """`params` or `tags`, run, name and value of all of them."""
        return await self._all(statements.texts_of(), run_ids=list(run_ids))

    async def get_last_points(self, run_ids: Collection[int]) -> Sequence[Any]:
        """Run, name, value, step and time of the last point of each metric."""
        return await self._all(statements.last_points_of(), run_ids=list(run_ids))

    async def get_inputs(self, run_ids: Collection[int]) -> Sequence[Any]:
        """Run and columns of the datasets that they read."""
        return await self._all(statements.inputs_of(), run_ids=list(run_ids))

    async def get_logged_models(self, run_ids: Collection[int]) -> Sequence[Any]:
        """Run, public id and step of the models that they saved, the oldest first."""
        return await self._all(statements.logged_models_of(), run_ids=list(run_ids))
