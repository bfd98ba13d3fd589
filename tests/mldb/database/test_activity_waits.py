"""Nobody waits for anybody because of a model's last activity."""

import asyncio

import pytest

from mldb.async_db import Database, MLMetricService, MLModelService, MLModelVersionService
from mldb.config import PostgresConfig
from mldb.schemas import MLMetricCreate, MLModelCreate, MLModelVersionCreate

PATIENCE_SECONDS = 120


@pytest.mark.postgres
async def test_writers_of_different_versions_do_not_wait_for_each_other(
    postgres_database: PostgresConfig,
) -> None:
    async with Database(postgres_database) as database:
        models = MLModelService(database, actor="alice")
        await models.create(MLModelCreate(name="m"))
        new = MLModelVersionCreate(model_name="m", source="s3://b/1")
        first, second = await MLModelVersionService(database, actor="alice").create_many([new, new])
        metric = MLMetricCreate(version_id=first.id, name="auc", value=0.5)
        async with database.transaction() as block, asyncio.timeout(PATIENCE_SECONDS):
            await MLMetricService(block, actor="bob").create(metric)
            # Waiting for the end of this block would be waiting for ever.
            other = metric.model_copy(update={"version_id": second.id})
            # Another task: a task with an open block may not write outside of it.
            await asyncio.create_task(MLMetricService(database, actor="carol").create(other))
            await asyncio.create_task(MLModelVersionService(database, actor="carol").create(new))

        (listed,) = (await models.search()).rows
        assert listed.active_by == "bob"
