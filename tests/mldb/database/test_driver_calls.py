"""Counts how often an operation calls the driver's thread, the cost of asyncio on SQLite."""

from collections.abc import AsyncIterator
from typing import Any

import aiosqlite
import pytest

from mldb.async_db import (
    Database,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
)
from mldb.config import SQLiteConfig
from mldb.schemas import (
    MLMetricBatch,
    MLModelAliasMove,
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
    MLModelVersionCreate,
)


class Visits:
    """Counts visits to the threads of aiosqlite's connections."""

    def __init__(self) -> None:
        self.count = 0

    def since(self) -> int:
        """Visits since this was asked last."""
        count, self.count = self.count, 0
        return count


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> Visits:
    visits = Visits()
    execute = aiosqlite.Connection._execute

    async def counted(connection: aiosqlite.Connection, *args: Any, **kwargs: Any) -> Any:
        visits.count += 1
        return await execute(connection, *args, **kwargs)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return visits


@pytest.fixture
async def database(sqlite_config: SQLiteConfig) -> AsyncIterator[Database]:
    async with Database(sqlite_config) as database:
        yield database


@pytest.fixture
async def model(database: Database) -> MLModelRead:
    """A model with two versions."""
    model = await MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))
    versions = MLModelVersionService(database, actor="alice")
    for _ in range(2):
        await versions.create(MLModelVersionCreate(model_name="fraud", source="s3://bucket"))
    return model


async def test_a_read_is_one_visit(database: Database, model: MLModelRead, visits: Visits) -> None:
    models = MLModelService(database)
    versions = MLModelVersionService(database)
    visits.since()

    await models.get(model.id)
    assert visits.since() == 1
    await models.get_by_name("fraud")
    assert visits.since() == 1
    await models.get_all()
    assert visits.since() == 1
    await versions.get_by_number("fraud", 1)
    assert visits.since() == 1


async def test_visits_of_a_change_of_a_model(
    database: Database, model: MLModelRead, visits: Visits
) -> None:
    models = MLModelService(database, actor="alice")
    visits.since()

    # BEGIN, look for the name, insert, keep the name, insert the event, note the activity, COMMIT.
    await models.create(MLModelCreate(name="churn"))
    assert visits.since() == 7
    # BEGIN, read, update, insert the event, note the activity, COMMIT.
    await models.update(model.id, MLModelUpdate(row_version=1, description="A card."))
    assert visits.since() == 6


async def test_visits_of_a_registration_do_not_grow_with_its_metrics(
    database: Database, model: MLModelRead, visits: Visits
) -> None:
    versions = MLModelVersionService(database, actor="alice")
    visits.since()

    # BEGIN, read the model, count, insert the version and the event, note the activity, read who
    # watches the model, COMMIT.
    await versions.create(MLModelVersionCreate(model_name="fraud", source="s3://bucket"))
    assert visits.since() == 8
    # One more for all parameters, one for all metrics, one for all tags.
    await versions.create(
        MLModelVersionCreate(
            model_name="fraud",
            source="s3://bucket",
            params={f"param-{number}": "1" for number in range(50)},
            metrics={f"metric-{number}": 1.0 for number in range(1_000)},
            tags={f"tag-{number}": "1" for number in range(10)},
        )
    )
    assert visits.since() == 11


async def test_visits_of_recording_do_not_grow_with_the_metrics(
    database: Database, model: MLModelRead, visits: Visits
) -> None:
    version = await MLModelVersionService(database).get_by_number("fraud", 1)
    metrics = MLMetricService(database, actor="alice")
    visits.since()

    # BEGIN, read the version, read its items, insert all, insert the event, note the activity,
    # COMMIT.
    batch = {f"metric-{number}": 1.0 for number in range(1_000)}
    await metrics.record(MLMetricBatch(version_id=version.id, metrics=batch))
    assert visits.since() == 7
    # Like the insert, but with one update of all.
    batch = {f"metric-{number}": 2.0 for number in range(1_000)}
    await metrics.record(MLMetricBatch(version_id=version.id, metrics=batch))
    assert visits.since() == 7


async def test_visits_of_an_alias(database: Database, model: MLModelRead, visits: Visits) -> None:
    aliases = MLModelAliasService(database, actor="alice")
    visits.since()

    # BEGIN, read the model, the assignment and the version, insert it and the event, note the
    # activity, read who watches the model, COMMIT.
    await aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))
    assert visits.since() == 9
    # One more, which ends the assignment before.
    await aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=2))
    assert visits.since() == 10
    await aliases.get("fraud", "champion")
    assert visits.since() == 1
