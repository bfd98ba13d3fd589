"""People, and the owners of models."""

import pytest

from mldb.async_db import Database, Registry
from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
    StaffUserCreate,
    StaffUserRead,
    StaffUserUpdate,
)


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="bob")


@pytest.fixture
async def bob(registry: Registry) -> StaffUserRead:
    return await registry.staff.create(StaffUserCreate(username="bob", password_hash="hash"))


async def test_a_person_is_shown_with_what_they_own_and_when_they_were_seen(
    registry: Registry, bob: StaffUserRead
) -> None:
    model = await registry.models.create(MLModelCreate(name="mine", owner="bob", team="Risk"))
    person = await registry.people.get(" BOB ")

    assert (person.id, person.role, person.model_count) == (bob.id, bob.role, 1)
    assert person.seen_at == model.created_at
    assert await registry.people.get_all() == [person]
    assert [event.label for event in await registry.people.get_changes("bob")] == ["mine", "bob"]
    assert await registry.people.get_usernames() == ["bob"]
    assert await registry.people.get_teams() == ["Risk"]


async def test_who_left_is_listed_last(registry: Registry, bob: StaffUserRead) -> None:
    await registry.staff.create(StaffUserCreate(username="zoe", password_hash="hash"))
    await registry.staff.update(bob.id, StaffUserUpdate(row_version=1, is_active=False))

    assert [one.username for one in await registry.people.get_all()] == ["zoe", "bob"]
    assert await registry.people.get_known(["bob", "zoe", "a\0b"]) == {"zoe"}


@pytest.mark.parametrize("name", ["nobody", "a\0b", ""])
async def test_nobody_is_not_found(registry: Registry, name: str) -> None:
    with pytest.raises(NotFoundError):
        await registry.people.get(name)

    assert await registry.people.get_changes(name) == []


async def test_an_owner_is_somebody_who_may_log_in(
    registry: Registry, bob: StaffUserRead, model: MLModelRead
) -> None:
    with pytest.raises(RuleViolationError) as caught:
        await registry.models.create(MLModelCreate(name="new", owner="nobody"))
    assert caught.value.field == "owner"
    with pytest.raises(RuleViolationError):
        await registry.models.update(model.id, MLModelUpdate(row_version=1, owner="nobody"))

    owned = await registry.models.update(model.id, MLModelUpdate(row_version=1, owner="bob"))
    await registry.staff.update(bob.id, StaffUserUpdate(row_version=1, is_active=False))
    # An owner who left stays until there is another one.
    change = MLModelUpdate(row_version=2, owner="bob", description="More")
    assert (await registry.models.update(owned.id, change)).owner == "bob"


async def test_models_are_found_by_owner_and_team(
    registry: Registry, bob: StaffUserRead, model: MLModelRead
) -> None:
    await registry.models.create(MLModelCreate(name="mine", owner="bob", team="Credit risk"))

    for query in ("owner:bob", "owner:BOB", 'team:"credit risk"', "team:credit*", "-owner:alice"):
        found = {row.name for row in (await registry.models.search(query)).rows}
        assert "mine" in found, query
    assert {row.name for row in (await registry.models.search("owner:bob")).rows} == {"mine"}
