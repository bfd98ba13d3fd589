"""A registry of the test's own with a run, a pending logged model and a pending version."""

import pytest

from mldb.async_db import Database, Registry
from mldb.schemas import (
    LoggedModelCreate,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
    MLRunRead,
    Owner,
)
from mldb.values.enums import VersionStatus


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice", via="ci")


@pytest.fixture
async def run(registry: Registry) -> MLRunRead:
    return await registry.runs.begin(MLRunCreate(experiment="churn"))


@pytest.fixture
async def of_run(run: MLRunRead) -> Owner:
    return Owner.run(run.public_id)


@pytest.fixture
async def of_logged_model(registry: Registry, run: MLRunRead) -> Owner:
    logged = await registry.logged_models.create(LoggedModelCreate(run=run.public_id))
    return Owner.logged_model(logged.public_id)


@pytest.fixture
async def of_version(registry: Registry) -> Owner:
    await registry.models.create(MLModelCreate(name="fraud"))
    version = MLModelVersionCreate(
        model_name="fraud", source="s3://bucket/1", status=VersionStatus.PENDING
    )
    await registry.versions.create(version)
    return Owner.version("fraud", 1)
