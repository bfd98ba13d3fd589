# Generated from mldb/async_db/repositories/registry/ml_model.py by `make twins`.
"""Rows of ml_models."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from mldb.models import MLModel
from mldb.search.pattern import pattern_of
from mldb.statements.registry.ml_model import (
    count_versions,
    insert_model,
    live_models,
    model_by_name,
)
from mldb.statements.search.comparison import matches
from mldb.sync_db.repositories.registry.trash import TrashRepository
from mldb.values.spelling import spelling


class MLModelRepository(TrashRepository[MLModel]):
    """Rows of ml_models."""

    row_type = MLModel

    def order(self) -> tuple[ColumnElement[Any], ...]:
        """Order of lists: by name."""
        return (MLModel.name.asc(),)

    def add_many(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row[int, str]]:
        """New rows; gives their ids and names, in any order."""
        if not rows:
            return []
        added = insert_model().returning(MLModel.id, MLModel.name)
        return (self.session.execute(added, rows)).all()

    def of_names(self, names: Collection[str]) -> Sequence[Row[int, str, datetime | None]]:
        """Id, name and time of deletion of the rows with these names."""
        columns = select(MLModel.id, MLModel.name, MLModel.deleted_at)
        return (self.session.execute(columns.where(_is_named(names)))).all()

    def lock_counters(self, names: Collection[str]) -> Sequence[Row[int, str, int]]:
        """Id, name and last version number of live rows with these names, locked by id."""
        columns = select(MLModel.id, MLModel.name, MLModel.last_version_number)
        live = columns.where(_is_named(names), MLModel.deleted_at.is_(None))
        # In one order, or two writers could wait for each other.
        locked = live.order_by(MLModel.id).with_for_update(key_share=True)
        return (self.session.execute(locked)).all()

    def count_versions(self, counts: Mapping[int, int]) -> None:
        """Count so many new versions for good, by id of their model."""
        rows = [{"model_id": row_id, "count": count} for row_id, count in counts.items()]
        if rows:
            connection = self.session.connection()
            connection.execute(count_versions(), rows)

    def get_live(self, skip: int, limit: int, *conditions: ColumnElement[bool]) -> Sequence[Any]:
        """Columns of rows outside the trash, by name: cheaper than the rows themselves."""
        statement = live_models().where(*conditions).offset(skip).limit(limit)
        rows: Sequence[Any] = (self.session.execute(statement)).all()
        return rows

    def get_by_name(self, name: str, *, lock: bool = False) -> MLModel | None:
        """Row by name, trash included, or None; locked against other writers if asked for."""
        return self.first(model_by_name(), {"model_name": spelling(name)}, lock=lock)

    def get_matching(self, text: str, skip: int, limit: int) -> Sequence[MLModel]:
        """Live rows whose name contains the text in any case, by name, at most `limit`."""
        pattern = pattern_of(spelling(text), is_quoted=True, anywhere=True)
        return self.get_live(skip, limit, matches(MLModel.name, pattern))


def _is_named(names: Collection[str]) -> ColumnElement[bool]:
    return MLModel.name.in_([spelling(name) for name in names])
