# Generated from tests/mldb/async_db/registry/test_restore_with_versions.py by `make twins`.
"""A model out of the trash with a choice of its versions."""

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import MLModelRead, MLModelVersionCreate
from mldb.sync_db import AuditEventService, MLModelService, MLModelVersionService
from mldb.values.enums import AuditAction


@pytest.fixture
def trashed(
    model: MLModelRead, models: MLModelService, versions: MLModelVersionService
) -> MLModelRead:
    """A trashed model with versions 1, 2 and 3, and 4, which had been trashed on its own."""
    for _ in range(4):
        last = versions.create(MLModelVersionCreate(model_name="fraud", source="s3://bucket"))
    versions.delete(last.id)
    models.delete(model.id)
    return model


def test_a_plain_restore_brings_back_what_was_there(
    models: MLModelService, versions: MLModelVersionService, trashed: MLModelRead
) -> None:
    models.restore(trashed.id)

    assert [version.number for version in versions.get_all()] == [3, 2, 1]
    assert [version.number for version in versions.get_trashed()] == [4]


def test_only_the_chosen_versions_come_back(
    models: MLModelService, versions: MLModelVersionService, trashed: MLModelRead
) -> None:
    restored = models.restore_with_versions(trashed.id, [3, 1])

    assert restored == models.get(trashed.id)
    assert [version.number for version in versions.get_all()] == [3, 1]
    assert {version.number for version in versions.get_trashed()} == {2, 4}


def test_a_model_can_come_back_without_any_version(
    models: MLModelService, versions: MLModelVersionService, trashed: MLModelRead
) -> None:
    models.restore_with_versions(trashed.id, [])

    assert versions.get_of_model(trashed.id) == []


def test_what_stays_in_the_trash_can_be_restored_later(
    models: MLModelService, versions: MLModelVersionService, trashed: MLModelRead
) -> None:
    models.restore_with_versions(trashed.id, [1])
    second = next(version for version in versions.get_trashed() if version.number == 2)
    versions.restore(second.id)

    assert [version.number for version in versions.get_all()] == [2, 1]


def test_the_model_and_each_version_left_behind_are_audited(
    models: MLModelService, trashed: MLModelRead, audit: AuditEventService
) -> None:
    models.restore_with_versions(trashed.id, [1], reason="one is enough")

    events = audit.get_of_model(trashed.id, limit=3)
    assert [(event.action, event.label) for event in events] == [
        (AuditAction.RESTORE, "fraud"),
        (AuditAction.DELETE, "fraud/3"),
        (AuditAction.DELETE, "fraud/2"),
    ]
    assert {event.reason for event in events} == {"one is enough"}
    assert {event.actor for event in events} == {"alice"}
    assert all(event.changes.keys() == {"deleted_at"} for event in events)


@pytest.mark.parametrize(("numbers", "listed"), [([1, 4], "4"), ([9, 5, 2], "5, 9"), ([0], "0")])
def test_a_number_that_would_not_come_back_is_refused(
    models: MLModelService,
    versions: MLModelVersionService,
    trashed: MLModelRead,
    audit: AuditEventService,
    numbers: list[int],
    listed: str,
) -> None:
    events = audit.get_all()

    with pytest.raises(RuleViolationError, match=f"not bring back version {listed}:") as caught:
        models.restore_with_versions(trashed.id, numbers)

    assert caught.value.field == "numbers"
    assert len(models.get_trashed()) == 1
    assert len(versions.get_trashed()) == 1
    assert audit.get_all() == events


def test_a_model_outside_the_trash_is_not_found(models: MLModelService, model: MLModelRead) -> None:
    with pytest.raises(NotFoundError, match=r"no model .* in the trash"):
        models.restore_with_versions(model.id, [])
