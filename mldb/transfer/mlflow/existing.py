"""Looks MLflow's entities up in the registry."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from mldb.models import MLModelAlias
from mldb.statements.registry.imported import existing_models, existing_versions
from mldb.statements.registry.ml_model_alias import listed_assignments
from mldb.statements.tracking.imported import (
    existing_experiments,
    existing_logged_models,
    existing_runs,
)
from mldb.sync_db import Database
from mldb.values.spelling import alias_key


class LastAssignments:
    """Last assignments of aliases, found by a name in any spelling."""

    def __init__(self, rows: Mapping[tuple[str, str], Row[Any]]) -> None:
        self._rows = rows
        self._by_key = {(model, alias_key(name)): row for (model, name), row in rows.items()}

    def of(self, model: str, name: str) -> Row[Any] | None:
        """The assignment of exactly this name, or else of one that differs by its spelling."""
        return self._rows.get((model, name)) or self._by_key.get((model, alias_key(name)))


class ExistingRegistry:
    """The registry before the import, with its trash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def models(self, names: Collection[str]) -> dict[str, Row[Any]]:
        """Models by name; `id` is None if there is no such model."""
        rows = self._rows(existing_models(self._dialect), keys=[[name] for name in names])
        return {row.key_0: row for row in rows}

    def versions(self, labels: Collection[tuple[str, int]]) -> dict[tuple[str, int], Row[Any]]:
        """Versions by model and number; `id` is None if there is no such version."""
        rows = self._rows(existing_versions(self._dialect), keys=[[*label] for label in labels])
        return {(row.key_0, row.key_1): row for row in rows}

    def experiments(self, names: Collection[str]) -> dict[str, Row[Any]]:
        """Experiments by name; `id` is None if there is no such experiment."""
        rows = self._rows(existing_experiments(self._dialect), keys=[[name] for name in names])
        return {row.key_0: row for row in rows}

    def runs(self, keys: Collection[tuple[str, str]]) -> dict[str, Row[Any]]:
        """Runs by public id, asked for with their experiments; `id` is None if there is none."""
        rows = self._rows(existing_runs(self._dialect), keys=[[*key] for key in keys])
        return {row.key_0: row for row in rows}

    def logged_models(self, keys: Collection[tuple[str, str, str | None]]) -> dict[str, Row[Any]]:
        """Logged models by public id, asked for with experiment and run, in the same way."""
        rows = self._rows(existing_logged_models(self._dialect), keys=[[*key] for key in keys])
        return {row.key_0: row for row in rows}

    def last_assignments(self, model_ids: Collection[int]) -> dict[tuple[str, str], Row[Any]]:
        """The last assignment of each alias of these models, by model and alias."""
        of_models = select(func.max(MLModelAlias.id)).where(MLModelAlias.model_id.in_(model_ids))
        last = of_models.group_by(MLModelAlias.model_id, MLModelAlias.name)
        rows = self._rows(listed_assignments().where(MLModelAlias.id.in_(last)))
        return {(row.model_name, row.name): row for row in rows}

    @property
    def _dialect(self) -> str:
        return self._database.config.dialect

    def _rows(self, statement: Select[Any], **parameters: Any) -> Sequence[Row[Any]]:
        with self._database.reading() as session:
            return session.execute(statement, parameters).all()
