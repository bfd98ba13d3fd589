"""The same writes by MLflow's own stores, where MLflow is installed."""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL

from benchmarks.measured_registry import MODEL, SOURCE
from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig

IS_INSTALLED = find_spec("mlflow") is not None


class Peer:
    """MLflow's tracking store and registry store on one new database, as it sets them up."""

    def __init__(self, folder: Path, config: DatabaseConfig) -> None:
        os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
        # Importing it takes seconds, which only its own comparisons should cost.
        from mlflow.store.model_registry import sqlalchemy_store as registry  # noqa: PLC0415  # only where MLflow is installed
        from mlflow.store.tracking import sqlalchemy_store as tracking  # noqa: PLC0415  # only where MLflow is installed

        logging.getLogger("mlflow").setLevel(logging.ERROR)
        logging.getLogger("alembic").setLevel(logging.ERROR)
        self.config = config
        uri = _uri(config)
        self.tracking: Any = tracking.SqlAlchemyStore(uri, str(folder))
        self.registry: Any = registry.SqlAlchemyStore(uri)
        self.experiment_id = self.tracking.create_experiment("bench")

    def create_run(self) -> str:
        """Id of a new run."""
        run = self.tracking.create_run(self.experiment_id, "bench", 0, [], "bench")
        run_id: str = run.info.run_id
        return run_id

    def record(
        self, run_id: str, metrics: Mapping[str, float], params: Mapping[str, str], step: int = 0
    ) -> None:
        """Log metrics and parameters of a run in one batch."""
        from mlflow.entities import Metric, Param  # noqa: PLC0415  # only where MLflow is installed

        self.tracking.log_batch(
            run_id,
            [Metric(name, value, 0, step) for name, value in metrics.items()],
            [Param(name, value) for name, value in params.items()],
            [],
        )

    def log(self, run_id: str, batches: Mapping[str, Sequence[tuple[int, int, float]]]) -> None:
        """Log points (step, time, value) by metric in one batch."""
        from mlflow.entities import Metric  # noqa: PLC0415  # only where MLflow is installed

        points = [
            Metric(name, value, time_ms, step)
            for name, rows in batches.items()
            for step, time_ms, value in rows
        ]
        self.tracking.log_batch(run_id, points, [], [])

    def history(self, run_id: str, name: str) -> object:
        """All points of a metric."""
        return self.tracking.get_metric_history(run_id, name)

    def create_model(self, name: str) -> None:
        """Register a model."""
        self.registry.create_registered_model(name)

    def create_version(self, tags: Mapping[str, str], run_id: str | None = None) -> None:
        """Register a version of the model that all versions here belong to."""
        from mlflow.entities.model_registry import ModelVersionTag  # noqa: PLC0415  # only where MLflow is installed

        given = [ModelVersionTag(key, value) for key, value in tags.items()]
        self.registry.create_model_version(MODEL, SOURCE, run_id, given)


@contextmanager
def peer(postgres: PostgresConfig | None = None) -> Iterator[Peer | None]:
    """The peer on a temporary file, or on this database; None if it is not installed."""
    if not IS_INSTALLED:
        yield None
        return
    with TemporaryDirectory() as folder:
        yield Peer(Path(folder), postgres or SQLiteConfig(db_path=Path(folder) / "mlflow.db"))


def _uri(config: DatabaseConfig) -> str:
    if isinstance(config, SQLiteConfig):
        return f"sqlite:///{config.db_path}"
    secret = config.password.get_secret_value() if config.password else None
    url = URL.create(
        "postgresql+psycopg",
        config.user,
        secret,
        config.host,
        int(config.port),
        config.database,
    )
    return url.render_as_string(hide_password=False)
