"""An object behind every address, with names that need quoting."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from mldb.schemas import (
    APITokenCreate,
    LoggedModelCreate,
    LoggedPoint,
    MLCommentCreate,
    MLExperimentCreate,
    MLExperimentTagCreate,
    MLMetricGoalCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
    MLModelWatchChanges,
    MLRunCreate,
    Owner,
    RunLog,
    SavedViewCreate,
    StaffSessionCreate,
    StaffUserCreate,
)
from mldb.search.fields import ListType
from mldb.values.enums import Goal, Role, VersionStatus
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry

NAME = "späm & eggs 100%.v2"
ITEM = "val/<auc> @ 1%?#"
FILE = "dir <b> #?%25/日本.txt"
FILE_PAGES = (
    *("detail", "files", "file", "file-delete", "files-verify", "files-upload", "complete"),
)
ITEM_KINDS = (
    *("metric", "metric-goal", "param"),
    *("version-tag", "model-tag", "experiment-tag", "run-tag"),
)


@dataclass
class Filled:
    """What a registry was filled with, as arguments of addresses."""

    model_id: int
    version_id: int
    staff_id: int
    token_id: int
    view_id: int
    session_id: int
    experiment_id: int
    trashed_experiment_id: int
    run_public_id: str
    trashed_run_id: int
    logged_model_public_id: str
    comment_id: int
    move_id: int
    entry_id: int
    arguments: dict[str, list[object]] = field(init=False)

    def __post_init__(self) -> None:
        self.arguments = {
            "registry:token-revoke": [self.token_id],
            # The first event of all.
            "registry:event": [1],
            "registry:text-restore": [_card_event_id()],
            "registry:staff-update": [self.staff_id],
            "registry:staff-password": [self.staff_id],
            "registry:staff-access": [self.staff_id],
            "registry:session-end": [self.session_id],
            "registry:model-restore": [self.model_id],
            "registry:model-purge": [self.model_id],
            "registry:version-restore": [self.version_id],
            "registry:version-purge": [self.version_id],
            "registry:experiment-restore": [self.trashed_experiment_id],
            "registry:experiment-purge": [self.trashed_experiment_id],
            "registry:run-restore": [self.trashed_run_id],
            "registry:run-purge": [self.trashed_run_id],
            "registry:model-trashed": [self.model_id],
            "registry:version-trashed": [self.version_id],
            "registry:experiment-trashed": [self.trashed_experiment_id],
            "registry:run-trashed": [self.trashed_run_id],
            "registry:saved-view-open": [self.view_id],
            "registry:saved-view-update": [self.view_id],
            "registry:saved-view-delete": [self.view_id],
            "registry:alias-remove": [NAME],
            "registry:alias-roll-back": [NAME],
            "registry:metric-goal-create": [NAME],
            "registry:metric-goal-update": [NAME],
            "registry:metric-goal-delete": [NAME],
            "registry:model-tag-update": [NAME],
            "registry:model-tag-delete": [NAME],
            "registry:person": ["bob"],
            "registry:watch": [NAME],
            "registry:version-comments": [NAME, 1],
            "registry:move-comments": [NAME, self.move_id],
            "registry:comment-update": [self.comment_id],
            "registry:comment-delete": [self.comment_id],
            "registry:inbox-open": [self.entry_id],
        }
        for page in ("detail", "card", "use", "update", "delete", "history"):
            self.arguments[f"registry:model-{page}"] = [NAME]
        for page in ("version-create", "trend", "alias-history", "alias-move", "model-tag-create"):
            self.arguments[f"registry:{page}"] = [NAME]
        for page in ("detail", "update", "delete"):
            self.arguments[f"registry:version-{page}"] = [NAME, 1]
        for page in ("detail", "update", "delete"):
            self.arguments[f"registry:experiment-{page}"] = [self.experiment_id]
            self.arguments[f"registry:run-{page}"] = [self.run_public_id]
        for page in ("charts", "chart", "status", "register"):
            self.arguments[f"registry:run-{page}"] = [self.run_public_id]
        owners: dict[str, list[object]] = {
            "run": [self.run_public_id],
            "logged-model": [self.logged_model_public_id],
            "version": [NAME, 1],
        }
        for owner, key in owners.items():
            for page in FILE_PAGES:
                self.arguments[f"registry:{owner}-{page}"] = [*key]
        for page in ("create", "update", "delete"):
            self.arguments[f"registry:experiment-tag-{page}"] = [self.experiment_id]
            self.arguments[f"registry:run-tag-{page}"] = [self.run_public_id]
        for kind in ("metric", "param", "version-tag"):
            self.arguments[f"registry:{kind}-create"] = [NAME, 1]
            self.arguments[f"registry:{kind}-update"] = [NAME, 1]
            self.arguments[f"registry:{kind}-delete"] = [NAME, 1]

    def address(self, view_name: str) -> str:
        """An address at which this view has something to show."""
        address = reverse(view_name, args=self.arguments.get(view_name, []))
        if view_name in {"registry:alias-remove", "registry:alias-roll-back"}:
            return f"{address}?alias=champion"
        if view_name == "registry:run-chart":
            return f"{address}?{urlencode({'metric': ITEM})}"
        if view_name == "registry:run-compare":
            return f"{address}?run={self.run_public_id}"
        if view_name.endswith(("-file", "-file-delete")):
            return f"{address}?{urlencode({'path': FILE})}"
        kind, _, action = view_name.removeprefix("registry:").rpartition("-")
        is_of_item = kind in ITEM_KINDS and action in {"update", "delete"}
        return f"{address}?{urlencode({'name': ITEM})}" if is_of_item else address


def fill(token_owner: Role | None = None) -> Filled:
    """Something of every kind, and the addresses at which it is found."""
    registry = Registry("alice")
    model = registry.models.create(
        MLModelCreate(
            name=NAME,
            description="# Card\n\n<b>bold</b> [link](https://example.org)",
            primary_metric=ITEM,
            primary_metric_goal=Goal.MAXIMIZE,
        ),
        reason="It's <new>",
    )
    registry.model_tags.create(MLModelTagCreate(model_id=model.id, key=ITEM, value="a & b"))
    registry.metric_goals.create(
        MLMetricGoalCreate(model_id=model.id, name=ITEM, value="maximize unit:%")
    )
    for _ in range(3):
        registry.versions.create(
            MLModelVersionCreate(
                model_name=NAME,
                source="s3://bucket/model.onnx?a=1&b=2",
                status=VersionStatus.PENDING,
                params={ITEM: "<1>"},
                metrics={ITEM: 0.5},
                tags={ITEM: '"quoted"'},
            )
        )
    registry.artifacts.put(Owner.version(NAME, 1), FILE, b"<b>content</b>")
    for number in (1, 2):
        registry.aliases.move(
            MLModelAliasMove(model_name=NAME, name="champion", version=number), reason="Better"
        )
    version = registry.versions.get_by_number(NAME, 3)
    registry.versions.delete(version.id)
    trashed = registry.models.create(MLModelCreate(name="old"))
    registry.models.delete(trashed.id)
    staff = Registry(SYSTEM).staff.create(StaffUserCreate(username="bob", password_hash="hash"))
    owner_id = staff.id if token_owner is None else _id_of(token_owner)
    token = registry.tokens.create(APITokenCreate(user_id=owner_id, name="nightly"))
    session = registry.sessions.create(
        StaffSessionCreate(
            key="key-elsewhere",
            payload="",
            user_id=owner_id,
            expires_at=datetime.now(UTC) + timedelta(hours=1),
        )
    )
    view = registry.saved_views.create(
        SavedViewCreate(
            user_id=owner_id,
            kind=ListType.VERSIONS,
            model_name=NAME,
            name="Best & <b>",
            query=f'sort:"-metric.{ITEM}"',
            columns=["status", f"metric.{ITEM}"],
            page_size=50,
        )
    )
    return Filled(
        trashed.id,
        version.id,
        staff.id,
        token.id,
        view.id,
        session.id,
        *_fill_tracking(registry),
        *_fill_people(registry, staff.username if token_owner is None else token_owner.value),
    )


def _card_event_id() -> int:
    """The id of the event that has a card."""
    events = Registry("alice").audit.get_all(limit=1_000)
    return next(one.id for one in events if "primary_metric" in one.changes)


def _fill_tracking(registry: Registry) -> tuple[int, int, str, int, str]:
    """Ids of an experiment, a trashed one, a run with a child, a trashed run, a logged model."""
    experiment = registry.experiments.create(
        MLExperimentCreate(name=NAME, description="# Why\n\n<b>bold</b>")
    )
    registry.experiment_tags.create(
        MLExperimentTagCreate(experiment_id=experiment.id, key=ITEM, value="a & b")
    )
    old = registry.experiments.create(MLExperimentCreate(name="old"))
    registry.experiments.delete(old.id)
    items = {ITEM: '"quoted"'}
    run = registry.runs.create(
        MLRunCreate(experiment=NAME, name="<run> & co", params=items, tags=items)
    )
    points = [LoggedPoint(name=ITEM, value=step / 2, step=step) for step in range(3)]
    registry.run_logs.log_batch(run.public_id, RunLog(metrics=points))
    registry.runs.create(MLRunCreate(experiment=NAME, parent=run.public_id))
    trashed = registry.runs.create(MLRunCreate(experiment=NAME))
    registry.runs.delete(trashed.id)
    model = registry.logged_models.create(LoggedModelCreate(run=run.public_id, name="<net> & co"))
    for owner in (Owner.run(run.public_id), Owner.logged_model(model.public_id)):
        registry.artifacts.put(owner, FILE, b"<b>content</b>")
    return experiment.id, old.id, run.public_id, trashed.id, model.public_id


def _fill_people(registry: Registry, username: str) -> tuple[int, int, int]:
    """Ids of a comment of theirs, of a move, and of an entry in their inbox."""
    user = registry.staff.get_by_username(username)
    move = registry.aliases.get_all(NAME)[0]
    text = f"@{username} <b>bold</b> <script>alert(1)</script>"
    comments = Registry(username).comments
    comment = comments.create(MLCommentCreate(model_name=NAME, version=1, text=text))
    registry.comments.create(MLCommentCreate(model_name=NAME, assignment_id=move.id, text=text))
    watching = MLModelWatchChanges(is_starred=True, is_watched=True)
    registry.watches.change(user.id, NAME, watching)
    (entry,) = registry.inbox.get_of_user(user.id)
    return comment.id, move.id, entry.id


def _id_of(role: Role) -> int:
    return Registry().staff.get_by_username(role.value).id
