"""Columns of aliases with the versions that they point to."""

from datetime import datetime
from typing import Any

from mldb.async_db.repositories.registry.readers.base import ReaderRepository
from mldb.rules.alias import trusted_until
from mldb.statements.prefixed import split_row
from mldb.statements.registry import ml_model_alias
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
