"""A registry of the test's own, with a run in it."""

import pytest

from mldb.async_db import Database, Registry
from mldb.schemas import MLExperimentCreate, MLExperimentRead, MLRunCreate, MLRunRead


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice", via="ci")


@pytest.fixture
async def experiment(registry: Registry) -> MLExperimentRead:
    return await registry.experiments.create(MLExperimentCreate(name="churn", tags={"team": "crm"}))


@pytest.fixture
async def run(registry: Registry, experiment: MLExperimentRead) -> MLRunRead:
    """A running run of the experiment."""
    return await registry.runs.create(
        MLRunCreate(experiment=experiment.name, params={"lr": "0.1"}, tags={"gpu": "no"})
    )
