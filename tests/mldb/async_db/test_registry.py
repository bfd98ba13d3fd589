"""The facade: every service of a database, for one actor."""

import pytest

from mldb import async_db
from mldb.async_db import Database, Registry
from mldb.async_db.services.base import Service
from mldb.config import SQLiteConfig
from mldb.errors import DuplicateError, RuleViolationError
from mldb.schemas import MLModelCreate, MLModelTagCreate


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice", via="ci")


def test_every_service_is_in_it(registry: Registry) -> None:
    exported = {
        getattr(async_db, name) for name in async_db.__all__ if name.endswith(("Service", "Reader"))
    }
    found = [getattr(registry, name) for name in vars(Registry) if name[0] != "_"]
    services = [one for one in found if isinstance(one, Service)]

    assert {type(service) for service in services} == exported
    assert len(services) == len(exported)


def test_its_services_act_for_its_actor(registry: Registry, database: Database) -> None:
    service = registry.models

    assert (service.database, service.actor, service.via) == (database, "alice", "ci")


async def test_without_an_actor_it_reads_only(database: Database) -> None:
    registry = Registry(database)

    assert await registry.models.get_all() == []
    with pytest.raises(RuleViolationError, match="Say who makes this change"):
        await registry.models.create(MLModelCreate(name="resnet"))


def test_without_a_database_it_uses_the_default(
    sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = Database(sqlite_config)
    monkeypatch.setattr(f"{Registry.__module__}.default_database", lambda: default)

    assert Registry().database is default


async def test_a_block_of_changes_is_one_transaction(registry: Registry) -> None:
    async with registry.transaction() as block:
        model = await block.models.create(MLModelCreate(name="resnet"))
        tag = MLModelTagCreate(model_id=model.id, key="team", value="vision")
        await block.model_tags.create(tag)

        assert (block.actor, block.via) == ("alice", "ci")

    assert [tag.key for tag in await registry.model_tags.get_of_owner(model.id)] == ["team"]


async def test_a_failed_block_leaves_nothing(registry: Registry) -> None:
    async def create_twice() -> None:
        async with registry.transaction() as block:
            await block.models.create(MLModelCreate(name="resnet"))
            await block.models.create(MLModelCreate(name="resnet"))

    with pytest.raises(DuplicateError):
        await create_twice()

    assert await registry.models.get_all() == []
    assert await registry.audit.get_all() == []


async def test_a_frozen_registry_reads_one_state(registry: Registry) -> None:
    async with registry.frozen() as frozen:
        before = await frozen.models.get_all()
        await registry.models.create(MLModelCreate(name="resnet"))

        assert await frozen.models.get_all() == before == []
        with pytest.raises(RuntimeError, match="only reads"):
            await frozen.models.create(MLModelCreate(name="bert"))
