# Generated from tests/mldb/async_db/tracking/conftest.py by `make twins`.
"""A registry of the test's own, with a run in it."""

import pytest

from mldb.schemas import MLExperimentCreate, MLExperimentRead, MLRunCreate, MLRunRead
from mldb.sync_db import Database, Registry


@pytest.fixture
def registry(database: Database) -> Registry:
    return Registry(database, actor="alice", via="ci")


@pytest.fixture
def experiment(registry: Registry) -> MLExperimentRead:
    return registry.experiments.create(MLExperimentCreate(name="churn", tags={"team": "crm"}))


@pytest.fixture
def run(registry: Registry, experiment: MLExperimentRead) -> MLRunRead:
    """A running run of the experiment."""
    return registry.runs.create(
        MLRunCreate(experiment=experiment.name, params={"lr": "0.1"}, tags={"gpu": "no"})
    )
