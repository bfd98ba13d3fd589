"""Import from databases as older versions of MLflow left them, made by its own migrations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from mldb.config import SQLiteConfig
from mldb.errors import StorageError
from mldb.sync_db import Database, MLModelVersionReader, Registry
from mldb.transfer.mlflow import import_mlflow

# What they brought: aliases (MLflow 2.3), storage_location, logged models (MLflow 3), workspaces.
REVISIONS = ["3500859a5d39", "acf3f17fdcc7", "400f98739977", "1b5f0d9ad7c1", "heads"]
BEFORE_ALIASES = "97727af70f4d"

RUN = "a" * 32
FILLED = f"""
    INSERT INTO registered_models (name, creation_time) VALUES ('fraud', 1700000000000);
    INSERT INTO model_versions (name, version, creation_time, current_stage, source, run_id, status)
        VALUES ('fraud', 3, 1700000000000, 'Staging', 's3://bucket/3', '{RUN}', 'READY');
    INSERT INTO model_version_tags (name, version, key, value) VALUES ('fraud', 3, 'a', 'b');
    INSERT INTO registered_model_aliases (name, alias, version) VALUES ('fraud', 'champion', 3);
    INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (7, 'churn', 'active');
    INSERT INTO runs (run_uuid, user_id, experiment_id, status, start_time, lifecycle_stage)
        VALUES ('{RUN}', 'bob', 7, 'FINISHED', 1700000000000, 'active');
    INSERT INTO params (run_uuid, key, value) VALUES ('{RUN}', 'depth', '3');
    INSERT INTO metrics (run_uuid, key, value, timestamp, step, is_nan)
        VALUES ('{RUN}', 'auc', 0.9, 1700000000001, 2, 0);
    INSERT INTO latest_metrics (run_uuid, key, value, step, is_nan)
        VALUES ('{RUN}', 'auc', 0.9, 2, 0)
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sqlalchemy.Engine]:
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'mlflow.db'}")
    yield engine
    engine.dispose()


def migrate(mlflow: Any, engine: sqlalchemy.Engine, revision: str) -> None:
    """As far as this revision."""
    from alembic import command  # noqa: PLC0415  # MLflow's migrations need MLflow
    from mlflow.store.db.utils import _get_alembic_config  # noqa: PLC0415
    from mlflow.store.tracking.dbmodels.initial_models import Base  # noqa: PLC0415

    Base.metadata.create_all(engine)
    config = _get_alembic_config(str(engine.url))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_schema_since_the_aliases_is_read(
    mlflow: Any, engine: sqlalchemy.Engine, sqlite_config: SQLiteConfig, revision: str
) -> None:
    migrate(mlflow, engine, revision)
    with engine.begin() as connection:
        for statement in FILLED.split(";"):
            connection.exec_driver_sql(statement)
    report = import_mlflow(sqlite_config, str(engine.url), actor="ann")
    with Database(sqlite_config) as database:
        version = MLModelVersionReader(database).get("fraud", 3)
        points = [*Registry(database).histories.history(RUN, "auc")]

    assert list(report.left_out) == []
    assert (version.created_by, version.metrics) == ("bob", {"auc": 0.9})
    assert version.tags == {"a": "b", "mlflow.run_id": RUN, "mlflow.stage": "Staging"}
    assert version.aliases == ["champion"]
    assert version.run_public_id == RUN
    assert points == [(2, 1_700_000_000_001, 0.9)]


def test_an_older_one_is_refused_with_what_to_do(
    mlflow: Any, engine: sqlalchemy.Engine, sqlite_config: SQLiteConfig
) -> None:
    migrate(mlflow, engine, BEFORE_ALIASES)

    with pytest.raises(StorageError, match=r"lacks registered_model_aliases\. Run `mlflow db up"):
        import_mlflow(sqlite_config, str(engine.url), actor="ann")
