"""A registry in which the examples of the API's document are found."""

from unittest.mock import patch

from mldb.schemas import (
    APITokenCreate,
    LoggedModelCreate,
    LoggedPoint,
    MLCommentCreate,
    MLExperimentCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
    MLModelVersionUpdate,
    MLModelWatchChanges,
    MLRunCreate,
    Owner,
    RunLog,
    StaffUserCreate,
)
from mldb.schemas.tracking.ml_logged_model import LOGGED_MODEL_ID
from mldb.schemas.tracking.ml_run import RUN_ID
from mldb.values.enums import Goal, Role, TokenScope, VersionStatus
from mldb.values.names import SYSTEM
from registry_app.api.base.parameters import UPLOAD_ID
from registry_app.core.registry import Registry

VERSIONS = 5
PENDING = 3
"""The version that waits for its files, until it has them."""


def fill() -> str:
    """Secret of a token that may do everything; the staff users' passwords are none."""
    staff, registry = Registry(SYSTEM).staff, Registry("alice")
    admin = staff.create(StaffUserCreate(username="admin", password_hash="-", role=Role.ADMIN))
    staff.create(StaffUserCreate(username="alice", password_hash="-", role=Role.EDITOR))
    model = registry.models.create(
        MLModelCreate(
            name="fraud-detector", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE
        )
    )
    registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="team", value="payments"))
    for number in range(VERSIONS):
        registry.versions.create(_version(number))
    for number in (1, 3):
        registry.aliases.move(
            MLModelAliasMove(model_name=model.name, name="champion", version=number)
        )
    trashed = registry.models.create(MLModelCreate(name="old"))
    registry.models.delete(trashed.id)
    registry.versions.delete(registry.versions.get_by_number(model.name, VERSIONS).id)
    _discuss(registry, admin.id)
    _log(registry)
    _store(registry)
    token = APITokenCreate(user_id=admin.id, name="test", scope=TokenScope.ADMIN)
    return Registry("admin").tokens.create(token).secret


def _version(number: int) -> MLModelVersionCreate:
    return MLModelVersionCreate(
        model_name="fraud-detector",
        source=f"s3://models/fraud-detector/{number}.onnx",
        metrics={"auc": 0.9 + number / 100},
        params={"learning_rate": "0.01"},
        tags={"dataset": "2026-02"},
        status=VersionStatus.PENDING if number + 1 == PENDING else VersionStatus.READY,
    )


def _discuss(registry: Registry, user_id: int) -> None:
    """Comments up to the id of the examples, and an inbox with news."""
    watching = MLModelWatchChanges(is_starred=True, is_watched=True)
    registry.watches.change(user_id, "fraud-detector", watching)
    for _ in range(12):
        comment = MLCommentCreate(model_name="fraud-detector", version=3, text="Good.")
        Registry("admin").comments.create(comment)


def _log(registry: Registry) -> None:
    """An experiment with a run and a logged model, whose ids are those of the examples."""
    for name in ("churn", "old"):
        experiment = registry.experiments.create(MLExperimentCreate(name=name))
    registry.experiments.delete(experiment.id)
    with (
        patch("mldb.sync_db.services.tracking.ml_run.token_hex", lambda _: RUN_ID),
        patch("mldb.sync_db.services.tracking.ml_logged_model.token_hex", lambda _: RUN_ID),
    ):
        registry.runs.create(MLRunCreate(experiment="churn", tags={"./data/test.csv/auc": "x"}))
        registry.logged_models.create(LoggedModelCreate(run=RUN_ID))
    points = [LoggedPoint(name="val/loss", value=1 / step, step=step) for step in range(1, 9)]
    registry.run_logs.log_batch(RUN_ID, RunLog(metrics=points))
    registry.runs.delete(registry.runs.create(MLRunCreate()).id)
    model = registry.logged_models.create(LoggedModelCreate(experiment="churn"))
    registry.logged_models.delete(model.id)


def _store(registry: Registry) -> None:
    """Files of a run, a logged model and a version, and an upload, as the examples name them."""
    version = registry.versions.get_by_number("fraud-detector", PENDING)
    for owner in (
        Owner.run(RUN_ID),
        Owner.logged_model(LOGGED_MODEL_ID),
        Owner.version("fraud-detector", PENDING),
    ):
        registry.artifacts.put(owner, "model/weights.bin", b"0123456789")
    ready = MLModelVersionUpdate(status=VersionStatus.READY, row_version=version.row_version)
    registry.versions.update(version.id, ready)
    with patch("mldb.sync_db.services.artifacts.ml_artifact_upload.token_hex", lambda _: UPLOAD_ID):
        registry.artifact_uploads.begin(Owner.run(RUN_ID), "model/large.bin")
