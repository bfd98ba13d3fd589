# Generated from tests/mldb/async_db/test_rules_of_writers.py by `make twins`.
"""A rule in a hook holds for every method that writes such rows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mldb.errors import RuleViolationError
from mldb.schemas import (
    APITokenCreate,
    MLMetricBatch,
    MLMetricCreate,
    MLMetricUpdate,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelTagCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionParamCreate,
    MLModelVersionTagCreate,
    MLModelVersionUpdate,
    SavedViewCreate,
    SavedViewUpdate,
    StaffSessionCreate,
    StaffUserCreate,
    StaffUserUpdate,
    TagOnMany,
)
from mldb.search.fields import ListType
from mldb.sync_db import (
    APITokenService,
    Database,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionParamService,
    MLModelVersionService,
    MLModelVersionTagService,
    Registry,
    SavedViewService,
    StaffSessionService,
    StaffUserService,
)
from mldb.values.enums import Role, TokenScope
from tests.mldb.sync_db.hooks import refusing

Write = Callable[[Registry], Any]

TOMORROW = datetime.now(UTC) + timedelta(days=1)
EMPTY = MLModelVersionCreate(model_name="fraud", source="s3://b/1")
FULL = EMPTY.model_copy(update={"params": {"p": "1"}, "metrics": {"m": 1.0}, "tags": {"t": ""}})
SESSION = StaffSessionCreate(key="k" * 32, user_id=1, payload="", expires_at=TOMORROW)
USER = StaffUserCreate(username="bob", password_hash="none", role=Role.VIEWER)
PASSWORD = StaffUserUpdate(row_version=1, password_hash="other")
REF = MLModelAliasRef(model_name="fraud", name="champion")

CREATIONS: dict[tuple[type[Any], str], Write] = {
    (MLModelService, "create"): lambda r: r.models.create(MLModelCreate(name="a")),
    (MLModelService, "create_many"): lambda r: r.models.create_many([MLModelCreate(name="a")]),
    (MLModelVersionService, "create"): lambda r: r.versions.create(EMPTY),
    (MLModelVersionService, "create_many"): lambda r: r.versions.create_many([EMPTY]),
    **{
        (service_type, f"versions.{method}"): write
        for service_type in (MLMetricService, MLModelVersionParamService, MLModelVersionTagService)
        for method, write in {
            "create": lambda r: r.versions.create(FULL),
            "create_many": lambda r: r.versions.create_many([EMPTY, FULL]),
        }.items()
    },
    (MLMetricService, "create"): lambda r: r.metrics.create(
        MLMetricCreate(version_id=1, name="x", value=1.0)
    ),
    (MLMetricService, "put"): lambda r: r.metrics.put(
        MLMetricCreate(version_id=1, name="x", value=1.0)
    ),
    (MLMetricService, "record"): lambda r: r.metrics.record(
        MLMetricBatch(version_id=1, metrics={"x": 1.0})
    ),
    (MLModelVersionParamService, "put"): lambda r: r.params.put(
        MLModelVersionParamCreate(version_id=1, name="x", value="1")
    ),
    (MLModelVersionTagService, "put"): lambda r: r.version_tags.put(
        MLModelVersionTagCreate(version_id=1, key="x")
    ),
    (MLModelVersionTagService, "set_on_many"): lambda r: r.version_tags.set_on_many(
        [1], TagOnMany(key="x")
    ),
    (MLModelTagService, "create"): lambda r: r.model_tags.create(
        MLModelTagCreate(model_id=1, key="x")
    ),
    (MLModelTagService, "set_on_many"): lambda r: r.model_tags.set_on_many([1], TagOnMany(key="x")),
    (MLModelAliasService, "move"): lambda r: r.aliases.move(
        MLModelAliasMove(model_name="fraud", name="other", version=1)
    ),
    (MLModelAliasService, "roll_back"): lambda r: r.aliases.roll_back(REF, to=1),
    (StaffUserService, "create"): lambda r: r.staff.create(USER),
    (StaffSessionService, "create"): lambda r: r.sessions.create(
        SESSION.model_copy(update={"key": "o" * 32})
    ),
    (APITokenService, "create"): lambda r: r.tokens.create(
        APITokenCreate(user_id=1, name="ci", scope=TokenScope.READ, expires_at=TOMORROW)
    ),
    (SavedViewService, "create"): lambda r: r.saved_views.create(
        SavedViewCreate(user_id=1, kind=ListType.MODELS, name="other")
    ),
}
CHANGES: dict[tuple[type[Any], str], Write] = {
    (MLModelService, "update"): lambda r: r.models.update(
        1, MLModelUpdate(row_version=1, description="x")
    ),
    (MLModelVersionService, "update"): lambda r: r.versions.update(
        1, MLModelVersionUpdate(row_version=1, description="x")
    ),
    (MLMetricService, "update"): lambda r: r.metrics.update(
        1, MLMetricUpdate(row_version=1, value=2.0)
    ),
    (MLMetricService, "put"): lambda r: r.metrics.put(
        MLMetricCreate(version_id=1, name="m", value=2.0)
    ),
    (MLMetricService, "record"): lambda r: r.metrics.record(
        MLMetricBatch(version_id=1, metrics={"m": 2.0})
    ),
    (MLModelVersionTagService, "set_on_many"): lambda r: r.version_tags.set_on_many(
        [1], TagOnMany(key="t", value="other")
    ),
    (StaffUserService, "update"): lambda r: r.staff.update(1, PASSWORD),
    (StaffUserService, "set_password"): lambda r: r.staff.set_password(
        1, PASSWORD, revoke_tokens=False
    ),
    (StaffSessionService, "update"): lambda r: r.sessions.update(SESSION),
    (SavedViewService, "update"): lambda r: r.saved_views.update(
        1, SavedViewUpdate(row_version=1, name="other")
    ),
}
REMOVALS: dict[tuple[type[Any], str], Write] = {
    (MLModelService, "delete"): lambda r: r.models.delete(2),
    (MLModelVersionService, "delete"): lambda r: r.versions.delete(1),
    (MLModelVersionService, "restore_with_versions"): lambda r: r.models.restore_with_versions(
        3, []
    ),
    (MLMetricService, "delete"): lambda r: r.metrics.delete(1),
    (MLModelVersionTagService, "remove_from_many"): lambda r: r.version_tags.remove_from_many(
        [1], "t"
    ),
    (MLModelAliasService, "remove"): lambda r: r.aliases.remove(REF),
    (SavedViewService, "delete"): lambda r: r.saved_views.delete(1),
}


@pytest.fixture
def registry(database: Database) -> Registry:
    """A registry with one of everything; `fraud` has two versions, model 3 is in the trash."""
    registry = Registry(database, actor="alice")
    registry.models.create_many([MLModelCreate(name=name) for name in ("fraud", "b", "c")])
    registry.versions.create_many([FULL, FULL])
    registry.versions.create(EMPTY.model_copy(update={"model_name": "c"}))
    registry.models.delete(3)
    for number in (1, 2):
        move = MLModelAliasMove(model_name="fraud", name="champion", version=number)
        registry.aliases.move(move)
    user = USER.model_copy(update={"username": "root", "role": Role.ADMIN})
    registry.staff.create(user)
    registry.sessions.create(SESSION)
    registry.saved_views.create(SavedViewCreate(user_id=1, kind=ListType.MODELS, name="v"))
    return registry


def _cases(writes: dict[tuple[type[Any], str], Write]) -> list[Any]:
    return [
        pytest.param(service_type, write, id=f"{service_type.__name__}, {method}")
        for (service_type, method), write in writes.items()
    ]


def _refused(registry: Registry, write: Write) -> None:
    events = registry.audit.get_all()

    with pytest.raises(RuleViolationError, match=r"A new rule\."):
        write(registry)

    assert registry.audit.get_all() == events


@pytest.mark.parametrize(("service_type", "write"), _cases(CREATIONS))
def test_a_rule_for_new_rows_holds_for(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, service_type: type[Any], write: Write
) -> None:
    monkeypatch.setattr(service_type, "_validate_create", refusing)

    _refused(registry, write)


@pytest.mark.parametrize(("service_type", "write"), _cases(CHANGES))
def test_a_rule_for_changes_holds_for(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, service_type: type[Any], write: Write
) -> None:
    monkeypatch.setattr(service_type, "_validate_update", refusing)

    _refused(registry, write)


@pytest.mark.parametrize(("service_type", "write"), _cases(REMOVALS))
def test_a_rule_for_removals_holds_for(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, service_type: type[Any], write: Write
) -> None:
    monkeypatch.setattr(service_type, "_validate_delete", refusing)

    _refused(registry, write)


def test_many_are_kept_where_a_rule_forbids_to_remove_them(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MLModelVersionService, "_validate_delete", refusing)

    outcome = registry.versions.delete_many([1, 2])

    assert outcome.done == []
    assert [one.why for one in outcome.skipped] == ["A new rule."] * 2
