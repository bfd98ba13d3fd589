"""A registry with something in every table."""

from datetime import UTC, datetime, timedelta

from mldb.config import DatabaseConfig
from mldb.schemas import (
    APITokenCreate,
    IdempotencyKeyUse,
    LoginAttemptCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
    SavedViewCreate,
    StaffSessionCreate,
    StaffUserCreate,
)
from mldb.search.fields import ListType
from mldb.sync_db import (
    APITokenService,
    Database,
    IdempotencyKeyService,
    LeaseService,
    LoginAttemptService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionService,
    SavedViewService,
    StaffSessionService,
    StaffUserService,
)
from mldb.values.enums import Role


def fill(config: DatabaseConfig) -> None:
    """Use every service that writes."""
    with Database(config) as database:
        _fill_models(database)
        _fill_staff(database)


def _fill_models(database: Database) -> None:
    model = MLModelService(database, actor="alice").create(
        MLModelCreate(name="fraud", description="A card.")
    )
    MLModelTagService(database, actor="alice").create(
        MLModelTagCreate(model_id=model.id, key="team", value="risk")
    )
    versions = MLModelVersionService(database, actor="alice")
    for number in (1, 2, 3):
        versions.create(
            MLModelVersionCreate(
                model_name="fraud",
                source=f"s3://bucket/{number}",
                params={"depth": str(number)},
                metrics={"auc": number / 10},
                tags={"stage": "trial"},
            )
        )
    aliases = MLModelAliasService(database, actor="alice")
    for number in (1, 2):
        aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=number))
    versions.delete(versions.get_by_number("fraud", 3).id)


def _fill_staff(database: Database) -> None:
    user = StaffUserService(database, actor="alice").create(
        StaffUserCreate(username="root", password_hash="hash", role=Role.ADMIN)
    )
    APITokenService(database, actor="alice").create(APITokenCreate(user_id=user.id, name="ci"))
    SavedViewService(database, actor="alice").create(
        SavedViewCreate(
            user_id=user.id,
            kind=ListType.VERSIONS,
            model_name="fraud",
            name="best",
            query="sort:-metric.auc",
            columns=["status", "metric.auc"],
        )
    )
    StaffSessionService(database).create(
        StaffSessionCreate(
            key="12345678",
            payload="{}",
            user_id=user.id,
            expires_at=datetime.now(UTC) + timedelta(days=1),
        )
    )
    use = IdempotencyKeyUse(user_id=user.id, key="first", fingerprint="same")
    with IdempotencyKeyService(database).once(use) as once:
        once.response = "done"
    LeaseService(database).take("housekeeping", "a server", seconds=60)
    LoginAttemptService(database).begin(LoginAttemptCreate(username="root", address="127.0.0.1"))
