# Generated from mldb/async_db/services/registry/saved_view.py by `make twins`.
"""Saved views of lists."""

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy.orm import Session

from mldb.audit import Subject
from mldb.catalogue import EXPERIMENT, SAVED_VIEW
from mldb.errors import DuplicateError, NotFoundError
from mldb.models import MLExperiment, MLModel, SavedView, StaffUser
from mldb.rules.paging import check_page
from mldb.rules.saved_view import check_columns, check_options, check_room
from mldb.schemas import SavedViewCreate, SavedViewRead, SavedViewUpdate
from mldb.search.fields import ListType
from mldb.sync_db.repositories.accounts.staff_user import StaffUserRepository
from mldb.sync_db.repositories.registry.ml_model import MLModelRepository
from mldb.sync_db.repositories.registry.saved_view import (
    ListOwner,
    SavedViewRepository,
    list_owner,
)
from mldb.sync_db.repositories.tracking.ml_experiment import MLExperimentRepository
from mldb.sync_db.services.base import BaseService
from mldb.sync_db.services.change import Change
from mldb.sync_db.services.registry.missing import no_model
from mldb.values.limits import PAGE_SIZE


class SavedViewService(BaseService[SavedView, SavedViewCreate, SavedViewUpdate, SavedViewRead]):
    """Saved views of lists: each has an owner, and those that are shared everybody can open.

    A text that is no query of the list is refused with QuerySyntaxError.
    """

    entity: ClassVar[str] = "view"
    repository_type = SavedViewRepository
    read_schema = SavedViewRead
    audited_fields: ClassVar[tuple[str, ...]] = SAVED_VIEW.audited

    def get_visible(self, row_id: int, user_id: int) -> SavedViewRead:
        """The view with this id, which the staff user owns or somebody shares.

        Raises:
            NotFoundError: there is none, or it is somebody else's own.
        """
        with self.database.reading() as session:
            row = self._row(session, row_id)
            if row.user_id != user_id and not row.is_shared:
                raise NotFoundError(self.entity, row_id)
            return self._read(row)

    def get_all_visible(
        self, user_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[SavedViewRead]:
        """Their own views, then those that others share, by name, at most `limit` (1,000)."""
        check_page(skip, limit)
        with self.database.reading() as session:
            rows = SavedViewRepository(session).get_visible(user_id, skip, limit)
        return [SavedViewRead.model_validate(row) for row in rows]

    def get_of_list(
        self,
        user_id: int,
        kind: ListType,
        model_id: int | None = None,
        experiment_id: int | None = None,
        *,
        skip: int = 0,
        limit: int = PAGE_SIZE,
    ) -> list[SavedViewRead]:
        """Views of one list, own ones first: of all rows, of a model's or of an experiment's."""
        check_page(skip, limit)
        with self.database.reading() as session:
            repository = SavedViewRepository(session)
            owner = list_owner(model_id, experiment_id)
            rows = repository.get_of_list(user_id, kind, owner, skip, limit)
        return [SavedViewRead.model_validate(row) for row in rows]

    def _validate_create(self, session: Session, data: Sequence[SavedViewCreate]) -> None:
        """The list can show it, its owner has room for it and no other one of its name."""
        repository = SavedViewRepository(session)
        for one in data:
            _check_state(one.kind, one)
            user, model = _owner(session, one.user_id), _model(session, one.model_name)
            experiment = _experiment(session, one.experiment_id)
            check_room(repository.count_of_user(user.id))
            owner = list_owner(model.id if model else None, experiment.id if experiment else None)
            _check_name(repository, user.id, one.kind, owner, one.name)

    def _validate_update(
        self, session: Session, changes: Sequence[tuple[SavedView, SavedViewUpdate]]
    ) -> None:
        """The list can show the new state, and the owner has no other one of its name."""
        repository = SavedViewRepository(session)
        for row, data in changes:
            _check_state(ListType(row.kind), data)
            if "name" in data.model_fields_set and data.name != row.name:
                owner = list_owner(row.model_id, row.experiment_id)
                _check_name(repository, row.user_id, row.kind, owner, data.name)

    def _add(self, change: Change, data: SavedViewCreate) -> SavedView:
        owners = {"user_id", "model_name", "experiment_id"}
        values = data.model_dump(exclude=owners) | change.created()
        values["user"] = _owner(change.session, data.user_id)
        values["model"] = _model(change.session, data.model_name)
        values["experiment"] = _experiment(change.session, data.experiment_id)
        return SavedViewRepository(change.session).add(values)

    def _subject(self, row: SavedView) -> Subject:
        return Subject(self.entity, row.id, row.name)


def _check_state(kind: ListType, data: SavedViewCreate | SavedViewUpdate) -> None:
    # Most users of mldb never search.
    from mldb.search.parser import parse  # noqa: PLC0415

    given = data.model_fields_set
    if "query" in given:
        parse(data.query, kind)
    if "columns" in given:
        check_columns(kind, data.columns)
    check_options(
        kind,
        data.curve if "curve" in given else None,
        data.group_by if "group_by" in given else None,
    )


def _owner(session: Session, user_id: int) -> StaffUser:
    """The staff user, locked, so that their views are counted one writer after the other."""
    user = StaffUserRepository(session).get(user_id, lock=True)
    if user is None or not user.is_active:
        raise NotFoundError("staff user", user_id)
    return user


def _model(session: Session, name: str | None) -> MLModel | None:
    if name is None:
        return None
    model = MLModelRepository(session).get_by_name(name)
    if model is None or not model.is_live:
        raise no_model(session, name)
    return model


def _experiment(session: Session, row_id: int | None) -> MLExperiment | None:
    if row_id is None:
        return None
    experiment = MLExperimentRepository(session).get(row_id)
    if experiment is None or not experiment.is_live:
        raise NotFoundError(EXPERIMENT.name, row_id)
    return experiment


def _check_name(
    repository: SavedViewRepository,
    user_id: int,
    kind: str,
    owner: ListOwner | None,
    name: str,
) -> None:
    """A name is given once for each list; the database decides races."""
    if repository.get_by_name(user_id, kind, owner, name) is not None:
        raise DuplicateError(f"You have a view named {name!r} for this list already.", "name")
