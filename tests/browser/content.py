"""What the browser tests find in the registry."""

from math import inf, nan

from mldb.schemas import (
    APITokenCreate,
    DatasetInput,
    LoggedModelCreate,
    LoggedPoint,
    MLCommentCreate,
    MLExperimentCreate,
    MLMetricGoalCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionRead,
    MLModelVersionUpdate,
    MLRunCreate,
    Owner,
    RegisterFromRun,
    RunLog,
    SavedViewCreate,
    StaffUserCreate,
)
from mldb.search.fields import ListType
from mldb.values.enums import Goal, Role, RunStatus, VersionStatus
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry

# Where a tag named ../../victim must not lead.
VICTIM = "victim"
PASSWORD = "correct horse battery staple"
# Nothing in it can be broken at a space or a hyphen.
LONG = "w" * 200
_HOSTILE = {f"{LONG}/a": 1.0, f"{LONG}/b": 2e300, "train/nan": nan, "train/inf": inf}
HOSTILE_FILE = f"dir & <b>/{LONG}/日本 #?%25.txt"
FILES = {
    HOSTILE_FILE: f"{LONG} <b>\n".encode() * 3,
    "MLmodel": b"flavors:\n  sklearn: {sklearn_version: 1.8.0}\n",
    "a.csv": f"name,value\n{LONG},1\n".encode(),
    "model.pkl": b"\x80\x05.",
}
CARD = f"# Card\n\n| a | b |\n|---|---|\n| {LONG} | {LONG} |\n\n```\n{LONG} {LONG}\n```\n\n[a](https://b.c)"


def add_staff(password_hash: str) -> None:
    """One person of each role, named like it."""
    for role in Role:
        Registry(SYSTEM).staff.create(
            StaffUserCreate(username=role.value, password_hash=password_hash, role=role)
        )


def fill() -> None:
    """At least one of everything that has a page."""
    registry = Registry("admin")
    _add_model(registry, "fraud-detector", "Finds fraud.", "auc")
    _add_model(registry, f"hostile & <b>{LONG}", CARD, LONG)
    registry.models.delete(registry.models.create(MLModelCreate(name="trashed-model")).id)
    version = _add_version(registry, _version("fraud-detector", "auc", 0.5))
    registry.versions.delete(version.id, reason="Too weak")
    registry.models.create(MLModelCreate(name="without-versions"))
    registry.models.create(MLModelCreate(name="many-fields"))
    many = {f"p{number:02}": "1" for number in range(20)}
    _add_version(
        registry, MLModelVersionCreate(model_name="many-fields", source="s3://b/1", params=many)
    )
    registry.models.create(MLModelCreate(name=VICTIM))
    admin = registry.staff.get_credentials("admin")
    registry.tokens.create(APITokenCreate(user_id=admin.id, name=LONG[:100]))
    _add_talk(registry)
    _add_views(registry)
    _add_runs(registry)
    for number in range(60):
        registry.models.create(MLModelCreate(name=f"zoo-{number:02}"))
    # The newest event, which leads to the page that restores a card.
    model = registry.models.get_by_name("fraud-detector")
    change = MLModelUpdate(row_version=model.row_version, description="Finds fraud at once.")
    registry.models.update(model.id, change)


def _add_talk(registry: Registry) -> None:
    """Comments of two people, of which one tells the admin, and the goal of a metric."""
    for name in ("fraud-detector", f"hostile & <b>{LONG}"):
        model = registry.models.get_by_name(name)
        goal = MLMetricGoalCreate(model_id=model.id, name="f1", value="maximize digits:3")
        registry.metric_goals.create(goal)
        for number, actor in ((1, "admin"), (1, "editor"), (2, "admin")):
            text = f"@admin: {LONG}, **please**."
            Registry(actor).comments.create(
                MLCommentCreate(model_name=name, version=number, text=text)
            )


def fill_crowd() -> None:
    """A model with 1,030 versions, of which an alias points to number 1,028."""
    registry = Registry("admin")
    registry.models.create(MLModelCreate(name="crowd"))
    for count in (1_000, 30):
        registry.versions.create_many([_version("crowd", "auc", 0.5)] * count)
    move = MLModelAliasMove(model_name="crowd", name="champion", version=1_028)
    registry.aliases.move(move)


def _keep_files(registry: Registry, public_id: str) -> None:
    """Files of a run, and of a model that it saved."""
    model = registry.logged_models.create(LoggedModelCreate(run=public_id, name=LONG))
    for owner in (Owner.run(public_id), Owner.logged_model(model.public_id)):
        registry.artifacts.put_many(owner, FILES)


def _add_runs(registry: Registry) -> None:
    """An experiment with runs of every status, nested and hostile ones, and some in the trash."""
    name = f"churn & <b>{LONG}"
    registry.experiments.create(
        MLExperimentCreate(name=name, description=CARD, tags={"team": LONG, "quarter": "q1"})
    )
    parent = registry.runs.create(MLRunCreate(experiment=name, name=LONG, user_name=LONG))
    _log(registry, parent.public_id)
    _keep_files(registry, parent.public_id)
    registry.versions.register_from_run(
        parent.public_id, RegisterFromRun(model_name=VICTIM, artifact_path="")
    )
    for status in RunStatus:
        begins = RunStatus.SCHEDULED if status is RunStatus.SCHEDULED else RunStatus.RUNNING
        run = registry.runs.create(
            MLRunCreate(
                experiment=name,
                status=begins,
                parent=parent.public_id,
                description=CARD,
                source=f"s3://{LONG}",
                git_commit=LONG,
                params={"lr": "0.01", LONG: LONG},
                tags={"team": LONG},
            )
        )
        _keep_files(registry, run.public_id)
        _log(registry, run.public_id)
        if status.is_ended:
            registry.runs.end(run.public_id, status)
    registry.runs.delete(registry.runs.create(MLRunCreate(experiment=name, name=LONG)).id)
    trashed = registry.experiments.create(MLExperimentCreate(name=f"trashed {LONG}"))
    registry.experiments.delete(trashed.id)


def _log(registry: Registry, public_id: str) -> None:
    """Some metrics, one with a name that can't be broken; parameters, tags and datasets."""
    points = [LoggedPoint(name="loss", value=1 / (step + 1), step=step) for step in range(9)]
    points += [LoggedPoint(name=name, value=value) for name, value in _HOSTILE.items()]
    log = RunLog(metrics=points, params={LONG: LONG}, tags={"team": LONG})
    registry.run_logs.log_batch(public_id, log)
    registry.run_logs.log_inputs(public_id, [DatasetInput(name=LONG, digest="1", source=LONG)])


def _add_views(registry: Registry) -> None:
    for username, name in (("admin", "By auc"), ("editor", f"Shared {LONG}")):
        owner = registry.staff.get_by_username(username)
        Registry(username).saved_views.create(
            SavedViewCreate(
                user_id=owner.id,
                kind=ListType.MODELS,
                name=name,
                query="sort:-updated",
                columns=["latest", "metric.auc"],
                is_shared=username != "admin",
            )
        )


def _add_model(registry: Registry, name: str, card: str, metric: str) -> None:
    model = registry.models.create(
        MLModelCreate(
            name=name, description=card, primary_metric=metric, primary_metric_goal=Goal.MAXIMIZE
        )
    )
    registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="team", value=LONG))
    for value in (0.91, 0.93):
        version = _add_version(registry, _version(name, metric, value))
        move = MLModelAliasMove(model_name=name, name="champion", version=version.number)
        registry.aliases.move(move, reason="Better on held-out data")


def _add_version(registry: Registry, data: MLModelVersionCreate) -> MLModelVersionRead:
    """A version with files, which is ready."""
    pending = data.model_copy(update={"status": VersionStatus.PENDING})
    version = registry.versions.create(pending)
    registry.artifacts.put_many(Owner.version(version.model_name, version.number), FILES)
    ready = MLModelVersionUpdate(row_version=version.row_version, status=VersionStatus.READY)
    return registry.versions.update(version.id, ready)


def _version(name: str, metric: str, value: float) -> MLModelVersionCreate:
    return MLModelVersionCreate(
        model_name=name,
        source=f"s3://{LONG}",
        description=CARD,
        metrics={metric: value, "loss": 1.5e300},
        params={"learning_rate": "0.01", LONG: LONG * 3},
        tags={"dataset": LONG},
    )
