# Generated from mldb/async_db/repositories/registry/ml_model_version.py by `make twins`.
"""Rows of ml_model_versions."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select

from mldb.models import MLModelVersion
from mldb.statements.identity import has_id
from mldb.statements.registry import ml_model_version as statements
from mldb.sync_db.repositories.registry.trash import TrashRepository
from mldb.values.enums import Goal
from mldb.values.limits import MAX_ID
from mldb.values.spelling import spelling


class MLModelVersionRepository(TrashRepository[MLModelVersion]):
    """Rows of ml_model_versions, with the name of their model."""

    row_type = MLModelVersion

    @classmethod
    def statement(cls) -> Select[MLModelVersion]:
        """Versions with the name of their model."""
        return statements.versions()

    def live(self) -> Select[MLModelVersion]:
        """Versions outside the trash, of models outside the trash."""
        return statements.live_versions()

    def add_many(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row[int, int, int]]:
        """New rows; gives their ids, models and numbers, in any order."""
        if not rows:
            return []
        return (self.session.execute(statements.insert_versions(), rows)).all()

    def get_by_number(
        self, model_name: str, number: int, *, lock: bool = False
    ) -> MLModelVersion | None:
        """Row by its model's name and its number, trash included, or None."""
        if not 0 < number <= MAX_ID:
            return None
        values = {"model_name": spelling(model_name), "version_number": number}
        return self.first(statements.version_by_number(), values, lock=lock)

    def get_of_model(self, model_id: int, skip: int, limit: int) -> Sequence[Any]:
        """Columns of live rows of one model, the highest number first, at most `limit`.

        Cheaper than the rows themselves.
        """
        statement = statements.live_version_columns().where(
            has_id(MLModelVersion.model_id, model_id)
        )
        statement = statement.order_by(MLModelVersion.number.desc()).offset(skip).limit(limit)
        rows: Sequence[Any] = (self.session.execute(statement)).all()
        return rows

    def get_untrashed(self, model_id: int) -> Sequence[MLModelVersion]:
        """All rows of one model outside the trash, whether or not the model is, by number."""
        statement = self.statement().where(
            MLModelVersion.model_id == model_id, MLModelVersion.deleted_at.is_(None)
        )
        return (self.session.scalars(statement.order_by(MLModelVersion.number))).all()

    def best_of(
        self, ids: Select[Any], metric: str, goal: Goal, *, is_past: bool
    ) -> Row[Any] | None:
        """Id, model name, number and value of the best of these versions, or None."""
        statement = statements.best_of(ids, metric, goal, is_past=is_past)
        row: Row[Any] | None = (self.session.execute(statement)).first()
        return row

    def ranked(
        self, model_id: int, metric: str, goal: Goal, skip: int, limit: int
    ) -> Sequence[Row[int, str, int, float]]:
        """Id, model name, number and value of live versions with the metric, the best first."""
        statement = statements.ranked(model_id, metric, goal).offset(skip).limit(limit)
        return (self.session.execute(statement)).all()
