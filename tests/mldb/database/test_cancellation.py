"""Cancelling an operation, wherever it is, leaves nothing half done and nothing open."""

import asyncio
import threading

import pytest

from mldb.async_db import AuditEventService, Database, MLModelService
from mldb.config import DatabaseConfig
from mldb.schemas import MLModelCreate


async def test_a_cancelled_creation_is_whole_or_not_there(config: DatabaseConfig) -> None:
    async with Database(config) as database:
        models = MLModelService(database, actor="alice")
        for number in range(40):
            task = asyncio.create_task(models.create(MLModelCreate(name=f"model-{number}")))
            # Each round lets it go one step further before it is cancelled.
            for _ in range(number):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        await models.create(MLModelCreate(name="afterwards"))
        stored = await models.get_all()
        events = await AuditEventService(database).get_all()

        assert {model.name for model in stored} == {event.label for event in events}
        assert "afterwards" in {model.name for model in stored}


async def test_nested_and_parallel_blocks_share_one_pool(config: DatabaseConfig) -> None:
    database = Database(config)
    models = MLModelService(database, actor="alice")

    async def work(number: int) -> None:
        async with database, database:
            await models.create(MLModelCreate(name=f"model-{number}"))

    before = threading.active_count()
    await asyncio.gather(*(work(number) for number in range(5)))

    assert threading.active_count() <= before + 1
    assert len(await models.get_all()) == 5


async def test_a_loop_does_not_close_the_pool_of_another(config: DatabaseConfig) -> None:
    async def open_and_read() -> int:
        async with database:
            return len(await MLModelService(database).get_all())

    async with Database(config) as database:
        await MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))
        elsewhere = await asyncio.to_thread(lambda: asyncio.run(open_and_read()))

        assert elsewhere == 1
        assert len(await MLModelService(database).get_all()) == 1


@pytest.mark.parametrize("closings", [1, 2])
async def test_closing_a_closed_one_does_nothing(config: DatabaseConfig, closings: int) -> None:
    database = Database(config)
    for _ in range(closings):
        await database.close()

    async with database:
        assert await MLModelService(database).get_all() == []
