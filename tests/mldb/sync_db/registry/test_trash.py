# Generated from tests/mldb/async_db/registry/test_trash.py by `make twins`.
"""The trash: in, out again, and gone for good."""

from datetime import datetime
from typing import Any

import pytest

from mldb.errors import InUseError, NotFoundError, RuleViolationError
from mldb.models import Base
from mldb.schemas import (
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelRead,
    MLModelTagCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionRead,
    MLModelVersionUpdate,
)
from mldb.search.cursor import END
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionService,
)
from mldb.sync_db.services.registry import search as search_service
from mldb.values.enums import AuditAction
from tests.mldb.sync_db.hooks import failing, nothing

SOURCE = "s3://bucket/fraud"
UPDATES = {
    "model": MLModelUpdate(row_version=2, description="x"),
    "version": MLModelVersionUpdate(row_version=2, description="x"),
}
LABELS = {"model": "fraud", "version": "fraud/1"}


@pytest.fixture(params=["model", "version"])
def kind(request: pytest.FixtureRequest) -> str:
    """What goes into the trash."""
    kind: str = request.param
    return kind


@pytest.fixture
def service(kind: str, models: MLModelService, versions: MLModelVersionService) -> Any:
    """The service of the kind."""
    return {"model": models, "version": versions}[kind]


@pytest.fixture
def thing(kind: str, model: MLModelRead, version: MLModelVersionRead, models: Any) -> Any:
    """A model with a version, or the version."""
    return version if kind == "version" else models.get(model.id)


def test_what_is_trashed_lies_in_the_trash_and_nowhere_else(service: Any, thing: Any) -> None:
    service.delete(thing.id)

    (trashed,) = service.get_trashed()
    assert trashed.id == thing.id
    assert trashed.deleted_by == "alice"
    assert trashed.deleted_at == trashed.updated_at
    assert service.get_all() == []


def test_everything_in_the_trash_is_read_page_by_page(
    service: Any, kind: str, models: MLModelService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_service, "PAGE_SIZE_LIMIT", 2)
    for name in "abcd":
        model = models.create(MLModelCreate(name=name))
        version = MLModelVersionCreate(model_name=name, source=SOURCE)
        row_id = model.id if kind == "model" else (service.create(version)).id
        service.delete(row_id)
    trashed = service.get_trashed()

    read = []
    for page in service.all_trashed():
        # What leaves the trash meanwhile hides nothing that is still to come.
        for row in page[:1]:
            service.restore(row.id)
        read.append(list(page))

    assert read == [trashed[:2], trashed[2:]]
    assert [len(page) for page in service.all_trashed()] == [2]


def test_the_trash_comes_in_pages(service: Any, kind: str, models: MLModelService) -> None:
    for name in "abc":
        model = models.create(MLModelCreate(name=name))
        version = MLModelVersionCreate(model_name=name, source=SOURCE)
        row_id = model.id if kind == "model" else (service.create(version)).id
        service.delete(row_id)
    trashed = service.get_trashed()

    first = service.get_trash_page(limit=2)
    second = service.get_trash_page(limit=2, cursor=first.next_cursor)
    last = service.get_trash_page(limit=2, cursor=END)

    assert (first.rows, second.rows, last.rows) == (trashed[:2], trashed[2:], trashed[1:])
    assert (first.previous_cursor, second.next_cursor, last.next_cursor) == (None, None, None)
    with pytest.raises(RuleViolationError, match="belongs to another search"):
        service.get_trash_page(cursor="x")


def test_what_is_trashed_can_be_neither_got_nor_changed_nor_trashed(
    service: Any, thing: Any, kind: str
) -> None:
    service.delete(thing.id)

    with pytest.raises(NotFoundError):
        service.get(thing.id)
    with pytest.raises(NotFoundError):
        service.update(thing.id, UPDATES[kind])
    with pytest.raises(NotFoundError):
        service.delete(thing.id)


def test_trashing_and_restoring_are_audited(
    service: Any, thing: Any, kind: str, audit: AuditEventService
) -> None:
    service.delete(thing.id, reason="outdated")
    deleted_at = (service.get_trashed())[0].deleted_at
    service.restore(thing.id, reason="needed")

    restored, deleted = audit.get_of_entity(kind, thing.id, limit=2)
    assert (deleted.action, deleted.reason) == (AuditAction.DELETE, "outdated")
    assert (restored.action, restored.reason) == (AuditAction.RESTORE, "needed")
    assert deleted.label == restored.label == LABELS[kind]
    assert deleted.model_id == restored.model_id == getattr(thing, "model_id", thing.id)
    before, after = deleted.changes["deleted_at"]
    assert before is None
    assert datetime.fromisoformat(after) == deleted_at
    assert deleted.changes.keys() == {"deleted_at"}
    assert restored.changes == {"deleted_at": (after, None)}


def test_what_is_restored_is_as_before(service: Any, thing: Any) -> None:
    service.delete(thing.id)
    restored = service.restore(thing.id)

    bookkeeping = {"row_version", "updated_at"}
    assert restored == service.get(thing.id)
    assert restored.row_version == 3
    assert restored.model_dump(exclude=bookkeeping) == thing.model_dump(exclude=bookkeeping)
    assert service.get_trashed() == []


def test_what_is_not_trashed_can_be_neither_restored_nor_purged(
    service: Any, thing: Any, kind: str
) -> None:
    with pytest.raises(NotFoundError, match="in the trash"):
        service.restore(thing.id)
    with pytest.raises(NotFoundError, match="in the trash"):
        service.purge(thing.id, LABELS[kind])

    assert service.get(thing.id) == thing


@pytest.mark.parametrize("typed", ["", "Fraud", "fraud/2", " fraud"])
def test_a_purge_needs_the_name(
    service: Any, thing: Any, audit: AuditEventService, typed: str
) -> None:
    service.delete(thing.id)
    events = audit.get_all()

    with pytest.raises(RuleViolationError, match="type its name: fraud") as caught:
        service.purge(thing.id, typed)

    assert caught.value.field == "confirmation"
    assert len(service.get_trashed()) == 1
    assert audit.get_all() == events


def test_what_is_purged_is_gone_but_for_its_audit(
    service: Any, thing: Any, kind: str, audit: AuditEventService
) -> None:
    service.delete(thing.id)
    events = audit.get_of_entity(kind, thing.id)
    service.purge(thing.id, LABELS[kind], reason="by request")

    event, *earlier = audit.get_of_entity(kind, thing.id)
    assert earlier == events
    assert (event.actor, event.action, event.reason) == ("alice", AuditAction.PURGE, "by request")
    assert (event.label, event.changes["description"]) == (LABELS[kind], ("", None))
    assert service.get_trashed() == []
    with pytest.raises(NotFoundError):
        service.restore(thing.id)


def test_a_purge_that_breaks_off_leaves_everything(
    service: Any, thing: Any, kind: str, audit: AuditEventService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.delete(thing.id)
    events = audit.get_all()
    monkeypatch.setattr(service, "_before_purge", failing)

    with pytest.raises(RuntimeError):
        service.purge(thing.id, LABELS[kind])

    assert len(service.get_trashed()) == 1
    assert audit.get_all() == events


def test_the_last_trashed_comes_first(models: MLModelService) -> None:
    created = [models.create(MLModelCreate(name=name)) for name in ("a", "b", "c")]
    for index in (1, 0, 2):
        models.delete(created[index].id)

    assert [model.name for model in models.get_trashed()] == ["c", "a", "b"]
    assert [model.name for model in models.get_trashed(skip=1, limit=1)] == ["a"]


def test_the_name_of_a_purged_model_is_free_but_its_id_is_not(
    models: MLModelService, model: MLModelRead
) -> None:
    models.delete(model.id)
    models.purge(model.id, "fraud")
    again = models.create(MLModelCreate(name="fraud"))

    assert again.id > model.id


def test_a_trashed_model_can_not_be_got_by_name(models: MLModelService, model: MLModelRead) -> None:
    models.delete(model.id)

    with pytest.raises(NotFoundError):
        models.get_by_name("fraud")


def test_a_purged_model_takes_everything_of_its_own_along(
    database: Database,
    models: MLModelService,
    model_tags: MLModelTagService,
    aliases: MLModelAliasService,
    version: MLModelVersionRead,
    audit: AuditEventService,
) -> None:
    model_tags.create(MLModelTagCreate(model_id=version.model_id, key="team", value="risk"))
    aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))
    aliases.remove(MLModelAliasRef(model_name="fraud", name="champion"))
    models.delete(version.model_id)
    models.purge(version.model_id, "fraud")

    left = set()
    with database.snapshot() as session:
        for table in Base.metadata.sorted_tables:
            if (session.execute(table.select())).first() is not None:
                left.add(table.name)
    # The name, too, outlives it: no version is numbered so again.
    # The experiment `Default` is in every registry.
    assert left == {"audit_events", "ml_model_names", "ml_experiments"}
    assert len(audit.get_of_model(version.model_id)) == 7


def test_an_alias_keeps_its_model_out_of_the_trash(
    models: MLModelService, aliases: MLModelAliasService, version: MLModelVersionRead
) -> None:
    aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))

    with pytest.raises(InUseError, match=r"champion \(version 1\)"):
        models.delete(version.model_id)
    aliases.remove(MLModelAliasRef(model_name="fraud", name="champion"))
    models.delete(version.model_id)

    assert models.get_all() == []


def test_an_alias_keeps_its_version_out_of_the_trash(
    versions: MLModelVersionService, aliases: MLModelAliasService, version: MLModelVersionRead
) -> None:
    second = versions.create(MLModelVersionCreate(model_name="fraud", source=SOURCE))
    aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))

    with pytest.raises(InUseError, match="fraud/1 is in use as champion"):
        versions.delete(version.id)
    aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=2))
    versions.delete(version.id)

    assert versions.get_all() == [second]


def test_constraint_refuses_to_purge_what_an_alias_points_to(
    versions: MLModelVersionService,
    aliases: MLModelAliasService,
    version: MLModelVersionRead,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(versions, "_validate_delete", nothing)
    aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))
    versions.delete(version.id)

    with pytest.raises(InUseError, match="An alias points to this version") as caught:
        versions.purge(version.id, "fraud/1")

    assert caught.value.field is None
    assert len(versions.get_trashed()) == 1


def test_a_version_is_restored_after_its_model_only(
    models: MLModelService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    versions.delete(version.id)
    models.delete(version.model_id)

    with pytest.raises(RuleViolationError, match="Restore the model 'fraud' first") as caught:
        versions.restore(version.id)

    assert caught.value.field == "model_name"
    assert len(versions.get_trashed()) == 1


def test_a_version_can_be_purged_from_a_trashed_model(
    models: MLModelService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    versions.delete(version.id)
    models.delete(version.model_id)
    versions.purge(version.id, "fraud/1")
    models.restore(version.model_id)

    assert versions.get_of_model(version.model_id) == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("RAU", True),
        ("ALICE", True),
        ("alic", False),
        ("spam", False),
        ("%", False),
        ("\0", False),
        ("", True),
    ],
)
def test_the_trash_is_searched_by_name_and_person(
    service: Any, thing: Any, text: str, *, is_found: bool
) -> None:
    service.delete(thing.id)
    found = service.get_trash_page(containing=text)

    assert [one.id for one in found.rows] == [thing.id] * is_found
    if text != "\0":
        ids = [one.id for page in service.all_trashed(text) for one in page]
        assert ids == [thing.id] * is_found


def test_a_version_in_the_trash_is_found_by_its_label(
    version: MLModelVersionRead, versions: MLModelVersionService
) -> None:
    versions.delete(version.id)

    assert len((versions.get_trash_page(containing="fraud/1")).rows) == 1
    assert (versions.get_trash_page(containing="fraud/2")).rows == []


def test_a_cursor_of_the_trash_belongs_to_its_search(models: MLModelService) -> None:
    for name in ("x1", "x2", "y"):
        models.delete((models.create(MLModelCreate(name=name))).id)
    first = models.get_trash_page(containing="x", limit=1)
    second = models.get_trash_page(containing="x", cursor=first.next_cursor, limit=1)

    assert [one.rows[0].name for one in (first, second)] == ["x2", "x1"]
    with pytest.raises(RuleViolationError, match="belongs to another search"):
        models.get_trash_page(containing="y", cursor=first.next_cursor)
