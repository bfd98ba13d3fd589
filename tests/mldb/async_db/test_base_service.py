"""What holds for every service."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from mldb.async_db import (
    APITokenService,
    AuditEventService,
    Database,
    LoginAttemptService,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionParamService,
    MLModelVersionService,
    MLModelVersionTagService,
    SavedViewService,
    StaffSessionService,
    StaffUserService,
)
from mldb.async_db.services.change import Change
from mldb.errors import ConflictError, NotFoundError, RuleViolationError
from mldb.schemas import (
    MLMetricUpdate,
    MLModelCreate,
    MLModelRead,
    MLModelTagUpdate,
    MLModelUpdate,
    MLModelVersionParamUpdate,
    MLModelVersionRead,
    MLModelVersionTagUpdate,
    MLModelVersionUpdate,
    SavedViewUpdate,
    StaffUserUpdate,
)
from mldb.search.fields import ListType
from mldb.values.names import SYSTEM
from tests.mldb.async_db.hooks import failing

NOW = datetime(2026, 3, 1, tzinfo=UTC)
UNKNOWN_IDS = [0, -1, 999, 2**63 - 1, 2**63, 2**70, -(2**70)]
UPDATES: dict[Any, Any] = {
    MLModelService: MLModelUpdate(row_version=1),
    MLModelVersionService: MLModelVersionUpdate(row_version=1),
    MLMetricService: MLMetricUpdate(row_version=1, value=1.0),
    MLModelVersionParamService: MLModelVersionParamUpdate(row_version=1, value="1"),
    MLModelVersionTagService: MLModelVersionTagUpdate(row_version=1, value="1"),
    MLModelTagService: MLModelTagUpdate(row_version=1, value="1"),
    StaffUserService: StaffUserUpdate(row_version=1),
    SavedViewService: SavedViewUpdate(row_version=1),
}
ITEM_SERVICES: list[Any] = [
    MLMetricService,
    MLModelVersionParamService,
    MLModelVersionTagService,
    MLModelTagService,
]
# Lists by what their things belong to: nothing for an unknown owner.
LISTS_OF_OWNER: dict[str, Callable[[Database, int], Any]] = {
    "versions of a model": lambda d, i: MLModelVersionService(d).get_of_model(i),
    "tokens of a user": lambda d, i: APITokenService(d).get_of_user(i),
    "sessions of a user": lambda d, i: StaffSessionService(d).get_of_user(i),
    "views of a user": lambda d, i: SavedViewService(d).get_all_visible(i),
    "views of a list": lambda d, i: SavedViewService(d).get_of_list(1, ListType.VERSIONS, i),
    "events of a model": lambda d, i: AuditEventService(d).get_of_model(i),
    "events of an entity": lambda d, i: AuditEventService(d).get_of_entity("model", i),
    "metrics": lambda d, i: MLMetricService(d).get_of_owner(i),
    "params": lambda d, i: MLModelVersionParamService(d).get_of_owner(i),
    "tags of a version": lambda d, i: MLModelVersionTagService(d).get_of_owner(i),
    "tags of a model": lambda d, i: MLModelTagService(d).get_of_owner(i),
}
PAGES: dict[str, Callable[[Database, int, int], Any]] = {
    "models": lambda d, s, n: MLModelService(d).get_all(skip=s, limit=n),
    "trash": lambda d, s, n: MLModelService(d).get_trashed(skip=s, limit=n),
    "versions": lambda d, s, n: MLModelVersionService(d).get_of_model(1, skip=s, limit=n),
    "ranked": lambda d, s, n: MLModelVersionService(d).get_ranked("x", skip=s, limit=n),
    "aliases": lambda d, s, n: MLModelAliasService(d).get_all("x", skip=s, limit=n),
    "audit": lambda d, s, n: AuditEventService(d).get_all(skip=s, limit=n),
    "entity": lambda d, s, n: AuditEventService(d).get_of_entity("model", 1, skip=s, limit=n),
    "model": lambda d, s, n: AuditEventService(d).get_of_model(1, skip=s, limit=n),
    "staff": lambda d, s, n: StaffUserService(d).get_all(skip=s, limit=n),
    "sessions": lambda d, s, n: StaffSessionService(d).get_of_user(1, skip=s, limit=n),
    "tokens": lambda d, s, n: APITokenService(d).get_of_user(1, skip=s, limit=n),
    "views": lambda d, s, n: SavedViewService(d).get_all_visible(1, skip=s, limit=n),
    "views of a list": lambda d, s, n: SavedViewService(d).get_of_list(
        1, ListType.MODELS, skip=s, limit=n
    ),
    "attempts": lambda d, s, n: LoginAttemptService(d).get_all(skip=s, limit=n),
}
LOOKUPS: dict[str, Callable[[Database, str], Any]] = {
    "model": lambda d, text: MLModelService(d).get_by_name(text),
    "version": lambda d, text: MLModelVersionService(d).get_by_number(text, 1),
    "ranked": lambda d, text: MLModelVersionService(d).get_ranked(text),
    "metric": lambda d, text: MLMetricService(d).get_by_name(1, text),
    "param": lambda d, text: MLModelVersionParamService(d).get_by_name(1, text),
    "version tag": lambda d, text: MLModelVersionTagService(d).get_by_name(1, text),
    "model tag": lambda d, text: MLModelTagService(d).get_by_name(1, text),
    "alias": lambda d, text: MLModelAliasService(d).get("fraud", text),
    "alias of model": lambda d, text: MLModelAliasService(d).get(text, "champion"),
    "alias as of": lambda d, text: MLModelAliasService(d).get_as_of("fraud", text, NOW),
    "alias of model as of": lambda d, text: MLModelAliasService(d).get_as_of(text, "champion", NOW),
    "aliases": lambda d, text: MLModelAliasService(d).get_all(text),
    "history of model": lambda d, text: MLModelAliasService(d).get_history(text),
    "staff user": lambda d, text: StaffUserService(d).get_by_username(text),
    "credentials": lambda d, text: StaffUserService(d).get_credentials(text),
    "session": lambda d, text: StaffSessionService(d).get(text),
    "token": lambda d, text: APITokenService(d).authenticate(text),
}


@pytest.fixture(params=UPDATES, ids=lambda service_type: service_type.__name__)
def service(request: pytest.FixtureRequest, database: Database) -> Any:
    """A service on an empty registry."""
    return request.param(database, actor="alice")


async def test_a_service_without_actor_reads(database: Database, model: MLModelRead) -> None:
    assert await MLModelService(database).get(model.id) == model


async def test_a_change_needs_an_actor(database: Database, audit: AuditEventService) -> None:
    models = MLModelService(database)

    with pytest.raises(RuleViolationError, match="Say who makes this change") as caught:
        await models.create(MLModelCreate(name="resnet50"))

    assert caught.value.field == "actor"
    assert await models.get_all() == []
    assert await audit.get_all() == []


async def test_nobody_in_particular_can_be_the_actor(database: Database) -> None:
    created = await MLModelService(database, actor=SYSTEM).create(MLModelCreate(name="resnet50"))

    assert created.created_by == "system"


async def test_blanks_around_an_actor_are_dropped(database: Database) -> None:
    created = await MLModelService(database, actor=" bob ").create(MLModelCreate(name="resnet50"))

    assert created.created_by == "bob"


@pytest.mark.parametrize("actor", ["", "  ", "a\nb", "\x00", "x" * 256, "\ud800"])
async def test_an_unusable_actor_is_refused(database: Database, actor: str) -> None:
    models = MLModelService(database, actor=actor)

    with pytest.raises(RuleViolationError, match="The actor can't be used") as caught:
        await models.create(MLModelCreate(name="resnet50"))

    assert caught.value.field == "actor"
    assert await models.get_all() == []


@pytest.mark.parametrize("reason", ["x" * 1_001, "\x00", "\ud800"])
async def test_an_unusable_reason_is_refused(models: MLModelService, reason: str) -> None:
    with pytest.raises(RuleViolationError, match="The reason can't be used") as caught:
        await models.create(MLModelCreate(name="resnet50"), reason=reason)

    assert caught.value.field == "reason"
    assert await models.get_all() == []


@pytest.mark.parametrize(
    ("reason", "kept"),
    [(None, None), (" \n ", None), (" why\nnot ", "why\nnot"), ("x" * 1_000,) * 2],
)
async def test_a_reason_is_kept_without_blanks_around_it(
    models: MLModelService, audit: AuditEventService, reason: str | None, kept: str | None
) -> None:
    await models.create(MLModelCreate(name="resnet50"), reason=reason)

    (event,) = await audit.get_all()
    assert event.reason == kept


async def test_times_are_in_utc(model: MLModelRead) -> None:
    assert model.created_at.tzinfo is UTC
    assert model.created_at == model.updated_at


async def test_no_event_without_a_change(
    models: MLModelService, model: MLModelRead, audit: AuditEventService
) -> None:
    events = await audit.get_all()
    same = MLModelUpdate(row_version=1, description="", primary_metric="auc")
    updated = await models.update(model.id, same, reason="none")

    assert updated == model
    assert await audit.get_all() == events


async def test_no_creation_without_an_event(
    models: MLModelService, audit: AuditEventService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Change, "record_created", failing)

    with pytest.raises(RuntimeError):
        await models.create(MLModelCreate(name="resnet50"))

    assert await models.get_all() == []
    assert await audit.get_all() == []


async def test_no_update_or_removal_without_an_event(
    models: MLModelService, model: MLModelRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_record", failing)

    with pytest.raises(RuntimeError):
        await models.update(model.id, MLModelUpdate(row_version=1, description="new"))
    with pytest.raises(RuntimeError):
        await models.delete(model.id)

    assert await models.get(model.id) == model


async def test_unknown_and_absurd_ids_are_not_found(service: Any) -> None:
    for row_id in UNKNOWN_IDS:
        with pytest.raises(NotFoundError) as caught:
            await service.get(row_id)

        assert (caught.value.entity, caught.value.key) == (service.entity, row_id)


async def test_what_is_not_there_can_be_neither_changed_nor_removed(service: Any) -> None:
    for row_id in UNKNOWN_IDS:
        with pytest.raises(NotFoundError):
            await service.update(row_id, UPDATES[type(service)])
        with pytest.raises(NotFoundError):
            await service.delete(row_id)


@pytest.mark.parametrize("service_type", [MLModelService, MLModelVersionService])
async def test_what_is_not_in_the_trash_can_be_neither_restored_nor_purged(
    database: Database, service_type: Any
) -> None:
    service = service_type(database, actor="alice")
    for row_id in UNKNOWN_IDS:
        with pytest.raises(NotFoundError, match=f"no {service.entity} .* in the trash"):
            await service.restore(row_id)
        with pytest.raises(NotFoundError, match=f"no {service.entity} .* in the trash"):
            await service.purge(row_id, "fraud")


@pytest.mark.parametrize("of_owner", LISTS_OF_OWNER)
async def test_an_unknown_or_absurd_owner_has_nothing(database: Database, of_owner: str) -> None:
    for owner_id in UNKNOWN_IDS:
        assert await LISTS_OF_OWNER[of_owner](database, owner_id) == []


@pytest.mark.parametrize("service_type", ITEM_SERVICES)
async def test_an_unknown_or_absurd_owner_has_no_value_of_a_name(
    database: Database, service_type: Any
) -> None:
    for owner_id in UNKNOWN_IDS:
        with pytest.raises(NotFoundError):
            await service_type(database).get_by_name(owner_id, "auc")


@pytest.mark.parametrize("lookup", LOOKUPS)
async def test_a_name_that_no_database_can_hold_is_not_found(
    database: Database, version: MLModelVersionRead, lookup: str
) -> None:
    for text in ("\x00", "fraud\x00", "\ud800", "champion\udfff"):
        with pytest.raises(NotFoundError):
            await LOOKUPS[lookup](database, text)


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_has_bounds(database: Database, page: str) -> None:
    for skip, limit, field in [
        (-1, 10, "skip"),
        (2**63, 10, "skip"),
        (0, 0, "limit"),
        (0, -1, "limit"),
        (0, 1_001, "limit"),
    ]:
        with pytest.raises(RuleViolationError) as caught:
            await PAGES[page](database, skip, limit)

        assert caught.value.field == field


async def test_the_largest_page_and_the_farthest_skip_are_allowed(service: Any) -> None:
    assert await service.get_all(skip=2**63 - 1, limit=1_000) == []


async def test_a_stale_copy_is_not_deleted(models: MLModelService, model: MLModelRead) -> None:
    await models.update(model.id, MLModelUpdate(row_version=1, description="Better"))
    with pytest.raises(ConflictError):
        await models.delete(model.id, row_version=1)

    await models.delete(model.id, row_version=2)

    assert await models.get_all() == []
