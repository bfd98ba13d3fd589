"""The audit: what it tells, and that nobody can change it."""

import pytest
from sqlalchemy import text

from mldb.async_db import (
    AuditEventService,
    Database,
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
    StaffUserService,
)
from mldb.config import DatabaseConfig
from mldb.errors import MLDBError, NotFoundError, QuerySyntaxError, RuleViolationError
from mldb.schemas import (
    AuditEventRead,
    MLModelAliasMove,
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
    MLModelVersionRead,
    StaffUserCreate,
)
from mldb.schemas.registry.search import Count, SearchPage
from mldb.search.cursor import END
from mldb.values.enums import AuditAction

EVERYWHERE = [
    "UPDATE audit_events SET actor = 'mallory'",
    "UPDATE audit_events SET id = id + 1",
    "DELETE FROM audit_events",
    """INSERT INTO audit_events SELECT * FROM audit_events WHERE true
    ON CONFLICT (id) DO UPDATE SET actor = 'mallory'""",
]
OF_ONE_DATABASE = {
    "sqlite": "INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events",
    "postgresql": "TRUNCATE audit_events",
}


async def _execute(database: Database, statement: str) -> None:
    async with database.writing() as session:
        await session.execute(text(statement))


async def _assert_refused(database: Database, audit: AuditEventService, statement: str) -> None:
    events = await audit.get_all()
    assert events

    with pytest.raises(MLDBError, match="append-only"):
        await _execute(database, statement)

    assert await audit.get_all() == events


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("statement", EVERYWHERE)
async def test_the_database_refuses_to_rewrite_the_audit(
    database: Database, audit: AuditEventService, statement: str
) -> None:
    await _assert_refused(database, audit, statement)


@pytest.mark.usefixtures("model")
async def test_the_database_refuses_its_own_ways_to_rewrite_the_audit(
    database: Database, config: DatabaseConfig, audit: AuditEventService
) -> None:
    await _assert_refused(database, audit, OF_ONE_DATABASE[config.dialect])


async def test_an_event_is_found_by_id(model: MLModelRead, audit: AuditEventService) -> None:
    (event,) = await audit.get_all()

    assert await audit.get(event.id) == event


@pytest.mark.parametrize("event_id", [0, -1, 999, 2**63, 2**70])
async def test_an_unknown_event_is_not_found(audit: AuditEventService, event_id: int) -> None:
    with pytest.raises(NotFoundError) as caught:
        await audit.get(event_id)

    assert (caught.value.entity, caught.value.key) == ("audit event", event_id)


async def test_events_are_listed_with_the_newest_first(
    models: MLModelService, audit: AuditEventService
) -> None:
    for name in ("a", "b", "c"):
        await models.create(MLModelCreate(name=name))

    events = await audit.get_all()
    assert [event.label for event in events] == ["c", "b", "a"]
    assert await audit.get_all(skip=1, limit=1) == events[1:2]


async def test_the_history_of_a_model_holds_its_versions_and_no_other_model(
    models: MLModelService, version: MLModelVersionRead, audit: AuditEventService
) -> None:
    await models.create(MLModelCreate(name="other"))

    events = await audit.get_of_model(version.model_id)
    assert [(event.entity, event.label) for event in events] == [
        ("version", "fraud/1"),
        ("model", "fraud"),
    ]
    assert await audit.get_of_model(version.model_id, skip=1, limit=1) == events[1:]


async def test_the_history_of_one_thing_holds_nothing_else(
    models: MLModelService,
    versions: MLModelVersionService,
    version: MLModelVersionRead,
    audit: AuditEventService,
) -> None:
    """A model and a version can have the same id."""
    await models.update(version.model_id, MLModelUpdate(row_version=1, description="new"))

    of_model = await audit.get_of_entity("model", version.model_id)
    of_version = await audit.get_of_entity("version", version.id)
    assert [event.action for event in of_model] == ["update", "create"]
    assert [event.action for event in of_version] == ["create"]
    assert await audit.get_of_entity("model", version.model_id, skip=1, limit=1) == of_model[1:]


@pytest.mark.parametrize("entity", ["", "unknown", "\x00", "\ud800"])
async def test_what_never_was_has_no_history(
    model: MLModelRead, audit: AuditEventService, entity: str
) -> None:
    assert await audit.get_of_entity(entity, model.id) == []


async def test_events_keep_their_label_after_a_purge(
    models: MLModelService, model: MLModelRead, audit: AuditEventService
) -> None:
    await models.delete(model.id)
    await models.purge(model.id, "fraud")

    assert {event.label for event in await audit.get_of_entity("model", model.id)} == {"fraud"}


async def test_text_of_any_script_survives_in_the_changes(
    models: MLModelService, audit: AuditEventService
) -> None:
    await models.create(MLModelCreate(name="モデル", description='"é"\n\\ 😀'))

    (event,) = await audit.get_all()
    assert event.changes["name"] == (None, "モデル")
    assert event.changes["description"] == (None, '"é"\n\\ 😀')


async def test_the_token_of_a_program_is_named(database: Database) -> None:
    service = MLModelService(database, actor="alice", via="nightly")
    await service.create(MLModelCreate(name="resnet"))
    await service.create_many([MLModelCreate(name="bert")])

    events = await AuditEventService(database).get_all()
    assert [(event.actor, event.via) for event in events] == [("alice", "nightly")] * 2


async def test_what_a_person_does_names_no_token(
    audit: AuditEventService, model: MLModelRead
) -> None:
    (event,) = await audit.get_all()

    assert event.via is None


def told(page: SearchPage[AuditEventRead]) -> list[str]:
    return [f"{event.action} {event.label}" for event in page.rows]


@pytest.fixture
async def history(
    database: Database,
    models: MLModelService,
    version: MLModelVersionRead,
    aliases: MLModelAliasService,
    staff: StaffUserService,
) -> None:
    """What happened to two models and a staff user."""
    by_bob = MLModelService(database, actor="bob")
    await by_bob.create(MLModelCreate(name="fraud-2"))
    update = MLModelUpdate(row_version=1, description="new card")
    await by_bob.update(version.model_id, update, reason="After the drift of May")
    await aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))
    await staff.create(StaffUserCreate(username="fraud", password_hash="hash"))


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by:bob", ["update fraud", "create fraud-2"]),
        ("action:move_alias", ["move_alias fraud"]),
        ("entity:version", ["create fraud/1"]),
        ('entity:"staff user"', ["create fraud"]),
        ("name:fraud/1", ["create fraud/1"]),
        ("model:fraud", ["move_alias fraud", "update fraud", "create fraud/1", "create fraud"]),
        ("model:fraud-*", ["create fraud-2"]),
        ("model:*/1 or model:1", []),
        ("field:description action:update", ["update fraud"]),
        ("field:metrics.*", ["create fraud/1"]),
        ("field:aliases.champion", ["move_alias fraud"]),
        ("reason:drift", ["update fraud"]),
        ('"the drift"', ["update fraud"]),
        ("fraud-", ["create fraud-2"]),
        ("has:reason", ["update fraud"]),
        ("-has:reason by:bob", ["create fraud-2"]),
        ("at<2020 or at>2999", []),
        ("at>2020 model:fraud-2", ["create fraud-2"]),
    ],
)
async def test_events_are_found_by_what_they_tell(
    audit: AuditEventService, text: str, expected: list[str]
) -> None:
    assert told(await audit.search(text)) == expected
    assert await audit.count(text) == Count(len(expected), is_more=False)


@pytest.mark.usefixtures("history")
async def test_events_come_in_pages_in_either_order(audit: AuditEventService) -> None:
    everything = await audit.get_all()
    assert len(everything) == 6

    first = await audit.search(limit=4)
    second = await audit.search(limit=4, cursor=first.next_cursor)
    last = await audit.search(limit=4, cursor=END)

    assert [*first.rows, *second.rows] == everything
    assert last.rows == everything[2:]
    assert (first.previous_cursor, second.next_cursor, last.next_cursor) == (None, None, None)
    assert (await audit.search("sort:at")).rows == everything[::-1]
    assert [event async for page in audit.search_all("sort:-at") for event in page] == everything


@pytest.mark.usefixtures("history")
async def test_a_time_bounds_the_pages_beside_a_place(audit: AuditEventService) -> None:
    at = [event.occurred_at.isoformat() for event in await audit.get_all()]
    text = f"at<={at[1]} at>={at[4]}"

    for order in ("", " sort:at"):
        first = await audit.search(text + order, limit=2)
        second = await audit.search(text + order, limit=2, cursor=first.next_cursor)

        assert len({event.id for event in [*first.rows, *second.rows]}) == 4
        assert second.next_cursor is None
        assert await audit.search(text + order, limit=2, cursor=second.previous_cursor) == first


async def test_a_model_s_events_are_searched_also_in_the_trash(
    models: MLModelService, version: MLModelVersionRead, audit: AuditEventService
) -> None:
    await models.create(MLModelCreate(name="other"))
    await models.delete(version.model_id)

    found = await audit.search("-action:delete", model_name="fraud")

    assert told(found) == ["create fraud/1", "create fraud"]
    assert await audit.count(model_name="fraud") == Count(3, is_more=False)
    assert [len(page) async for page in audit.search_all(model_name="other")] == [1]
    for nobody in ("nobody", "Fraud", "a\x00", "\ud800"):
        assert (await audit.search(model_name=nobody)).rows == []


async def test_events_of_a_purged_model_are_found_by_its_name(
    models: MLModelService, version: MLModelVersionRead, audit: AuditEventService
) -> None:
    await models.delete(version.model_id)
    await models.purge(version.model_id, "fraud")

    assert told(await audit.search("model:fraud entity:version")) == ["create fraud/1"]
    assert (await audit.search(model_name="fraud")).rows == []


async def test_a_mistake_in_a_search_of_events_is_told(audit: AuditEventService) -> None:
    with pytest.raises(QuerySyntaxError):
        await audit.search("metric.auc>0.9")
    with pytest.raises(QuerySyntaxError):
        await audit.count("sort:by")
    with pytest.raises(RuleViolationError):
        await audit.search(limit=0)
    with pytest.raises(RuleViolationError, match="belongs to another search"):
        await audit.search(cursor="x")


async def test_the_newest_reasons_of_an_action(
    models: MLModelService,
    versions: MLModelVersionService,
    version: MLModelVersionRead,
    audit: AuditEventService,
) -> None:
    await versions.delete(version.id, reason="first")
    await versions.restore(version.id, reason="back")
    await versions.delete(version.id, reason="second")
    await models.delete(version.model_id)
    wanted = [("version", version.id), ("model", version.model_id), ("a\0", 1), ("run", 2**70)]

    assert await audit.get_reasons(AuditAction.DELETE, wanted) == {
        ("version", version.id): "second"
    }
    assert await audit.get_reasons(AuditAction.PURGE, wanted) == {}
    assert await audit.get_reasons(AuditAction.DELETE, []) == {}
    with pytest.raises(RuleViolationError):
        await audit.get_reasons(AuditAction.DELETE, wanted * 251)
