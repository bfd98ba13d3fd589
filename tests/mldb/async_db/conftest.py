"""Services on a database of the test's own."""

from collections.abc import AsyncIterator

import pytest

from mldb.async_db import (
    APITokenService,
    AuditEventService,
    Database,
    LoginAttemptService,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionParamService,
    MLModelVersionService,
    MLModelVersionTagService,
    SavedViewService,
    StaffSessionService,
    StaffUserService,
)
from mldb.config import DatabaseConfig
from mldb.schemas import (
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
    MLModelVersionRead,
    StaffUserCreate,
    StaffUserRead,
)
from mldb.values.enums import Goal, Role


@pytest.fixture
async def database(config: DatabaseConfig) -> AsyncIterator[Database]:
    """An empty registry."""
    async with Database(config) as database:
        yield database


@pytest.fixture
def models(database: Database) -> MLModelService:
    return MLModelService(database, actor="alice")


@pytest.fixture
def versions(database: Database) -> MLModelVersionService:
    return MLModelVersionService(database, actor="alice")


@pytest.fixture
def metrics(database: Database) -> MLMetricService:
    return MLMetricService(database, actor="alice")


@pytest.fixture
def params(database: Database) -> MLModelVersionParamService:
    return MLModelVersionParamService(database, actor="alice")


@pytest.fixture
def version_tags(database: Database) -> MLModelVersionTagService:
    return MLModelVersionTagService(database, actor="alice")


@pytest.fixture
def model_tags(database: Database) -> MLModelTagService:
    return MLModelTagService(database, actor="alice")


@pytest.fixture
def aliases(database: Database) -> MLModelAliasService:
    return MLModelAliasService(database, actor="alice")


@pytest.fixture
def audit(database: Database) -> AuditEventService:
    return AuditEventService(database)


@pytest.fixture
def staff(database: Database) -> StaffUserService:
    return StaffUserService(database, actor="alice")


@pytest.fixture
def views(database: Database) -> SavedViewService:
    return SavedViewService(database, actor="alice")


@pytest.fixture
def sessions(database: Database) -> StaffSessionService:
    return StaffSessionService(database)


@pytest.fixture
def tokens(database: Database) -> APITokenService:
    return APITokenService(database, actor="alice")


@pytest.fixture
def attempts(database: Database) -> LoginAttemptService:
    return LoginAttemptService(database)


@pytest.fixture
async def model(models: MLModelService) -> MLModelRead:
    """A model ranked by `auc`."""
    return await models.create(
        MLModelCreate(name="fraud", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )


@pytest.fixture
async def version(model: MLModelRead, versions: MLModelVersionService) -> MLModelVersionRead:
    """Version 1 of the model."""
    return await versions.create(
        MLModelVersionCreate(
            model_name=model.name,
            source="s3://bucket/fraud.onnx",
            params={"depth": "3"},
            metrics={"auc": 0.9},
            tags={"stage": "trial"},
        )
    )


@pytest.fixture
async def admin(staff: StaffUserService) -> StaffUserRead:
    """The only admin."""
    return await staff.create(
        StaffUserCreate(username="root", password_hash="hash", role=Role.ADMIN)
    )
