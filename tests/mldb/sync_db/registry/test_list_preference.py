# Generated from tests/mldb/async_db/registry/test_list_preference.py by `make twins`.
"""Preferences of lists: each user's own, and the defaults for all."""

from datetime import UTC, datetime

import pytest

from mldb.errors import DuplicateError, NotFoundError, RuleViolationError
from mldb.models import ListPreference
from mldb.schemas import ListPreferenceWrite, MLModelRead, ShownList, StaffUserRead
from mldb.search.fields import ListType
from mldb.sync_db import (
    AuditEventService,
    Database,
    ListPreferenceService,
    MLModelService,
)
from mldb.values.enums import AuditAction, Density

MODELS = ShownList(ListType.MODELS)


@pytest.fixture
def preferences(database: Database) -> ListPreferenceService:
    return ListPreferenceService(database, actor="root")


def test_without_any_a_list_is_as_usual(
    preferences: ListPreferenceService, admin: StaffUserRead
) -> None:
    found = preferences.get(admin.id, MODELS)

    assert (found.own, found.default) == (None, None)
    assert (found.columns, found.density) == ((), Density.ROOMY)


def test_each_list_has_its_own(
    preferences: ListPreferenceService, admin: StaffUserRead, model: MLModelRead
) -> None:
    lists = [
        MODELS,
        ShownList(ListType.VERSIONS),
        ShownList(ListType.VERSIONS, model_id=model.id),
        ShownList(ListType.RUNS),
        ShownList(ListType.RUNS, experiment_id=0),
    ]
    for number, shown in enumerate(lists):
        columns = ListPreferenceWrite(columns=[f"tag.{number}"])
        preferences.set_own(admin.id, shown, columns)

    found = [(preferences.get(admin.id, shown)).columns for shown in lists]
    assert found == [(f"tag.{number}",) for number in range(len(lists))]


def test_what_is_not_given_stays(preferences: ListPreferenceService, admin: StaffUserRead) -> None:
    preferences.set_own(admin.id, MODELS, ListPreferenceWrite(columns=["latest", "tags"]))
    preferences.set_own(admin.id, MODELS, ListPreferenceWrite(density=Density.COMPACT))
    found = preferences.get(admin.id, MODELS)

    assert (found.columns, found.density) == (("latest", "tags"), Density.COMPACT)


def test_own_columns_come_before_the_default(
    preferences: ListPreferenceService, admin: StaffUserRead
) -> None:
    default = ListPreferenceWrite(columns=["tags"], density=Density.COMPACT)
    preferences.set_default(MODELS, default)
    before = preferences.get(admin.id, MODELS)
    preferences.set_own(admin.id, MODELS, ListPreferenceWrite(columns=["latest"]))
    after = preferences.get(admin.id, MODELS)
    preferences.forget_own(admin.id, MODELS)
    again = preferences.get(admin.id, MODELS)

    assert before.columns == again.columns == ("tags",)
    assert (after.columns, after.density) == (("latest",), Density.COMPACT)


def test_only_a_default_is_part_of_the_history(
    preferences: ListPreferenceService,
    admin: StaffUserRead,
    model: MLModelRead,
    audit: AuditEventService,
) -> None:
    before = audit.get_all()
    shown = ShownList(ListType.VERSIONS, model_id=model.id)
    preferences.set_own(admin.id, shown, ListPreferenceWrite(columns=["status"]))
    unchanged = audit.get_all()
    preferences.set_default(shown, ListPreferenceWrite(columns=["device"]), reason="Ours")
    (event,) = audit.get_all(limit=1)

    assert unchanged == before
    assert (event.action, event.actor, event.reason) == (AuditAction.UPDATE, "root", "Ours")
    assert (event.entity, event.label) == ("list default", "default columns of versions of fraud")
    assert event.changes["columns"] == (None, ["device"])


@pytest.mark.parametrize("columns", [["colour"], ["latest", "min.loss"], ["metric."]])
def test_a_column_that_the_list_has_not_is_refused(
    preferences: ListPreferenceService, admin: StaffUserRead, columns: list[str]
) -> None:
    with pytest.raises(RuleViolationError, match="There is no column"):
        preferences.set_own(admin.id, MODELS, ListPreferenceWrite(columns=columns))

    assert (preferences.get(admin.id, MODELS)).own is None


@pytest.mark.parametrize(
    ("user", "shown"),
    [
        (77, MODELS),
        (2**70, MODELS),
        (None, ShownList(ListType.VERSIONS, model_id=77)),
        (None, ShownList(ListType.RUNS, experiment_id=77)),
    ],
)
def test_nothing_is_kept_for_what_is_not_there(
    preferences: ListPreferenceService, admin: StaffUserRead, user: int | None, shown: ShownList
) -> None:
    with pytest.raises(NotFoundError):
        preferences.set_own(user or admin.id, shown, ListPreferenceWrite(columns=["tag.a"]))


def test_it_is_purged_with_its_model(
    preferences: ListPreferenceService,
    admin: StaffUserRead,
    model: MLModelRead,
    models: MLModelService,
) -> None:
    shown = ShownList(ListType.VERSIONS, model_id=model.id)
    preferences.set_own(admin.id, shown, ListPreferenceWrite(columns=["status"]))
    models.delete(model.id)
    models.purge(model.id, "fraud")

    assert (preferences.get(admin.id, shown)).own is None


def _add(database: Database) -> None:
    values = {"key": "all/models", "kind": "models", "columns": []}
    with database.writing() as session:
        session.add(ListPreference(**values, updated_at=datetime.now(UTC)))


def test_a_constraint_allows_one_for_each_list(database: Database) -> None:
    _add(database)

    with pytest.raises(DuplicateError, match="has preferences already"):
        _add(database)
