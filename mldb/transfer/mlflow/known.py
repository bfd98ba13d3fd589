"""What the registry holds already of the things that MLflow has."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from mldb.models import MLModel, MLModelAlias, MLModelVersion
from mldb.sync_db import Database


class Known:
    """The registry as it was before the import, the trash included."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def models(self, names: Collection[str]) -> dict[str, Row[Any]]:
        """Those of these names."""
        table: Any = MLModel.__table__
        rows = self._rows(select(table).where(table.c.name.in_(names)))
        return {row.name: row for row in rows}

    def versions(
        self, model_names: Collection[str], numbers: Collection[int]
    ) -> dict[tuple[str, int], Row[Any]]:
        """Those of these models that have one of these numbers, by model and number."""
        table: Any = MLModelVersion.__table__
        found = select(table, MLModel.name.label("model_name")).join(MLModelVersion.model)
        found = found.where(MLModel.name.in_(model_names), table.c.number.in_(numbers))
        return {(row.model_name, row.number): row for row in self._rows(found)}

    def last_assignments(self, model_names: Collection[str]) -> dict[tuple[str, str], Row[Any]]:
        """Where each alias of these models points, or pointed last, by model and alias."""
        table: Any = MLModelAlias.__table__
        last = select(func.max(table.c.id)).join(MLModelAlias.model)
        last = last.where(MLModel.name.in_(model_names)).group_by(table.c.model_id, table.c.name)
        found = select(table, MLModel.name.label("model_name")).join(MLModelAlias.model)
        rows = self._rows(found.where(table.c.id.in_(last)))
        return {(row.model_name, row.name): row for row in rows}

    def _rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        with self._database.reading() as session:
            return session.execute(statement).all()
