"""Random registries for searches, in plain Python and in a database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import insert

from mldb.models import (
    MLMetric,
    MLModel,
    MLModelActivity,
    MLModelAlias,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
)
from mldb.models.base import Base
from mldb.sync_db import Database
from mldb.values.enums import Device, VersionStatus
from mldb.values.spelling import alias_key, spelling

START = datetime(2026, 1, 1, tzinfo=UTC)

# Names that differ in case only, letters that only some databases fold, and wildcards of LIKE.
TEXTS = [
    "a",
    "A",
    "ab",
    "a b",
    "é",
    "É",
    "ß",
    "İ",
    "\u0131",
    "ss",
    "ΟΔΟΣ",
    "οδος",
    "МОДЕЛЬ",
    "модель-e\u0301",
    "\U0001f600",
    "a%b",
    "a_b",
    "a\\b",
    'a"b"',
]
TEXTS += ["*", "a*b", "%", "_", "axb", "Z", "z", "-a", "or"]
# Names are stored in one spelling; descriptions and values as they were written.
NAMES = st.sampled_from([spelling(text) for text in TEXTS])
DESCRIPTIONS = st.sampled_from(["", *TEXTS, "a\nb", "xay"])
USERS = st.sampled_from(["alice", "Alice", "élise", "bob"])
METRIC_NAMES = ["auc", "AUC", "val loss"]
METRICS = st.dictionaries(
    st.sampled_from(METRIC_NAMES),
    st.sampled_from([-1e300, -0.5, -0.0, 0.0, 0.1, 0.3, 0.1 + 0.2, 1.0, 5e-324, 1e300]),
)
PARAM_NAMES = ["depth", "optimizer"]
PARAM_VALUES = ["8", "8.0", "1e1", "10", "-3", "adam", "Adam", "", "nan", "0x8", "1e999", "é", "a%"]
PARAMS = st.dictionaries(st.sampled_from(PARAM_NAMES), st.sampled_from(PARAM_VALUES))
TAG_KEYS = ["team", "Team", "a_b"]
TAGS = st.dictionaries(st.sampled_from(TAG_KEYS), st.sampled_from(["", *TEXTS]))
ALIASES = st.lists(
    st.sampled_from(["champion", "Champion", "next"]), unique_by=alias_key, max_size=2
)
MOMENTS = st.sampled_from(
    [
        START + shift
        for shift in (
            timedelta(),
            timedelta(microseconds=-1),
            timedelta(microseconds=1),
            timedelta(hours=23, minutes=59, seconds=59, microseconds=999_999),
            timedelta(days=1),
            timedelta(days=40),
            timedelta(days=-400),
        )
    ]
)


@dataclass
class Thing:
    """The common fields of models and versions."""

    description: str
    created_by: str
    updated_by: str
    created_at: datetime
    updated_at: datetime
    is_trashed: bool
    tags: dict[str, str]
    id: int = 0

    def columns(self) -> dict[str, Any]:
        """Columns of its row."""
        return {
            "id": self.id,
            "description": self.description,
            "created_by": self.created_by,
            "created_at": self.created_at,
            "updated_by": self.updated_by,
            "updated_at": self.updated_at,
            "deleted_at": START if self.is_trashed else None,
            "deleted_by": "alice" if self.is_trashed else None,
            "row_version": 1,
        }


@dataclass
class Version(Thing):
    source: str = "s3://a"
    device: str = "cpu"
    status: str = "ready"
    metrics: dict[str, float] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    number: int = 0


@dataclass
class Model(Thing):
    name: str = ""
    active_at: datetime = START
    active_by: str = "alice"
    owner: str | None = None
    team: str | None = None
    versions: list[Version] = field(default_factory=list)
    purged: int = 0
    """Versions that were registered and are no more."""


def _thing(**values: Any) -> dict[str, Any]:
    return {
        "description": DESCRIPTIONS,
        "created_by": USERS,
        "updated_by": USERS,
        "created_at": MOMENTS,
        "updated_at": MOMENTS,
        "is_trashed": st.sampled_from([False, False, False, True]),
        "tags": TAGS,
        **values,
    }


VERSIONS = st.builds(
    Version,
    **_thing(
        source=st.sampled_from(["s3://a", "S3://A", "file:/é", "s3://a_b%"]),
        device=st.sampled_from(list(Device)),
        status=st.sampled_from(list(VersionStatus)),
        metrics=METRICS,
        params=PARAMS,
        aliases=ALIASES,
    ),
)
MODELS = st.builds(
    Model,
    **_thing(
        name=NAMES,
        active_at=MOMENTS,
        active_by=USERS,
        owner=st.one_of(st.none(), USERS),
        team=st.sampled_from([None, "risk", "Risk"]),
        versions=st.lists(VERSIONS, max_size=4),
        purged=st.integers(0, 2),
    ),
)


def _numbered(models: list[Model]) -> list[Model]:
    """With ids and numbers; no alias twice in a model, none on a version in the trash."""
    version_id = 0
    for model_id, model in enumerate(models, 1):
        model.id, given = model_id, set[str]()
        for number, version in enumerate(model.versions, 1):
            version_id += 1
            version.id, version.number = version_id, number
            is_live = not (version.is_trashed or model.is_trashed)
            version.aliases = [
                name for name in version.aliases if is_live and alias_key(name) not in given
            ]
            given |= set(map(alias_key, version.aliases))
    return models


REGISTRIES = st.lists(MODELS, unique_by=lambda model: model.name, max_size=5).map(_numbered)


def store(models: list[Model], database: Database) -> None:
    """Make the database hold these models and nothing else."""
    rows: dict[type[Base], list[dict[str, Any]]] = {MLModel: [], MLModelVersion: []}
    for model in models:
        _add_model(rows, model)
        for version in model.versions:
            _add_version(rows, model, version)
    with database.writing() as session:
        connection = session.connection()
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        for row_type, many in rows.items():
            if many:
                connection.execute(insert(row_type), many)


def _add_model(rows: dict[type[Base], list[dict[str, Any]]], model: Model) -> None:
    rows[MLModel].append(
        model.columns()
        | {"name": model.name, "last_version_number": len(model.versions) + model.purged}
        | {"owner": model.owner, "team": model.team}
    )
    rows.setdefault(MLModelActivity, []).append(
        {"model_id": model.id, "active_at": model.active_at, "active_by": model.active_by}
    )
    _add_items(rows, MLModelTag, {"model_id": model.id}, "key", model.tags)


def _add_version(rows: dict[type[Base], list[dict[str, Any]]], model: Model, it: Version) -> None:
    rows[MLModelVersion].append(
        it.columns()
        | {
            "model_id": model.id,
            "number": it.number,
            "source": it.source,
            "device": it.device,
            "status": it.status,
        }
    )
    owner = {"version_id": it.id}
    _add_items(rows, MLMetric, owner, "name", it.metrics)
    _add_items(rows, MLModelVersionParam, owner, "name", it.params)
    _add_items(rows, MLModelVersionTag, owner, "key", it.tags)
    # Each alias was on the version once before: ended assignments must not be found.
    for name in [*it.aliases, "past"]:
        for is_current in (None, True)[: 1 + (name != "past")]:
            rows.setdefault(MLModelAlias, []).append(
                _assignment(model, it, name, is_current=is_current)
            )


def _assignment(
    model: Model, version: Version, name: str, *, is_current: bool | None
) -> dict[str, Any]:
    return {
        "model_id": model.id,
        "version_id": version.id,
        "version_number": version.number,
        "name": name,
        "is_current": is_current,
        "started_at": START,
        "started_by": "alice",
        "ended_at": None if is_current else START,
        "ended_by": None if is_current else "alice",
    }


def _add_items(
    rows: dict[type[Base], list[dict[str, Any]]],
    row_type: type[Base],
    owner: dict[str, int],
    name_field: str,
    values: dict[str, Any],
) -> None:
    author = {
        "created_at": START,
        "created_by": "alice",
        "updated_at": START,
        "updated_by": "alice",
        "row_version": 1,
    }
    rows.setdefault(row_type, []).extend(
        owner | author | {name_field: name, "value": value} for name, value in values.items()
    )
