# Generated from mldb/async_db/repositories/registry/saved_view.py by `make twins`.
"""Rows of saved_views."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import joinedload

from mldb.models import MLExperiment, MLModel, SavedView, StaffUser
from mldb.statements.identity import has_id, known_id
from mldb.statements.registry.saved_view import visible, visible_of_list
from mldb.sync_db.repositories.base import BaseRepository
from mldb.values.spelling import spelling

ListOwner: TypeAlias = tuple[str, int]
"""Column and id of the model or experiment whose rows a list shows."""


class SavedViewRepository(BaseRepository[SavedView]):
    """Rows of saved_views, with their owner and the model or experiment that they are about."""

    row_type = SavedView

    @classmethod
    def statement(cls) -> Select[SavedView]:
        """Views with the names of their owner, their model and their experiment."""
        return select(SavedView).options(
            joinedload(SavedView.user, innerjoin=True).load_only(StaffUser.username),
            joinedload(SavedView.model).load_only(MLModel.name, MLModel.deleted_at),
            joinedload(SavedView.experiment).load_only(MLExperiment.name, MLExperiment.deleted_at),
        )

    def order(self) -> tuple[ColumnElement[Any], ...]:
        """Order of lists: by name."""
        return (SavedView.name.asc(), SavedView.id.asc())

    def get_visible(self, user_id: int, skip: int, limit: int) -> Sequence[Row[Any]]:
        """Columns of a user's own views, then of others' shared ones, by name, at most `limit`."""
        return self._columns(visible(), user_id=known_id(user_id), skip=skip, count=limit)

    def get_of_list(
        self, user_id: int, kind: str, owner: ListOwner | None, skip: int, limit: int
    ) -> Sequence[Row[Any]]:
        """Columns of the views of one list: a user's own, then shared ones, by name."""
        column, owner_id = owner or ("", 0)
        values: dict[str, Any] = {column: known_id(owner_id)} if column else {}
        values |= {"user_id": known_id(user_id), "kind": kind, "skip": skip, "count": limit}
        return self._columns(visible_of_list(column), **values)

    def get_by_name(
        self, user_id: int, kind: str, owner: ListOwner | None, name: str
    ) -> SavedView | None:
        """Row of a user by the exact name it has in its list, or None."""
        own = self.statement().where(
            has_id(SavedView.user_id, user_id), SavedView.name == spelling(name)
        )
        return self.first(own.where(*_of_list(kind, owner)))

    def count_of_user(self, user_id: int) -> int:
        """How many rows a user has."""
        counted = select(func.count()).where(has_id(SavedView.user_id, user_id))
        return (self.session.scalars(counted)).one()

    def _columns(self, statement: Select[Any], **values: Any) -> Sequence[Row[Any]]:
        connection = self.session.connection()
        rows: Sequence[Row[Any]] = (connection.execute(statement, values)).all()
        return rows


def list_owner(model_id: int | None, experiment_id: int | None) -> ListOwner | None:
    """The owner of a list; None for a list of all rows."""
    if model_id is not None:
        return "model_id", model_id
    return None if experiment_id is None else ("experiment_id", experiment_id)


def _of_list(kind: str, owner: ListOwner | None) -> list[ColumnElement[bool]]:
    column, owner_id = owner or ("", 0)
    return [
        SavedView.kind == kind,
        *(
            has_id(one, owner_id) if one.key == column else one.is_(None)
            for one in (SavedView.model_id, SavedView.experiment_id)
        ),
    ]
