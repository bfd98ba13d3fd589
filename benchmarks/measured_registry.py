"""Registries in temporary files to measure on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mldb.config import SQLiteConfig
from mldb.migrate import migrate
from mldb.schemas import MLModelCreate, MLModelRead, MLModelVersionCreate
from mldb.sync_db import Database, MLModelService, MLModelVersionService

ACTOR = "bench"
MODEL = "fraud-detector"
SOURCE = "s3://bucket/model.onnx"


@contextmanager
def empty_registry() -> Iterator[SQLiteConfig]:
    """A migrated SQLite file of its own, with the default settings."""
    with TemporaryDirectory() as folder:
        config = SQLiteConfig(
            db_path=Path(folder) / "modelbook.db",
            echo=False,
            busy_timeout_seconds=30,
            synchronous="FULL",
        )
        migrate(config)
        yield config


@contextmanager
def registry(versions: int) -> Iterator[SQLiteConfig]:
    """With one model, whose versions have the ids and numbers from 1 to `versions`."""
    with empty_registry() as config, Database(config) as database:
        add_model(database)
        service = MLModelVersionService(database, actor=ACTOR)
        for _ in range(versions):
            service.create(MLModelVersionCreate(model_name=MODEL, source=SOURCE))
        yield config


def add_model(database: Database, name: str = MODEL) -> MLModelRead:
    """A new model."""
    return MLModelService(database, actor=ACTOR).create(MLModelCreate(name=name))


def metrics(count: int, offset: float = 0.0) -> dict[str, float]:
    """Values by name."""
    return {f"metric_{number:04}": number / count + offset for number in range(count)}
