# Generated from tests/mldb/async_db/delivery/test_inbox_entry.py by `make twins`.
"""Inboxes: who is told of which change, once, in its transaction."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from mldb.errors import NotFoundError
from mldb.models import InboxEntry
from mldb.schemas import (
    InboxEntryRead,
    MLCommentCreate,
    MLCommentUpdate,
    MLMetricCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionUpdate,
    MLModelWatchChanges,
    StaffUserCreate,
    StaffUserRead,
    StaffUserUpdate,
)
from mldb.statements.delivery import inbox_entry as statements
from mldb.sync_db import Database, InboxEntryService, Registry
from mldb.sync_db.repositories.delivery.inbox_entry import InboxEntryRepository
from mldb.values.enums import NoticeKind, VersionStatus
from tests.mldb.sync_db.hooks import failing


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice")


@pytest.fixture
def bob(registry: Registry, model: MLModelRead) -> StaffUserRead:
    """Somebody who watches the model."""
    user = registry.staff.create(StaffUserCreate(username="bob", password_hash="hash"))
    registry.watches.change(user.id, model.name, MLModelWatchChanges(is_watched=True))
    return user


def entries(registry: Registry, user: StaffUserRead) -> list[InboxEntryRead]:
    return registry.inbox.get_of_user(user.id)


def kinds(registry: Registry, user: StaffUserRead) -> list[NoticeKind]:
    return [entry.kind for entry in entries(registry, user)]


def _version(model: MLModelRead, **more: Any) -> MLModelVersionCreate:
    return MLModelVersionCreate(model_name=model.name, source="s3://b/1", **more)


def test_a_watcher_hears_of_versions_aliases_and_failures(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    version = registry.versions.create(_version(model))
    registry.aliases.move(
        MLModelAliasMove(model_name=model.name, name="champion", version=1), reason="Better"
    )
    failed = MLModelVersionUpdate(row_version=1, status=VersionStatus.FAILED)
    registry.versions.update(version.id, failed)

    assert kinds(registry, bob) == [NoticeKind.FAILED, NoticeKind.ALIAS, NoticeKind.VERSION]
    _, moved, _ = entries(registry, bob)
    assert (moved.event.actor, moved.event.reason, moved.model_name) == (
        "alice",
        "Better",
        model.name,
    )
    assert registry.inbox.count_unread(bob.id) == 3


def test_small_changes_are_no_news(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    version = registry.versions.create(_version(model))
    registry.metrics.create(MLMetricCreate(version_id=version.id, name="auc", value=0.5))
    registry.versions.update(version.id, MLModelVersionUpdate(row_version=1, description="Words"))

    assert kinds(registry, bob) == [NoticeKind.VERSION]


def test_nobody_hears_of_their_own_changes_but_of_those_of_their_programs(
    database: Database, registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    Registry(database, actor="bob").versions.create(_version(model))
    assert kinds(registry, bob) == []

    Registry(database, actor="bob", via="nightly").versions.create(_version(model))
    assert kinds(registry, bob) == [NoticeKind.VERSION]


def test_stars_alone_and_people_who_left_hear_nothing(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    starred = MLModelWatchChanges(is_starred=True, is_watched=False)
    registry.watches.change(bob.id, model.name, starred)
    registry.versions.create(_version(model))
    assert kinds(registry, bob) == []

    registry.watches.change(bob.id, model.name, MLModelWatchChanges(is_watched=True))
    registry.staff.update(bob.id, StaffUserUpdate(row_version=1, is_active=False))
    registry.versions.create(_version(model))
    assert kinds(registry, bob) == []


def test_many_versions_at_once_are_one_entry(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    registry.versions.create_many([_version(model) for _ in range(30)])

    (entry,) = entries(registry, bob)
    assert (entry.event_count, entry.event.label) == (30, f"{model.name}/30")


def test_many_watchers_are_told_by_one_statement(
    registry: Registry,
    model: MLModelRead,
    bob: StaffUserRead,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(20):
        data = StaffUserCreate(username=f"u{number}", password_hash="hash")
        user = registry.staff.create(data)
        registry.watches.change(user.id, model.name, MLModelWatchChanges(is_watched=True))
    made: list[str] = []
    tell = statements.tell_watchers

    def counted() -> object:
        made.append("one")
        return tell()

    monkeypatch.setattr(statements, "tell_watchers", counted)
    registry.versions.create(_version(model))

    assert made == ["one"]
    assert registry.inbox.count_unread(bob.id) == 1
    assert registry.inbox.count_unread(user.id) == 1


def test_a_change_that_breaks_off_leaves_no_entry(
    registry: Registry, model: MLModelRead, bob: StaffUserRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InboxEntryRepository, "tell", failing)
    with pytest.raises(RuntimeError):
        registry.versions.create(_version(model))
    monkeypatch.undo()

    assert entries(registry, bob) == []
    assert registry.versions.get_all() == []


def test_a_rehearsal_tells_nobody(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    version = registry.versions.create(_version(model))
    registry.versions.delete_many([version.id], dry_run=True)

    assert kinds(registry, bob) == [NoticeKind.VERSION]


def test_mentioned_people_hear_of_it_once(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    cleo = registry.staff.create(StaffUserCreate(username="cleo", password_hash="hash"))
    registry.versions.create(_version(model))
    said = registry.comments.create(
        MLCommentCreate(model_name=model.name, version=1, text="@Bob, @nobody: look.")
    )
    change = MLCommentUpdate(row_version=1, text="@bob and @cleo: look.")
    registry.comments.update(said.id, change)

    assert kinds(registry, bob) == [NoticeKind.MENTION, NoticeKind.VERSION]
    assert kinds(registry, cleo) == [NoticeKind.MENTION]


def test_a_comment_reaches_watchers(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    registry.versions.create(_version(model))
    registry.comments.create(MLCommentCreate(model_name=model.name, version=1, text="Hm."))

    assert kinds(registry, bob) == [NoticeKind.COMMENT, NoticeKind.VERSION]


def test_a_new_owner_hears_of_it_and_watches_from_now_on(
    registry: Registry, model: MLModelRead
) -> None:
    dora = registry.staff.create(StaffUserCreate(username="dora", password_hash="hash"))
    registry.models.update(model.id, MLModelUpdate(row_version=1, owner="dora"))
    registry.versions.create(_version(model))
    registry.models.create(MLModelCreate(name="second", owner="dora"))

    assert kinds(registry, dora) == [NoticeKind.OWNER, NoticeKind.VERSION, NoticeKind.OWNER]
    assert len(registry.watches.get_of_user(dora.id)) == 2


def test_an_entry_outlives_its_model(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    registry.models.delete(model.id)
    registry.models.purge(model.id, model.name)

    purged, _ = entries(registry, bob)
    assert (purged.kind, purged.model_name, purged.event.label) == (
        NoticeKind.TRASH,
        None,
        model.name,
    )
    assert registry.watches.get_of_user(bob.id) == []


def test_entries_are_marked_as_read_and_unread(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    for _ in range(3):
        registry.versions.create(_version(model))
    newest, middle, oldest = entries(registry, bob)
    registry.inbox.mark_read(bob.id, newest.id)
    registry.inbox.mark_read(bob.id + 1, middle.id)
    unread = registry.inbox.get_of_user(bob.id, is_unread=True)
    assert [entry.id for entry in unread] == [middle.id, oldest.id]

    # What came after the page was shown stays unread.
    assert registry.inbox.mark_all_read(bob.id, oldest.id) == 1
    registry.inbox.mark_unread(bob.id, newest.id)
    assert registry.inbox.count_unread(bob.id) == 2


def test_entries_of_others_are_not_there(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    registry.versions.create(_version(model))
    (entry,) = entries(registry, bob)

    assert registry.inbox.get(bob.id, entry.id) == entry
    with pytest.raises(NotFoundError):
        registry.inbox.get(bob.id + 1, entry.id)
    with pytest.raises(NotFoundError):
        registry.inbox.mark_unread(bob.id + 1, entry.id)


def test_mail_is_due_for_those_with_an_address_until_it_was_sent(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    registry.versions.create(_version(model))
    assert registry.inbox.get_due_mails() == []

    registry.staff.update(bob.id, StaffUserUpdate(row_version=1, email="bob@example.org"))
    registry.versions.create_many([_version(model) for _ in range(2)])
    registry.versions.create(_version(model))
    (mail,) = registry.inbox.get_due_mails()
    assert (mail.username, mail.email, len(mail.entries)) == ("bob", "bob@example.org", 2)

    registry.inbox.note_sent([entry.id for entry in mail.entries])
    assert registry.inbox.get_due_mails() == []


def test_failed_mail_is_tried_later_and_given_up(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    registry.staff.update(bob.id, StaffUserUpdate(row_version=1, email="bob@example.org"))
    registry.versions.create(_version(model))
    (mail,) = registry.inbox.get_due_mails()
    ids = [entry.id for entry in mail.entries]

    first = registry.inbox.note_failed(ids, 0)
    second = registry.inbox.note_failed(ids, 1)
    assert first is not None
    assert second is not None
    assert second > first
    assert registry.inbox.get_due_mails() == []
    assert registry.inbox.note_failed(ids, 7) is None


def test_what_was_read_is_not_mailed(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    registry.staff.update(bob.id, StaffUserUpdate(row_version=1, email="bob@example.org"))
    registry.versions.create(_version(model))
    (entry,) = entries(registry, bob)
    registry.inbox.mark_read(bob.id, entry.id)

    assert registry.inbox.get_due_mails() == []


def test_who_left_gets_no_mail(registry: Registry, model: MLModelRead, bob: StaffUserRead) -> None:
    registry.staff.update(bob.id, StaffUserUpdate(row_version=1, email="bob@example.org"))
    registry.versions.create(_version(model))
    registry.staff.update(bob.id, StaffUserUpdate(row_version=2, is_active=False))

    assert registry.inbox.get_due_mails() == []


def test_old_entries_go(
    database: Database, registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    for days, is_read in ((29, True), (31, True), (179, False), (181, False)):
        registry.versions.create(_version(model))
        newest = (entries(registry, bob))[0]
        made = newest.created_at - timedelta(days=days)
        with database.writing() as session:
            values = {"created_at": made, "read_at": made if is_read else None}
            session.execute(update(InboxEntry).where(InboxEntry.id == newest.id).values(**values))
    service = InboxEntryService(database)

    assert service.count_old() == 2
    assert service.delete_old(limit=1) == 1
    assert service.delete_old() == 1
    assert service.delete_old() == 0
