# Generated from mldb/async_db/repositories/registry/readers/standings.py by `make twins`.
"""Columns of the values of primary metrics."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from mldb.statements.registry.readers import standings as statements
from mldb.sync_db.repositories.registry.readers.base import ReaderRepository
from mldb.values.spelling import spelling


class StandingRepository(ReaderRepository):
    """Live versions of live models with a primary metric."""

    def get_of_models(self, names: Sequence[str]) -> Sequence[Any]:
        """Goals, champions and counts of the models with these names, in no order."""
        statement = statements.model_standings()
        return self._all(statement, names=[spelling(name) for name in names])

    def get_recent(self, model_ids: Sequence[int]) -> Sequence[Any]:
        """Model, number and value of the newest values of each model, by number."""
        connection = self.session.connection()
        statement = statements.recent_values(connection.dialect.name)
        return self._all(statement, model_ids=model_ids)

    def get_best(self, model_ids: Sequence[int]) -> Sequence[Any]:
        """Model, number and value of the best version of each model, and its number of versions."""
        return self._all(statements.best_values(), model_ids=model_ids)

    def get_of_version(self, model_name: str, number: int) -> Row[Any] | None:
        """Values and rank of a version, or None without a primary metric."""
        row: Row[Any] | None = self._first(
            statements.version_standing(), model_name=spelling(model_name), number=number
        )
        return row

    def get_values(self, labels: Sequence[tuple[str, int]]) -> Sequence[Any]:
        """Model name, number and value of the versions with these names and numbers."""
        connection = self.session.connection()
        statement = statements.primary_values(connection.dialect.name)
        return self._all(statement, keys=labels)
