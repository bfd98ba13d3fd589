# Generated from tests/mldb/async_db/accounts/test_person.py by `make twins`.
"""People, and the owners of models."""

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
    StaffUserCreate,
    StaffUserRead,
    StaffUserUpdate,
)
from mldb.sync_db import Database, Registry


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="bob")


@pytest.fixture
def bob(registry: Registry) -> StaffUserRead:
    return registry.staff.create(StaffUserCreate(username="bob", password_hash="hash"))


def test_a_person_is_shown_with_what_they_own_and_when_they_were_seen(
    registry: Registry, bob: StaffUserRead
) -> None:
    model = registry.models.create(MLModelCreate(name="mine", owner="bob", team="Risk"))
    person = registry.people.get(" BOB ")

    assert (person.id, person.role, person.model_count) == (bob.id, bob.role, 1)
    assert person.seen_at == model.created_at
    assert registry.people.get_all() == [person]
    assert [event.label for event in registry.people.get_changes("bob")] == ["mine", "bob"]
    assert registry.people.get_usernames() == ["bob"]
    assert registry.people.get_teams() == ["Risk"]


def test_who_left_is_listed_last(registry: Registry, bob: StaffUserRead) -> None:
    registry.staff.create(StaffUserCreate(username="zoe", password_hash="hash"))
    registry.staff.update(bob.id, StaffUserUpdate(row_version=1, is_active=False))

    assert [one.username for one in registry.people.get_all()] == ["zoe", "bob"]
    assert registry.people.get_known(["bob", "zoe", "a\0b"]) == {"zoe"}


@pytest.mark.parametrize("name", ["nobody", "a\0b", ""])
def test_nobody_is_not_found(registry: Registry, name: str) -> None:
    with pytest.raises(NotFoundError):
        registry.people.get(name)

    assert registry.people.get_changes(name) == []


def test_an_owner_is_somebody_who_may_log_in(
    registry: Registry, bob: StaffUserRead, model: MLModelRead
) -> None:
    with pytest.raises(RuleViolationError) as caught:
        registry.models.create(MLModelCreate(name="new", owner="nobody"))
    assert caught.value.field == "owner"
    with pytest.raises(RuleViolationError):
        registry.models.update(model.id, MLModelUpdate(row_version=1, owner="nobody"))

    owned = registry.models.update(model.id, MLModelUpdate(row_version=1, owner="bob"))
    registry.staff.update(bob.id, StaffUserUpdate(row_version=1, is_active=False))
    # An owner who left stays until there is another one.
    change = MLModelUpdate(row_version=2, owner="bob", description="More")
    assert (registry.models.update(owned.id, change)).owner == "bob"


def test_models_are_found_by_owner_and_team(
    registry: Registry, bob: StaffUserRead, model: MLModelRead
) -> None:
    registry.models.create(MLModelCreate(name="mine", owner="bob", team="Credit risk"))

    for query in ("owner:bob", "owner:BOB", 'team:"credit risk"', "team:credit*", "-owner:alice"):
        found = {row.name for row in (registry.models.search(query)).rows}
        assert "mine" in found, query
    assert {row.name for row in (registry.models.search("owner:bob")).rows} == {"mine"}
