"""A run, a logged model and a pending version, to which files can be uploaded."""

from dataclasses import dataclass

import pytest

from mldb.schemas import (
    LoggedModelCreate,
    MLExperimentCreate,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
    Owner,
)
from mldb.values.enums import VersionStatus
from registry_app.core.registry import Registry


@dataclass(frozen=True)
class Place:
    """An owner of files, and the path of its pages."""

    owner: Owner
    path: str


@dataclass(frozen=True)
class Places:
    """One owner of each type."""

    run: Place
    logged_model: Place
    version: Place


@pytest.fixture
def places(registry: Registry) -> Places:
    """Owners of files."""
    registry.experiments.create(MLExperimentCreate(name="churn"))
    run = registry.runs.create(MLRunCreate(experiment="churn", name="first"))
    model = registry.logged_models.create(LoggedModelCreate(run=run.public_id, name="net"))
    registry.models.create(MLModelCreate(name="fraud"))
    version = MLModelVersionCreate(
        model_name="fraud", source="s3://bucket/1", status=VersionStatus.PENDING
    )
    registry.versions.create(version)
    return Places(
        Place(Owner.run(run.public_id), f"/runs/{run.public_id}"),
        Place(Owner.logged_model(model.public_id), f"/logged-models/{model.public_id}"),
        Place(Owner.version("fraud", 1), "/models/fraud/1"),
    )


@pytest.fixture(params=["run", "logged_model", "version"])
def place(request: pytest.FixtureRequest, places: Places) -> Place:
    """Each of them."""
    found: Place = getattr(places, request.param)
    return found
