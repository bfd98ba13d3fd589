"""A registry that MLflow itself writes, on SQLite and on PostgreSQL."""

import logging
import shutil
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from mldb.config import PostgresConfig
from tests.conftest import BACKENDS
from tools.postgres import temporary_database


@pytest.fixture(scope="session", autouse=True)
def mlflow() -> Iterator[Any]:
    """MLflow, which then tells nobody that it is used."""
    if find_spec("mlflow") is None:
        pytest.skip("MLflow is not installed; `make test-peer` installs it.")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
        # PostgreSQL copies no database that somebody is connected to.
        patch.setenv("MLFLOW_SQLALCHEMYSTORE_POOLCLASS", "NullPool")
        warnings.simplefilter("ignore")  # those of its import are its own
        import mlflow  # noqa: PLC0415  # it takes seconds, and may be missing

        for name in ("mlflow", "alembic"):
            logging.getLogger(name).setLevel(logging.ERROR)
        yield mlflow


@pytest.fixture(scope="session")
def mlflow_file(mlflow: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with MLflow's empty tables, to copy."""
    path = tmp_path_factory.mktemp("mlflow") / "mlflow.db"
    open_client(mlflow, f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def mlflow_database(mlflow: Any, postgres_server: PostgresConfig) -> Iterator[PostgresConfig]:
    """A PostgreSQL database with MLflow's empty tables, to copy."""
    with temporary_database(postgres_server) as config:
        open_client(mlflow, address_of(config))
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
def client(mlflow: Any, address: str) -> Any:
    """MLflow's client of it."""
    return open_client(mlflow, address)


def open_client(mlflow: Any, address: str) -> Any:
    """MLflow's client of this database, which gets its tables if it hasn't."""
    client = mlflow.MlflowClient(address, address)
    client.search_registered_models()
    client.search_experiments()
    return client


def address_of(config: PostgresConfig) -> str:
    """The address as MLflow wants it."""
    password = config.password.get_secret_value() if config.password else ""
    login = f"{config.user}:{password}@{config.host}:{config.port}"
    return f"postgresql+psycopg://{login}/{config.database}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave MLflow's warnings to MLflow, which hides the errors that they would be here."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("ignore"))
