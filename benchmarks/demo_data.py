"""The demo's registry, many times over."""

import contextlib
import io
from contextlib import closing

from mldb import demo
from mldb.config import SQLiteConfig
from mldb.database import sqlite
from mldb.models import (
    Base,
    MLMetric,
    MLModel,
    MLModelAlias,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
)

_OF_MODEL: tuple[type[Base], ...] = (MLModelTag,)
_OF_VERSION: tuple[type[Base], ...] = (MLMetric, MLModelVersionParam, MLModelVersionTag)
_COPIES = """
WITH RECURSIVE count (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM count WHERE i + 1 < {times})
INSERT INTO ml_models ({columns}) SELECT {values} FROM ml_models, count
"""
_PAIRS = """
CREATE TEMP TABLE {name} AS SELECT old.id AS old_id, new.id AS new_id {of}
"""


def multiplied_demo(config: SQLiteConfig, times: int) -> None:
    """Train the demo into this registry, then copy it until there are `times` of each model."""
    with contextlib.redirect_stdout(io.StringIO()):
        status = demo.main()
    if status:
        raise RuntimeError("The demo could not be registered.")
    with closing(sqlite.connect(config)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _statements(times):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _statements(times: int) -> list[str]:
    names = _columns(MLModel)
    copies = [f"{name} || '-' || i" if name == "name" else name for name in names]
    versions = (
        "FROM ml_model_versions old JOIN models ON models.old_id = old.model_id "
        "JOIN ml_model_versions new ON new.model_id = models.new_id AND new.number = old.number"
    )
    models = (
        "FROM ml_models old JOIN ml_models new "
        "ON new.name LIKE old.name || '-%' AND new.id > old.id AND old.id <= 4"
    )
    return [
        _COPIES.format(times=times, columns=", ".join(names), values=", ".join(copies)),
        _PAIRS.format(name="models", of=models),
        _copy(MLModelVersion, {"model_id": "models.new_id"}, "model_id", "models"),
        _PAIRS.format(name="versions", of=versions),
        "CREATE INDEX temp.by_old ON versions (old_id, new_id)",
        *(_copy(table, {"model_id": "models.new_id"}, "model_id", "models") for table in _OF_MODEL),
        *(
            _copy(table, {"version_id": "versions.new_id"}, "version_id", "versions")
            for table in _OF_VERSION
        ),
        _copy_aliases(),
    ]


def _columns(row_type: type[Base]) -> list[str]:
    return [
        f'"{column.name}"' if column.name == "key" else column.name
        for column in row_type.__table__.columns
        if column.name != "id"
    ]


def _copy(row_type: type[Base], changed: dict[str, str], owner: str, pairs: str) -> str:
    names = _columns(row_type)
    values = [changed.get(name, f"old.{name}") for name in names]
    table = row_type.__tablename__
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "
        f"FROM {table} old JOIN {pairs} ON {pairs}.old_id = old.{owner}"
    )


def _copy_aliases() -> str:
    changed = {"model_id": "models.new_id", "version_id": "new.id"}
    copy = _copy(MLModelAlias, changed, "model_id", "models")
    return (
        f"{copy} JOIN ml_model_versions new ON new.model_id = models.new_id "
        "AND new.number = old.version_number"
    )
