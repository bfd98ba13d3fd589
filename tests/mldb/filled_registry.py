"""A registry with something in every table."""

from datetime import UTC, datetime, timedelta

from mldb.config import DatabaseConfig
from mldb.schemas import (
    APITokenCreate,
    DatasetInput,
    IdempotencyKeyUse,
    ListPreferenceWrite,
    LoggedModelCreate,
    LoggedModelMetric,
    LoginAttemptCreate,
    MLCommentCreate,
    MLExperimentCreate,
    MLMetricGoalCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
    MLModelWatchChanges,
    MLRunCreate,
    Owner,
    SavedViewCreate,
    ShownList,
    StaffSessionCreate,
    StaffUserCreate,
)
from mldb.search.fields import ListType
from mldb.sync_db import (
    APITokenService,
    Database,
    IdempotencyKeyService,
    LeaseService,
    ListPreferenceService,
    LoginAttemptService,
    MLMetricGoalService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionService,
    Registry,
    SavedViewService,
    StaffSessionService,
    StaffUserService,
)
from mldb.values.enums import Role


def fill(config: DatabaseConfig) -> None:
    """Use every service that writes."""
    with Database(config) as database:
        _fill_models(database)
        _fill_runs(database)
        _fill_staff(database)
        _fill_people(database)


def _fill_models(database: Database) -> None:
    model = MLModelService(database, actor="alice").create(
        MLModelCreate(name="fraud", description="A card.")
    )
    MLModelTagService(database, actor="alice").create(
        MLModelTagCreate(model_id=model.id, key="team", value="risk")
    )
    MLMetricGoalService(database, actor="alice").create(
        MLMetricGoalCreate(model_id=model.id, name="auc", value="maximize digits:3")
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


def _fill_runs(database: Database) -> None:
    registry = Registry(database, actor="alice", via="ci")
    registry.experiments.create(MLExperimentCreate(name="churn", tags={"team": "crm"}))
    with registry.runs.start("churn", params={"lr": 0.1}, tags={"gpu": False}) as run:
        logged = registry.logged_models.create(
            LoggedModelCreate(run=run.public_id, params={"lr": "0.1"}, tags={"team": "crm"})
        )
        auc = LoggedModelMetric(name="auc", value=0.9)
        registry.logged_models.log_metrics(logged.public_id, [auc])
        for step in range(1_000):
            run.log({"loss": 1 / (step + 1)})
    registry.artifacts.put(Owner.run(run.public_id), "model/weights.bin", b"weights")
    registry.artifact_uploads.begin(Owner.run(run.public_id), "model/large.bin")
    registry.run_logs.log_inputs(run.public_id, [DatasetInput(name="transactions", digest="1")])
    trashed = registry.runs.create(MLRunCreate(parent=run.public_id))
    registry.runs.delete(trashed.id)


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
    ListPreferenceService(database, actor="alice").set_own(
        user.id, ShownList(ListType.MODELS), ListPreferenceWrite(columns=["latest"])
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


def _fill_people(database: Database) -> None:
    registry = Registry(database, actor="alice")
    user = registry.staff.get_by_username("root")
    watching = MLModelWatchChanges(is_starred=True, is_watched=True)
    registry.watches.change(user.id, "fraud", watching)
    registry.comments.create(MLCommentCreate(model_name="fraud", version=1, text="Good."))
    (champion,) = registry.aliases.get_all("fraud")
    registry.comments.create(
        MLCommentCreate(model_name="fraud", assignment_id=champion.id, text="Why?")
    )
