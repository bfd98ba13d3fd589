# Generated from mldb/async_db/repositories/tracking/ml_logged_model.py by `make twins`.
"""Rows of ml_logged_models, and of their parameters, tags and metrics."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select

from mldb.models import MLExperiment, MLLoggedModel, MLRun
from mldb.statements.tracking import ml_logged_model as statements
from mldb.sync_db.repositories.registry.trash import TrashRepository


class MLLoggedModelRepository(TrashRepository[MLLoggedModel]):
    """Rows of ml_logged_models, with the name of their experiment and the id of their run."""

    row_type = MLLoggedModel

    @classmethod
    def statement(cls) -> Select[MLLoggedModel]:
        """Logged models with the name of their experiment and the id of their run."""
        return statements.logged_models()

    def live(self) -> Select[MLLoggedModel]:
        """Logged models outside the trash, of runs and experiments outside the trash."""
        owners = (MLExperiment.deleted_at, MLRun.deleted_at, MLLoggedModel.deleted_at)
        return self.statement().where(*(deleted_at.is_(None) for deleted_at in owners))

    def get_by_public_id(self, public_id: str, *, lock: bool = False) -> MLLoggedModel | None:
        """Row by public id, trash included, or None; locked against other writers if asked for."""
        statement = statements.logged_model_by_public_id()
        return self.first(statement, {"public_id": public_id}, lock=lock)

    def get_of_run(
        self, run_id: int, limit: int, before: int | None = None
    ) -> Sequence[MLLoggedModel]:
        """Live rows of a run, with ids below `before`, the newest first, at most `limit`."""
        conditions = [MLLoggedModel.run_id == run_id]
        if before is not None:
            conditions.append(MLLoggedModel.id < before)
        return self.get_live(0, limit, *conditions)

    def get_by_public_ids(self, public_ids: Sequence[str]) -> Sequence[MLLoggedModel]:
        """Rows by public id, trash included, in no order."""
        statement = statements.logged_models_by_public_ids()
        found = self.session.scalars(statement, {"public_ids": list(public_ids)})
        return found.all()

    def params_of(self, row_ids: Sequence[int]) -> dict[int, dict[str, str]]:
        """Parameters by name, by the id of their model."""
        return _by_owner(row_ids, self._all(statements.params_of(), row_ids))

    def tags_of(self, row_ids: Sequence[int]) -> dict[int, dict[str, str]]:
        """Tags by key, by the id of their model."""
        return _by_owner(row_ids, self._all(statements.tags_of(), row_ids))

    def metrics_of(self, row_ids: Sequence[int]) -> Sequence[Any]:
        """Columns of the metrics, of each model by name, dataset, step and time."""
        rows: Sequence[Any] = self._all(statements.metrics_of(), row_ids)
        return rows

    def delete_tag(self, row_id: int, key: str) -> bool:
        """Delete a tag; whether there was one."""
        connection = self.session.connection()
        wanted = {"row_id": row_id, "tag_key": key}
        return (connection.execute(statements.delete_tag(), wanted)).scalar() is not None

    def add_items(self, row_type: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """New parameters, tags or metrics."""
        if rows:
            connection = self.session.connection()
            connection.execute(statements.insert_into(row_type), rows)

    def replace_items(self, row_type: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Parameters, tags or metrics instead of those with the same keys."""
        if rows:
            names = [column.name for column in row_type.__table__.primary_key.columns]
            same = [{f"same_{name}": row[name] for name in names} for row in rows]
            connection = self.session.connection()
            connection.execute(statements.delete_same(row_type), same)
            self.add_items(row_type, rows)

    def _all(self, statement: Any, row_ids: Sequence[int]) -> Any:
        connection = self.session.connection()
        return (connection.execute(statement, {"row_ids": list(row_ids)})).all()


def _by_owner(row_ids: Sequence[int], rows: Any) -> dict[int, dict[str, str]]:
    items: dict[int, dict[str, str]] = {row_id: {} for row_id in row_ids}
    for row_id, name, value in rows:
        items[row_id][name] = value
    return items
