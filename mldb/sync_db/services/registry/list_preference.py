# Generated from mldb/async_db/services/registry/list_preference.py by `make twins`.
"""Preferences of lists: the columns and the density that people see."""

from typing import Any

from sqlalchemy.orm import Session

from mldb.audit import Subject, changes_between, snapshot
from mldb.catalogue import EXPERIMENT, LIST_PREFERENCE, MODEL
from mldb.errors import NotFoundError
from mldb.models import ListPreference
from mldb.rules.saved_view import check_columns
from mldb.schemas import ListPreferenceRead, ListPreferences, ListPreferenceWrite, ShownList
from mldb.sync_db.repositories.accounts.staff_user import StaffUserRepository
from mldb.sync_db.repositories.registry.list_preference import ListPreferenceRepository
from mldb.sync_db.repositories.registry.ml_model import MLModelRepository
from mldb.sync_db.repositories.tracking.ml_experiment import MLExperimentRepository
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.change import Change
from mldb.values.enums import AuditAction


class ListPreferenceService(Service):
    """Preferences of lists: each user's own, and a default for all of each list.

    Own ones concern nobody else, so they are not audited; defaults are.
    """

    def get(self, user_id: int, shown: ShownList) -> ListPreferences:
        """The user's own preference of this list, and the default for all."""
        own, default = _key(user_id, shown), _key(None, shown)
        with self.database.reading() as session:
            rows = ListPreferenceRepository(session).get_of_list(own, default)
        found = {row.key: ListPreferenceRead.model_validate(row) for row in rows}
        return ListPreferences(found.get(own), found.get(default))

    def set_own(self, user_id: int, shown: ShownList, data: ListPreferenceWrite) -> None:
        """Remember this for the user.

        Raises:
            NotFoundError: there is no such user, model or experiment.
            RuleViolationError: the list has no such column.
        """
        with self._changing(None) as change:
            if StaffUserRepository(change.session).get(user_id, lock=True) is None:
                raise NotFoundError("staff user", user_id)
            _set(change, user_id, shown, data)

    def set_default(
        self, shown: ShownList, data: ListPreferenceWrite, *, reason: str | None = None
    ) -> None:
        """Make this the default for all who have no preference of their own.

        Raises:
            NotFoundError: there is no such model or experiment.
            RuleViolationError: the list has no such column.
        """
        with self._changing(reason) as change:
            title = _title(change.session, shown)
            before, row = _set(change, None, shown, data)
            label = f"default columns of {title}"
            subject = Subject(LIST_PREFERENCE.name, row.id, label, shown.model_id)
            changes = changes_between(before, _audited(row))
            # Every list has a default before anybody sets one.
            change.record(AuditAction.UPDATE, subject, changes)

    def forget_own(self, user_id: int, shown: ShownList) -> None:
        """Show the user the default columns of this list again."""
        with self._changing(None) as change:
            repository = ListPreferenceRepository(change.session)
            row = repository.get_by_key(_key(user_id, shown))
            if row is not None:
                repository.update(row, {"columns": [], "updated_at": change.at})


def _key(user_id: int | None, shown: ShownList) -> str:
    """The key of a row: whose preference it is, and of which list."""
    parts: list[Any] = ["all" if user_id is None else user_id, shown.kind]
    if shown.model_id is not None:
        parts += ["model", shown.model_id]
    if shown.experiment_id is not None:
        parts += ["experiment", shown.experiment_id]
    return "/".join(map(str, parts))


def _audited(row: ListPreference) -> dict[str, Any]:
    return snapshot(row, LIST_PREFERENCE.audited)


def _set(
    change: Change, user_id: int | None, shown: ShownList, data: ListPreferenceWrite
) -> tuple[dict[str, Any], ListPreference]:
    """What was there before, empty if nothing was, and the row as it is now."""
    values = data.model_dump(exclude_unset=True)
    check_columns(shown.kind, values.get("columns", ()))
    repository = ListPreferenceRepository(change.session)
    key = _key(user_id, shown)
    row = repository.get_by_key(key)
    values["updated_at"] = change.at
    if row is not None:
        before = _audited(row)
        repository.update(row, values)
        return before, row
    _title(change.session, shown)
    of_list = {"key": key, "user_id": user_id} | shown._asdict()
    return {}, repository.add({"columns": [], "density": None} | values | of_list)


def _title(session: Session, shown: ShownList) -> str:
    """The list in words; NotFoundError if the model or the experiment is not there."""
    if shown.model_id is not None:
        model = MLModelRepository(session).get(shown.model_id)
        if model is None:
            raise NotFoundError(MODEL.name, shown.model_id)
        return f"{shown.kind} of {model.name}"
    if shown.experiment_id is not None:
        experiment = MLExperimentRepository(session).get(shown.experiment_id)
        if experiment is None:
            raise NotFoundError(EXPERIMENT.name, shown.experiment_id)
        return f"{shown.kind} of {experiment.name}"
    return str(shown.kind)
