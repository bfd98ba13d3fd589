"""Stars and watches of models."""

import pytest

from mldb.async_db import Database, Registry
from mldb.errors import NotFoundError, RuleViolationError, StorageError
from mldb.rules import watch
from mldb.schemas import (
    MLModelCreate,
    MLModelRead,
    MLModelWatchChanges,
    StaffUserCreate,
    StaffUserRead,
)

STAR = MLModelWatchChanges(is_starred=True)
WATCH = MLModelWatchChanges(is_watched=True)
NEITHER = MLModelWatchChanges(is_starred=False, is_watched=False)


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice")


@pytest.fixture
async def bob(registry: Registry) -> StaffUserRead:
    return await registry.staff.create(StaffUserCreate(username="bob", password_hash="hash"))


async def test_star_and_watch_are_apart_and_counted(
    registry: Registry, model: MLModelRead, bob: StaffUserRead, admin: StaffUserRead
) -> None:
    await registry.watches.change(admin.id, model.name, STAR)
    await registry.watches.change(bob.id, model.name, STAR)
    state = await registry.watches.change(bob.id, model.name, WATCH)
    assert state.model_dump() == {
        "is_starred": True,
        "is_watched": True,
        "star_count": 2,
        "watch_count": 1,
    }
    assert await registry.watches.get_state(bob.id, model.name) == state

    state = await registry.watches.change(bob.id, model.name, NEITHER)
    assert (state.is_starred, state.star_count, state.watch_count) == (False, 1, 0)
    assert await registry.watches.get_of_user(bob.id) == []


async def test_own_models_are_listed_the_starred_first(
    registry: Registry, bob: StaffUserRead
) -> None:
    for name in ("a", "b", "c"):
        await registry.models.create(MLModelCreate(name=name))
        await registry.watches.change(bob.id, name, STAR if name == "c" else WATCH)
    await registry.models.delete((await registry.models.get_by_name("b")).id)

    listed = await registry.watches.get_of_user(bob.id)
    assert [(one.model_name, one.is_starred) for one in listed] == [("c", True), ("a", False)]


async def test_what_is_not_there_can_not_be_watched(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    for name in ("other", "a\0b"):
        with pytest.raises(NotFoundError):
            await registry.watches.change(bob.id, name, WATCH)
        with pytest.raises(NotFoundError):
            await registry.watches.get_state(bob.id, name)
    with pytest.raises((RuleViolationError, NotFoundError, StorageError)):
        await registry.watches.change(77, model.name, WATCH)


async def test_nobody_watches_without_end(
    registry: Registry, model: MLModelRead, bob: StaffUserRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "MODELS_PER_USER", 0)
    with pytest.raises(RuleViolationError):
        await registry.watches.change(bob.id, model.name, WATCH)


async def test_a_change_of_nothing_writes_nothing(
    registry: Registry, model: MLModelRead, bob: StaffUserRead
) -> None:
    state = await registry.watches.change(bob.id, model.name, MLModelWatchChanges())

    assert (state.is_starred, state.is_watched) == (False, False)
