# Generated from mldb/async_db/repositories/registry/ml_model_alias.py by `make twins`.
"""Rows of ml_model_aliases."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update

from mldb.models import MLModel, MLModelAlias
from mldb.statements.registry import ml_model_alias as statements
from mldb.sync_db.repositories.base import BaseRepository
from mldb.values.limits import MAX_ID
from mldb.values.spelling import alias_key, spelling


class MLModelAliasRepository(BaseRepository[MLModelAlias]):
    """Rows of ml_model_aliases: current and past assignments."""

    row_type = MLModelAlias

    @classmethod
    def statement(cls) -> Select[MLModelAlias]:
        """Assignments with the name of their model."""
        return statements.assignments()

    def get_history(
        self, model_id: int, name: str | None, before: int | None, skip: int, limit: int
    ) -> Sequence[MLModelAlias]:
        """Assignments of one alias, or of all of the model, the newest first, from before an id."""
        conditions = [MLModelAlias.model_id == model_id]
        if name is not None:
            conditions.append(_is_alias(name))
        if before is not None:
            conditions.append(MLModelAlias.id < min(before, MAX_ID))
        return self.get_all(skip, limit, *conditions)

    def get_current(self, model_name: str, name: str) -> MLModelAlias | None:
        """The current assignment, or None."""
        values = {"model_name": spelling(model_name), "alias_key": alias_key(name)}
        return self.first(statements.current_assignment(), values)

    def get_last(self, model_id: int, name: str) -> MLModelAlias | None:
        """The newest assignment, ended or not, or None."""
        conditions = [MLModelAlias.model_id == model_id, _is_alias(name)]
        return next(iter(self.get_all(0, 1, *conditions)), None)

    def get_numbers(self, model_id: int, name: str) -> Sequence[int]:
        """Version numbers of all assignments of an alias, the oldest first."""
        return (self.session.scalars(statements.numbers(model_id, name))).all()

    def get_latest_of_versions(
        self, model_id: int, name: str, limit: int
    ) -> Sequence[MLModelAlias]:
        """Of each version that the alias pointed to, the newest assignment; the newest first."""
        latest = statements.latest_of_versions(model_id, name)
        return self.get_all(0, limit, MLModelAlias.id.in_(latest))

    def get_of_model(
        self, model_id: int, at: datetime | None, skip: int, limit: int
    ) -> Sequence[MLModelAlias]:
        """Assignments of a model that were current then (or are), by alias, at most `limit`."""
        statement = self.statement().where(
            MLModelAlias.model_id == model_id, statements.in_effect(at)
        )
        statement = statement.order_by(MLModelAlias.name).offset(skip).limit(limit)
        return (self.session.scalars(statement)).all()

    def get_current_of_models(
        self, model_ids: Collection[int] | None, skip: int, limit: int
    ) -> Sequence[Any]:
        """Columns of current assignments, of these models or of all, the latest first."""
        statement = statements.listed_assignments().where(MLModelAlias.is_current.is_(True))
        if model_ids is not None:
            statement = statement.where(MLModelAlias.model_id.in_(model_ids))
        statement = statement.order_by(*self.order()).offset(skip).limit(limit)
        rows: Sequence[Any] = (self.session.execute(statement)).all()
        return rows

    def get_current_of_version(self, version_id: int) -> Sequence[MLModelAlias]:
        """Current assignments to a version, by alias."""
        statement = self.statement().where(
            MLModelAlias.version_id == version_id, MLModelAlias.is_current.is_(True)
        )
        return (self.session.scalars(statement.order_by(MLModelAlias.name))).all()

    def get_as_of(self, model_name: str, name: str, at: datetime) -> MLModelAlias | None:
        """The assignment that was current at this moment, or None."""
        return self.first(
            self.statement().where(
                MLModel.name == spelling(model_name),
                _is_alias(name),
                statements.in_effect(at),
            )
        )

    def get_in_use(self, limit: int, at_most: int) -> Sequence[Any]:
        """Columns of the assignments of the `limit` models in use that were moved last.

        The latest first, each with the numbers of models and aliases in use, up to `at_most`.
        """
        connection = self.session.connection()
        given = {"count": limit, "at_most": at_most}
        rows: Sequence[Any] = (connection.execute(statements.in_use(), given)).all()
        return rows

    def get_names_in_use(self, at: datetime | None, limit: int) -> Sequence[Any]:
        """Names of aliases that pointed somewhere at this moment (or now), the most used first.

        Each with its number of assignments and that of all.
        """
        statement = statements.names_in_use(at, limit)
        rows: Sequence[Any] = (self.session.execute(statement)).all()
        return rows

    def get_models_in_use(
        self, models: Select[int, str], after: str | None, limit: int
    ) -> Sequence[Any]:
        """Id and name of these models, by name, after a name; at most `limit`."""
        if after is not None:
            models = models.where(MLModel.name > spelling(after))
        rows: Sequence[Any] = (
            self.session.execute(models.order_by(MLModel.name).limit(limit))
        ).all()
        return rows

    def count_models_in_use(self, models: Select[int, str], at_most: int) -> int:
        """How many these models are, counted up to `at_most`."""
        counted = select(func.count()).select_from(models.limit(at_most).subquery())
        return self.session.scalar(counted) or 0

    def get_of_models(self, model_ids: Collection[int], at: datetime | None) -> Sequence[Any]:
        """Columns of the assignments of these models that were current at this moment (or are)."""
        statement = statements.listed_assignments().where(
            MLModelAlias.model_id.in_(model_ids), statements.in_effect(at)
        )
        ordered = statement.order_by(MLModelAlias.name)
        rows: Sequence[Any] = (self.session.execute(ordered)).all()
        return rows

    def forget_version(self, version_id: int) -> None:
        """Keep the version's number in the history without a reference to its row."""
        self.session.execute(
            update(MLModelAlias)
            .where(MLModelAlias.version_id == version_id)
            .values(version_id=None)
            .execution_options(synchronize_session=False)
        )


def _is_alias(name: str) -> ColumnElement[bool]:
    """Assignments of the alias, whose name can be written in any case."""
    return MLModelAlias.name_key == alias_key(name)
