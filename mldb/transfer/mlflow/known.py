"""What the registry holds already of the things that MLflow has."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from mldb.models import MLModelAlias
from mldb.statements.registry.imported import held_models, held_versions
from mldb.statements.registry.ml_model_alias import listed_assignments
from mldb.sync_db import Database
from mldb.values.spelling import alias_key


class LastAssignments:
    """Where aliases point, or pointed last, found by a name in any spelling."""

    def __init__(self, rows: Mapping[tuple[str, str], Row[Any]]) -> None:
        self._rows = rows
        self._by_key = {(model, alias_key(name)): row for (model, name), row in rows.items()}

    def of(self, model: str, name: str) -> Row[Any] | None:
        """The one of exactly this name, or else of one that differs by its spelling only."""
        return self._rows.get((model, name)) or self._by_key.get((model, alias_key(name)))


class Known:
    """The registry as it was before the import, the trash included."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def models(self, names: Collection[str]) -> dict[str, Row[Any]]:
        """What is here, by name; `id` is None if there is nothing."""
        rows = self._rows(held_models(self._dialect), keys=[[name] for name in names])
        return {row.key_0: row for row in rows}

    def versions(self, labels: Collection[tuple[str, int]]) -> dict[tuple[str, int], Row[Any]]:
        """What is here, by model and number; `id` is None if there is nothing."""
        rows = self._rows(held_versions(self._dialect), keys=[[*label] for label in labels])
        return {(row.key_0, row.key_1): row for row in rows}

    def last_assignments(self, model_ids: Collection[int]) -> dict[tuple[str, str], Row[Any]]:
        """Where each alias of these models points, or pointed last, by model and alias."""
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
