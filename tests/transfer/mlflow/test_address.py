"""Databases that an MLflow registry is or is not read from."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from mldb.config import PostgresConfig
from mldb.errors import StorageError
from mldb.transfer.mlflow.address import reading_failures, snapshot
from mldb.transfer.mlflow.store import MLflowStore
from tests.transfer.mlflow.tables import MLflowTables

ROOT = Path(__file__).parents[3]


def refusal(address: str) -> str:
    with pytest.raises(StorageError) as caught, snapshot(address) as connection:
        MLflowStore(connection, "default")
    return str(caught.value)


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+pysqlite"])
def test_a_file_may_be_named_from_where_one_is_or_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    path = MLflowTables(tmp_path / "mlflow.db").path
    monkeypatch.chdir(tmp_path)
    for address in (f"{scheme}:///mlflow.db", f"{scheme}:///{path}"):
        with snapshot(address) as connection:
            assert MLflowStore(connection, "default").count_versions() == 0


def test_nothing_can_be_written(tmp_path: Path) -> None:
    tables = MLflowTables(tmp_path / "mlflow.db")

    with pytest.raises(StorageError, match="readonly"), snapshot(tables.address) as connection:
        connection.execute(text("DELETE FROM runs"))


def test_one_state_is_seen_while_mlflow_goes_on(tmp_path: Path) -> None:
    tables = MLflowTables(tmp_path / "mlflow.db")
    with closing(sqlite3.connect(tables.path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    tables.add_model()
    with snapshot(tables.address) as connection:
        store = MLflowStore(connection, "default")
        tables.add_version()

        assert store.count_versions() == 0


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("mlflow.db", "This is no address of a database. Give the address of MLflow's own"),
        ("./mlruns", "This is no address of a database."),
        ("sqlite:///missing.db", "There is no SQLite file 'missing.db'."),
        ("sqlite:///.", "There is no SQLite file '.'."),
        ("sqlite://", "There is no SQLite file ''."),
        ("http://127.0.0.1:5000", "'http' can't be read. Give the address of MLflow's own"),
        ("mysql+pymysql://root@host/mlflow", "'mysql+pymysql' can't be read."),
        ("postgresql://ann:secret@127.0.0.1:1/mlflow", "MLflow's database can't be read: conn"),
    ],
)
def test_what_is_no_address_of_a_database_is_told(address: str, message: str) -> None:
    told = refusal(address)

    assert told.startswith(message)
    assert "secret" not in told


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mlflow.db"
    path.write_text("This is a text, and a rather long one, as a database has a header. " * 20)

    assert "file is not a database" in refusal(f"sqlite:///{path}")


def test_a_database_of_something_else_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mlflow.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE books (title)")

    assert refusal(f"sqlite:///{path}") == (
        "This database holds no MLflow registry. Choose another one."
    )


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ("registered_model_aliases", "registered_model_aliases"),
        ("model_versions.run_link", "model_versions.run_link"),
        ("latest_metrics runs.user_id", "latest_metrics, runs.user_id"),
    ],
)
def test_a_registry_of_too_old_a_version_is_told(
    tmp_path: Path, without: str, missing: str
) -> None:
    tables = MLflowTables(tmp_path / "mlflow.db", without=without)

    assert refusal(tables.address) == (
        f"This MLflow registry is of too old a version: it lacks {missing}. Run "
        "`mlflow db upgrade` of MLflow 2.3 or newer on a copy of it, then import the copy."
    )


def test_columns_that_came_later_may_be_missing(tmp_path: Path) -> None:
    tables = MLflowTables(tmp_path / "mlflow.db", without="workspace storage_location")
    tables.add_model()
    tables.add_version()
    tables.add("model_version_tags", name="fraud", version=1, key="a", value="b")
    with snapshot(tables.address) as connection:
        store = MLflowStore(connection, "default")

        assert store.count_elsewhere() == {}
        assert [model.row.name for models in store.models() for model in models] == ["fraud"]
        assert [v.tags for versions in store.versions(["fraud"]) for v in versions] == [{"a": "b"}]


@pytest.mark.postgres
@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg2", "postgresql+psycopg"])
def test_postgresql_is_read_whichever_driver_mlflow_uses(
    postgres_server: PostgresConfig, scheme: str
) -> None:
    server = postgres_server
    password = server.password.get_secret_value() if server.password else ""
    address = f"{scheme}://{server.user}:{password}@{server.host}:{server.port}/{server.database}"

    assert refusal(address) == "This database holds no MLflow registry. Choose another one."


def test_postgresql_without_its_driver_says_what_to_install() -> None:
    code = """
import sys
sys.modules["psycopg"] = None
from mldb.errors import StorageError
from mldb.transfer.mlflow.address import snapshot
try:
    with snapshot("postgresql://host/mlflow"):
        pass
except StorageError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "PostgreSQL needs its driver: pip install 'modelbook[postgres]'.\n"


def test_what_fails_while_reading_is_told_as_mlflow_s() -> None:
    with pytest.raises(StorageError, match=r"MLflow's .* it is gone"), reading_failures():
        raise OperationalError("SELECT 1", {}, Exception("it is  gone"))
