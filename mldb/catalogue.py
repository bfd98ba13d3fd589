"""Each entity and item type of the database: its names, its owner and the uses of its columns.

Audit, search, lists, export and import read this table. Columns are strings, so that code without
SQLAlchemy can read it; a test compares it with the models.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

_KEY: Final = "identifies the row among others of its type"
_ID: Final = "differs between databases"
_OWNER: Final = "differs between databases; the owner is found by its name"
_ORIGIN: Final = "differs between databases; the origin is found by its public id"
_WRITTEN: Final = "may differ: who wrote the row in this database, and when"
_COUNTER: Final = "cannot conflict: the greater number counts"
_COMPUTED: Final = "is computed from other columns"
_LOGGED: Final = "differs between databases; the points themselves are exported"
_TRASHED: Final = "may differ: only whether it is in the trash is compared"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ENDS: Final = ("first", "last", "min", "max")
_AUTHORSHIP: Final = dict.fromkeys(
    _words("created_at created_by updated_at updated_by row_version"), _WRITTEN
)
_TRASH: Final = dict.fromkeys(_words("deleted_at deleted_by"), _TRASHED)
_SEARCHED_AUTHORSHIP: Final = {"by": "created_by", "updated_by": "updated_by"} | {
    "created": "created_at",
    "updated": "updated_at",
}


@dataclass(frozen=True, slots=True)
class Entity:
    """A table, and how the application uses its columns.

    An export holds every column of the table but those in `internal`. An import compares every
    column but those in `internal` and `excused`. Both give the reason for each column.
    """

    name: str
    table: str
    owner: str | None = None
    name_column: str | None = None
    audited: tuple[str, ...] = ()
    """Columns and properties whose changes the audit records."""
    searchable: Mapping[str, str] = field(default_factory=dict)
    """Columns by the field of the query language."""
    listed: tuple[str, ...] = ()
    """Names of the columns that its list on the web can show."""
    internal: Mapping[str, str] = field(default_factory=lambda: {"id": _ID})
    excused: Mapping[str, str] = field(default_factory=dict)
    record: str | None = None
    """Name of its records in an export; None: it belongs to the installation."""
    has_trash: bool = False

    @property
    def plural(self) -> str:
        """The name of several."""
        return f"{self.name}es" if self.name.endswith("s") else f"{self.name}s"


@dataclass(frozen=True, slots=True)
class ItemType(Entity):
    """A named value of an owner: metric, parameter or tag.

    `query_field` is its name in the query language. `prefix` is the schema field with all values
    by name, and begins the names of audited changes, such as `metrics.auc`.
    """

    name_column: str = "name"
    query_field: str = ""
    prefix: str = ""

    @property
    def owner_column(self) -> str:
        """The column with the owner's id."""
        return f"{self.owner}_id"


def _item_type(
    name: str, query_field: str, owner: str, table: str, name_column: str, record: str
) -> ItemType:
    return ItemType(
        name,
        table,
        owner,
        name_column,
        internal={"id": _ID, f"{owner}_id": _OWNER}
        | ({"number": _COMPUTED} if query_field == "param" else {}),
        excused={name_column: _KEY} | _AUTHORSHIP,
        record=record,
        query_field=query_field,
        prefix=f"{query_field}s",
    )


def _log_of(  # the names of one entity
    owner: Entity,
    name: str,
    table: str,
    name_column: str,
    record: str,
    computed: tuple[str, ...] = (),
) -> Entity:
    """A named value that is logged: its table has neither ids nor authors."""
    owner_column = f"{owner.name.replace(' ', '_')}_id"
    return Entity(
        name,
        table,
        owner.name,
        name_column,
        internal={owner_column: _OWNER} | dict.fromkeys(computed, _COMPUTED),
        excused={name_column: _KEY},
        record=record,
    )


MODEL: Final = Entity(
    "model",
    "ml_models",
    name_column="name",
    audited=_words("name description primary_metric primary_metric_goal owner team deleted_at"),
    searchable={"name": "name", "versions": "last_version_number", "description": "description"}
    | {"owner": "owner", "team": "team"}
    | _SEARCHED_AUTHORSHIP,
    listed=_words(
        "latest versions aliases metric value change trend owner team tags created by updated "
        "updated_by active active_by"
    ),
    excused={"name": _KEY, "last_version_number": _COUNTER} | _AUTHORSHIP | _TRASH,
    record="models",
    has_trash=True,
)
MODEL_NAME: Final = Entity(
    "model name",
    "ml_model_names",
    name_column="name",
    internal={"id": _ID, "model_id": _OWNER},
    excused={"name": _KEY, "last_version_number": _COUNTER},
    record="names",
)
VERSION: Final = Entity(
    "version",
    "ml_model_versions",
    owner="model",
    name_column="number",
    audited=_words("number source device status description deleted_at"),
    searchable={name: name for name in _words("number description source device status")}
    | _SEARCHED_AUTHORSHIP,
    listed=_words("aliases status device source created by updated updated_by"),
    internal={"id": _ID, "model_id": _OWNER, "run_id": _ORIGIN, "logged_model_id": _ORIGIN},
    excused={"number": _KEY} | _AUTHORSHIP | _TRASH,
    record="versions",
    has_trash=True,
)
PARAM: Final = _item_type(
    "parameter", "param", "version", "ml_model_version_params", "name", "params"
)
METRIC: Final = _item_type("metric", "metric", "version", "ml_metrics", "name", "metrics")
VERSION_TAG: Final = _item_type(
    "tag", "tag", "version", "ml_model_version_tags", "key", "version_tags"
)
METRIC_GOAL: Final = replace(
    _item_type("goal", "goal", "model", "ml_metric_goals", "name", "metric_goals"),
    # Goals are shown with the metrics; nobody searches for them.
    query_field="",
)
MODEL_TAG: Final = _item_type("tag", "tag", "model", "ml_model_tags", "key", "model_tags")
ALIAS: Final = Entity(
    "alias",
    "ml_model_aliases",
    owner="model",
    name_column="name",
    internal={
        "id": _ID,
        "model_id": _OWNER,
        "version_id": "differs between databases; the version is found by its number",
        "name_key": _COMPUTED,
        "is_current": _COMPUTED,
    },
    excused={"name": _KEY, "started_at": _KEY},
    record="aliases",
)
AUDIT_EVENT: Final = Entity(
    "audit event",
    "audit_events",
    searchable={"at": "occurred_at", "by": "actor", "name": "label"}
    | {name: name for name in _words("via action entity reason")},
    internal={"id": _ID, "entity_id": f"{_ID}; the label names the entity", "model_id": _OWNER},
    record="events",
)
SAVED_VIEW: Final = Entity(
    "view",
    "saved_views",
    owner="staff user",
    name_column="name",
    audited=_words(
        "owner kind model_name experiment_name name query columns page_size "
        "curve group_by is_shared"
    ),
)
LIST_PREFERENCE: Final = Entity(
    "list default", "list_preferences", name_column="key", audited=_words("columns density")
)
EXPERIMENT: Final = Entity(
    "experiment",
    "ml_experiments",
    name_column="name",
    audited=_words("name description deleted_at"),
    searchable={"name": "name", "description": "description"} | _SEARCHED_AUTHORSHIP,
    listed=_words("runs last_run tags description created by updated updated_by"),
    excused={"name": _KEY} | _AUTHORSHIP | _TRASH,
    record="experiments",
    has_trash=True,
)
EXPERIMENT_TAG: Final = _item_type(
    "tag", "tag", "experiment", "ml_experiment_tags", "key", "experiment_tags"
)
RUN: Final = Entity(
    "run",
    "ml_runs",
    owner="experiment",
    name_column="public_id",
    audited=_words(
        "experiment_name name status description parent_public_id started_at ended_at source "
        "git_commit deleted_at"
    ),
    searchable={name: name for name in _words("name status description source")}
    | {"id": "public_id", "user": "user_name", "commit": "git_commit", "by": "created_by"}
    | {"started": "started_at", "ended": "ended_at", "created": "created_at"},
    listed=_words("id experiment status started ended duration user by source commit parent tags"),
    internal={
        "id": _ID,
        "experiment_id": _OWNER,
        "parent_id": "differs between databases; the parent is found by its public id",
        "user_start": _COMPUTED,
        "commit_start": _COMPUTED,
    },
    excused={"public_id": _KEY, "created_via": _WRITTEN} | _AUTHORSHIP | _TRASH,
    record="runs",
    has_trash=True,
)
LOGGED_MODEL: Final = Entity(
    "logged model",
    "ml_logged_models",
    owner="run",
    name_column="public_id",
    audited=_words("name model_type status step deleted_at"),
    internal={"id": _ID, "experiment_id": _OWNER, "run_id": _OWNER},
    excused={"public_id": _KEY} | _AUTHORSHIP | _TRASH,
    record="logged_models",
    has_trash=True,
)
RUN_PARAM: Final = _log_of(
    RUN, "run parameter", "ml_run_params", "name", "run_params", ("value_start", "number")
)
RUN_TAG: Final = _log_of(RUN, "run tag", "ml_run_tags", "key", "run_tags", ("value_start",))
DATASET: Final = Entity(
    "dataset",
    "ml_datasets",
    owner="experiment",
    name_column="name",
    internal={"id": _ID, "experiment_id": _OWNER},
    excused={"name": _KEY, "digest": _KEY},
    record="datasets",
)
RUN_INPUT: Final = Entity(
    "run input",
    "ml_run_inputs",
    owner="run",
    internal={
        "run_id": _OWNER,
        "dataset_id": "differs between databases; the dataset is found by name and digest",
    },
    excused={"context": _KEY},
    record="run_inputs",
)
METRIC_SERIES: Final = Entity(
    "metric series",
    "ml_metric_series",
    owner="run",
    name_column="name",
    internal={"id": _ID, "run_id": _OWNER, "experiment_id": _OWNER, "tail": _LOGGED}
    | dict.fromkeys(
        (
            "count",
            "nan_count",
            *(f"{end}_{part}" for end in _ENDS for part in ("step", "time_ms", "value")),
        ),
        _COMPUTED,
    ),
    excused={"name": _KEY},
    record="points",
)
LOGGED_MODEL_PARAM: Final = _log_of(
    LOGGED_MODEL, "logged parameter", "ml_logged_model_params", "name", "logged_model_params"
)
LOGGED_MODEL_TAG: Final = _log_of(
    LOGGED_MODEL, "logged tag", "ml_logged_model_tags", "key", "logged_model_tags"
)
LOGGED_MODEL_METRIC: Final = Entity(
    "logged metric",
    "ml_logged_model_metrics",
    owner="logged model",
    name_column="name",
    internal={"logged_model_id": _OWNER},
    excused=dict.fromkeys(_words("name dataset_name dataset_digest step time_ms"), _KEY),
    record="logged_model_metrics",
)
COMMENT: Final = Entity(
    "comment",
    "ml_comments",
    owner="model",
    name_column="public_id",
    audited=("text",),
    internal={
        "id": _ID,
        "model_id": _OWNER,
        "version_id": "differs between databases; the version is found by its number",
        "assignment_id": "differs between databases; the move is found by alias and start",
    },
    excused={"public_id": _KEY} | _AUTHORSHIP,
    record="comments",
)
ARTIFACT: Final = Entity(
    "artifact",
    "ml_artifacts",
    name_column="path",
    internal={
        "id": _ID,
        **dict.fromkeys(_words("run_id logged_model_id version_id experiment_id model_id"), _OWNER),
        "content_id": "differs between databases; the content is found by its SHA-256",
    },
    excused={"path": _KEY} | dict.fromkeys(_words("created_at created_by created_via"), _WRITTEN),
    record="artifacts",
)
STAFF_USER: Final = Entity(
    "staff user",
    "staff_users",
    name_column="username",
    audited=_words("username display_name role is_active password_hash must_change_password email"),
)
API_TOKEN: Final = Entity(
    "API token",
    "api_tokens",
    owner="staff user",
    name_column="name",
    audited=_words("name scope expires_at revoked_at"),
)

EXPORTED: Final = (
    *(EXPERIMENT, EXPERIMENT_TAG, RUN, RUN_PARAM, RUN_TAG, DATASET, RUN_INPUT, METRIC_SERIES),
    *(LOGGED_MODEL, LOGGED_MODEL_PARAM, LOGGED_MODEL_TAG, LOGGED_MODEL_METRIC),
    *(MODEL, MODEL_NAME, MODEL_TAG, METRIC_GOAL),
    *(VERSION, PARAM, METRIC, VERSION_TAG, ALIAS, COMMENT, ARTIFACT),
    AUDIT_EVENT,
)
"""In the order of an export: each after its owner."""
_OTHERS: Final = (SAVED_VIEW, LIST_PREFERENCE, STAFF_USER, API_TOKEN)
BY_TABLE: Final = {e.table: e for e in (*EXPORTED, *_OTHERS)}


def items_of(owner: Entity) -> tuple[ItemType, ...]:
    """The item types that belong to the entity, in the order of an export."""
    return tuple(e for e in EXPORTED if isinstance(e, ItemType) and e.owner == owner.name)
