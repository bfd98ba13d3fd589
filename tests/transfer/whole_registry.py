"""A registry in which everything happened once, and what two equal registries have in common."""

import sys
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from mldb.config import DatabaseConfig
from mldb.database.maintenance import maintenance_engine
from mldb.models import Base
from mldb.points.chunk import decode
from mldb.schemas import (
    MLCommentCreate,
    MLCommentUpdate,
    MLMetricBatch,
    MLMetricGoalCreate,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelTagCreate,
    MLModelUpdate,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    Database,
    MLMetricGoalService,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionService,
    Registry,
)
from mldb.values.enums import Device, Goal, VersionStatus
from mldb.values.names import DEFAULT_EXPERIMENT
from tests.mldb import filled_registry as registry
from tests.transfer.whole_tracking import TEXT, track

TRACKING = (
    "ml_experiments",
    "ml_experiment_tags",
    "ml_runs",
    "ml_run_params",
    "ml_run_tags",
    "ml_datasets",
    "ml_run_inputs",
    "ml_metric_series",
    "ml_logged_models",
    "ml_logged_model_params",
    "ml_logged_model_tags",
    "ml_logged_model_metrics",
)
"""Tables of experiments, runs and what they log, in the order of an export."""
REGISTRY = (
    *TRACKING,
    "ml_models",
    "ml_model_names",
    "ml_metric_goals",
    "ml_model_tags",
    "ml_model_versions",
    "ml_model_version_params",
    "ml_metrics",
    "ml_model_version_tags",
    "ml_model_aliases",
    "ml_comments",
    "ml_artifacts",
    "audit_events",
)
DERIVED = ("ml_model_activities",)
"""Not exported, as the events say it."""
POINTS = "ml_metric_chunks"
"""Its points are told of with their series."""
BYTES = ("ml_contents", "ml_artifact_uploads")
"""Contents are told of with their artifacts; what is arriving is not exported."""
ACCOUNTS = sorted(set(Base.metadata.tables) - {*REGISTRY, *DERIVED, *BYTES, POINTS})
AUDITED = {"model", "version", "experiment", "run", "logged model"}
LIVE = "Bäume é 模型"


NAMED = ("model", "version", "experiment", "run", "logged_model", "dataset", "content")


def fill(config: DatabaseConfig) -> None:
    """Do everything that a registry lets one do."""
    registry.fill(config)
    with Database(config) as database:
        _write_about(database)
        _move_aliases(database)
        _comment(database)
        track(database)
        _trash(database)
        _purge(database)


def _write_about(database: Database) -> None:
    models = MLModelService(database, actor="ann")
    model = models.create(
        MLModelCreate(
            name=LIVE,
            description=TEXT,
            primary_metric="größe",
            primary_metric_goal=Goal.MINIMIZE,
            team="équipe",
        ),
        reason="Because: 模型",
    )
    change = MLModelUpdate(row_version=1, description=f"{TEXT} again")
    models.update(model.id, change, reason="Words")
    tag = MLModelTagCreate(model_id=model.id, key="équipe", value=TEXT)
    MLModelTagService(database, actor="bob").create(tag)
    goal = MLMetricGoalCreate(model_id=model.id, name="größe", value="digits:2 unit:µs")
    MLMetricGoalService(database, actor="bob").create(goal)
    for number in (1, 2, 3, 4):
        version = MLModelVersionService(database, actor="bob").create(_version(number))
    extremes = {"big": sys.float_info.max, "small": 5e-324, "zero": -0.0, "größe": 0.1 + 0.2}
    MLMetricService(database, actor="job").record(
        MLMetricBatch(version_id=version.id, metrics=extremes), reason="Ran again"
    )


def _version(number: int) -> MLModelVersionCreate:
    return MLModelVersionCreate(
        model_name=LIVE,
        source=f"s3://bücket/{number}",
        device=Device.TPU,
        status=VersionStatus.PENDING,
        description=TEXT,
        params={"depth": "8", "rate": "1e-3", "note": TEXT, "empty": "", "huge": "1e999"},
        metrics={"größe": number / 3, "größe 2": -1.5},
        tags={"stage": "trial", "empty": ""},
    )


def _move_aliases(database: Database) -> None:
    aliases = MLModelAliasService(database, actor="ann")
    for alias, numbers in {"champion": (1, 2, 3), "canary": (4, 1)}.items():
        for number in numbers:
            move = MLModelAliasMove(model_name=LIVE, name=alias, version=number)
            aliases.move(move, reason=f"To {number}")
    aliases.roll_back(MLModelAliasRef(model_name=LIVE, name="champion"), reason="Worse")
    aliases.remove(MLModelAliasRef(model_name=LIVE, name="canary"), reason="Done")


def _comment(database: Database) -> None:
    """On versions and moves; some are edited, deleted, or purged with their version."""
    registry = Registry(database, actor="eve")
    for number in (1, 2, 4):
        said = registry.comments.create(
            MLCommentCreate(model_name=LIVE, version=number, text=f"{TEXT} {number} @bob")
        )
        change = MLCommentUpdate(row_version=1, text=f"{TEXT} again")
        registry.comments.update(said.id, change, reason="Clearer")
    for move in registry.aliases.get_history(LIVE):
        moved = MLCommentCreate(model_name=LIVE, assignment_id=move.id, text="Why?")
        registry.comments.create(moved)
    registry.comments.delete(registry.comments.create(moved).id)


def _trash(database: Database) -> None:
    models = MLModelService(database, actor="cleo")
    versions = MLModelVersionService(database, actor="cleo")
    for number in (3, 4):
        versions.delete(versions.get_by_number(LIVE, number).id, reason="Old")
    trashed = models.create(MLModelCreate(name="in the trash"))
    versions.create(MLModelVersionCreate(model_name="in the trash", source="file:x"))
    models.delete(trashed.id)
    again = models.create(MLModelCreate(name="back again"))
    models.delete(again.id)
    models.restore(again.id)


def _purge(database: Database) -> None:
    """A version that aliases pointed to, the newest one, and models whose name came again."""
    models = MLModelService(database, actor="dan")
    versions = MLModelVersionService(database, actor="dan")
    for number in (3, 4):
        trashed = next(row for row in versions.get_trashed() if row.number == number)
        versions.purge(trashed.id, f"{LIVE}/{number}")
    for name in ("phoenix", "gone", "phoenix", "phoenix"):
        model = models.create(MLModelCreate(name=name))
        versions.create(MLModelVersionCreate(model_name=name, source="file:x"))
        models.delete(model.id)
        models.purge(model.id, name)
    models.create(MLModelCreate(name="phoenix"))


def content(config: DatabaseConfig, tables: Iterable[str] = REGISTRY) -> dict[str, list[Any]]:
    """All rows of these tables in the order of their ids, with names in the place of ids.

    Of series all points.
    """
    engine = maintenance_engine(config)
    try:
        with engine.connect() as connection:
            names = _names(connection)
            return {
                table: _points(connection, names)
                if table == "ml_metric_series"
                else _rows(connection, table, names)
                for table in tables
            }
    finally:
        engine.dispose()


def is_empty(config: DatabaseConfig) -> bool:
    """Whether the registry holds nothing but the experiment `Default`."""
    found = content(config)
    experiments = [row["name"] for row in found.pop("ml_experiments")]
    return experiments == [DEFAULT_EXPERIMENT] and not any(found.values())


def _names(connection: Connection) -> dict[tuple[str, int], Any]:
    tables = Base.metadata.tables
    models = {row.id: row.name for row in connection.execute(select(tables["ml_models"]))}
    names: dict[tuple[str, int], Any] = {("model", key): name for key, name in models.items()}
    for row in connection.execute(select(tables["ml_model_versions"])):
        names["version", row.id] = (models[row.model_id], row.number)
    for entity, table, columns in (
        ("experiment", "ml_experiments", ("name",)),
        ("run", "ml_runs", ("public_id",)),
        ("logged_model", "ml_logged_models", ("public_id",)),
        ("dataset", "ml_datasets", ("name", "digest")),
        ("content", "ml_contents", ("sha256",)),
        ("assignment", "ml_model_aliases", ("name_key", "started_at")),
    ):
        for each in connection.execute(select(tables[table])).mappings():
            names[entity, each["id"]] = tuple(each[column] for column in columns)
    return names


def _points(connection: Connection, names: dict[tuple[str, int], Any]) -> list[Any]:
    """Run, metric, step, time and value of all points; values as text, as NaN equals nothing."""
    series, chunks = Base.metadata.tables["ml_metric_series"], Base.metadata.tables[POINTS]
    told: list[Any] = []
    for row in connection.execute(select(series)):
        found = connection.scalars(select(chunks.c.points).where(chunks.c.series_id == row.id))
        encoded = [*found, *([row.tail] if row.tail else [])]
        told += [
            (*names["run", row.run_id], row.name, step, time_ms, repr(value))
            for chunk in encoded
            for step, time_ms, value in decode(chunk)
        ]
    return sorted(told)


def _rows(connection: Connection, table: str, names: dict[tuple[str, int], Any]) -> list[Any]:
    columns = Base.metadata.tables[table]
    # What was purged has no name: the order in which it is first met tells it from others.
    purged: dict[tuple[str, int], str] = {}

    def named(entity: str, row_id: int | None) -> Any:
        if row_id is None or (entity, row_id) in names:
            return names.get((entity, row_id or 0))
        return purged.setdefault((entity, row_id), f"purged {entity} {len(purged)}")

    rows = []
    present = {name for (entity, _), name in names.items() if entity == "model"}
    for row in connection.execute(select(columns).order_by(*columns.primary_key)).mappings():
        if table == "ml_model_names" and row["name"] in present:
            # The model itself tells it.
            continue
        told = {name: value for name, value in row.items() if name != "id"}
        if "entity" in told and told["entity"] not in AUDITED:
            continue
        if "entity_id" in told:
            entity = told["entity"].replace(" ", "_")
            told["entity_id"] = named(entity, told["entity_id"])
        for entity in (
            "model",
            "version",
            "experiment",
            "run",
            "logged_model",
            "dataset",
            "content",
            "assignment",
        ):
            if f"{entity}_id" in told:
                told[f"{entity}_id"] = named(entity, told[f"{entity}_id"])
        if "parent_id" in told:
            told["parent_id"] = named("run", told["parent_id"])
        rows.append(told)
    return rows if "id" in columns.c else sorted(rows, key=str)
