# Generated from tests/mldb/async_db/artifacts/conftest.py by `make twins`.
"""A registry of the test's own with a run, a pending logged model and a pending version."""

import pytest

from mldb.schemas import (
    LoggedModelCreate,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
    MLRunRead,
    Owner,
)
from mldb.sync_db import Database, Registry
from mldb.values.enums import VersionStatus


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice", via="ci")


@pytest.fixture
def run(registry: Registry) -> MLRunRead:
    return registry.runs.begin(MLRunCreate(experiment="churn"))


@pytest.fixture
def of_run(run: MLRunRead) -> Owner:
    return Owner.run(run.public_id)


@pytest.fixture
def of_logged_model(registry: Registry, run: MLRunRead) -> Owner:
    logged = registry.logged_models.create(LoggedModelCreate(run=run.public_id))
    return Owner.logged_model(logged.public_id)


@pytest.fixture
def of_version(registry: Registry) -> Owner:
    registry.models.create(MLModelCreate(name="fraud"))
    version = MLModelVersionCreate(
        model_name="fraud", source="s3://bucket/1", status=VersionStatus.PENDING
    )
    registry.versions.create(version)
    return Owner.version("fraud", 1)
