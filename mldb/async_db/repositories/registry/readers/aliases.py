"""Columns of aliases with the versions that they point to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from mldb.async_db.repositories.registry.readers.base import ReaderRepository
from mldb.models import MLModel, MLModelAlias
from mldb.rules.alias import trusted_until
from mldb.statements.prefixed import split_row
from mldb.statements.registry import ml_model_alias
from mldb.statements.registry.readers import aliases as statements
from mldb.values.spelling import alias_key, spelling


class MLModelAliasReaderRepository(ReaderRepository):
    """Assignments of aliases of live models."""

    async def get_with_version(
        self, model_name: str, name: str, at: datetime | None
    ) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The current assignment of an alias, or the one at this moment, and its version.

        None if there was no assignment; the version's columns are all None if it is not live.
        """
        statement = ml_model_alias.assignment_with_version(in_the_past=at is not None)
        values: dict[str, Any] = {"model_name": spelling(model_name), "alias_key": alias_key(name)}
        if at is not None:
            values |= {"at": at, "until": trusted_until(at)}
        row = await self._first(statement, **values)
        return None if row is None else split_row(row, ml_model_alias.OF_VERSION)

    async def get_differing(
        self, start: datetime, end: datetime | None, after: str | None, limit: int
    ) -> tuple[Sequence[Any], Sequence[Any]]:
        """The models whose aliases point elsewhere at these times, by name, after a name.

        At most `limit`. Then columns of their assignments, by alias.
        """
        models, assignments = statements.differing(start, end)
        if after is not None:
            models = models.where(MLModel.name > spelling(after))
        found = await self._all(models.order_by(MLModel.name).limit(limit))
        of_found = assignments.where(MLModelAlias.model_id.in_([row.id for row in found]))
        return found, await self._all(of_found.order_by(MLModelAlias.name_key))

    async def get_last_started(
        self, model_ids: Collection[int], end: datetime | None
    ) -> Sequence[Any]:
        """Columns of the newest assignment of each alias of these models, started up to a time."""
        return await self._all(statements.last_started(model_ids, end)) if model_ids else []

    async def get_newer(self, version_ids: Collection[int], at_most: int) -> Sequence[Any]:
        """Ids of these versions, and how many live versions are newer, counted up to a number."""
        return await self._all(statements.newer_numbers(), ids=list(version_ids), at_most=at_most)
