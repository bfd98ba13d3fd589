"""A registry that MLflow itself writes, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from mldb.config import PostgresConfig
from tests.conftest import BACKENDS
from tools.postgres import temporary_database

collect_ignore: list[str] = []


@pytest.fixture(scope="session", autouse=True)
def _mlflow() -> Iterator[None]:
    """MLflow, which tells nobody that it is used."""
    if find_spec("mlflow") is None:
        pytest.skip("MLflow is not installed; `make test-peer` installs it.")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
        yield


@pytest.fixture(scope="session")
def mlflow_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with MLflow's empty tables, to copy."""
    path = tmp_path_factory.mktemp("mlflow") / "mlflow.db"
    new_client(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def mlflow_database(postgres_server: PostgresConfig) -> Iterator[PostgresConfig]:
    """A PostgreSQL database with MLflow's empty tables, to copy."""
    with temporary_database(postgres_server) as config:
        new_client(address_of(config))
        yield config


@pytest.fixture(params=BACKENDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty MLflow registry of the test's own, once per backend."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("mlflow_file"), tmp_path / "mlflow.db")
        yield f"sqlite:///{path}"
        return
    template: PostgresConfig = request.getfixturevalue("mlflow_database")
    with temporary_database(template, template.database) as config:
        yield address_of(config)


@pytest.fixture
def client(address: str) -> Any:
    """MLflow's client of it."""
    return new_client(address)
