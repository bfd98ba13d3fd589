"""Databases that an MLflow registry is or is not read from."""

import sqlite3
import subprocess
import sys
import traceback
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from mldb.config import PostgresConfig
from mldb.errors import StorageError
from mldb.terminal import printable
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


FILE_STORE = (
    "is a folder, not a database. If it is MLflow's file store, make a database of it: `mlflow"
)
NO_ADDRESS = "This is no address of a database. Give the address of MLflow's own"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("", NO_ADDRESS),
        ("databricks", NO_ADDRESS),
        ("://", NO_ADDRESS),
        ("x" * 5_000, NO_ADDRESS),
        ("mlflow:secret@127.0.0.1/mlflow", NO_ADDRESS),
        ("пг://mlflow:secret@host", NO_ADDRESS),
        ("mlruns", f"mlruns {FILE_STORE} migrate-filestore --source mlruns --target sqlite:///mlf"),
        ("./mlruns", f"./mlruns {FILE_STORE}"),
        ("file:///data/mlruns", f"/data/mlruns {FILE_STORE}"),
        ("file:///my%20data/mlruns", f"/my data/mlruns {FILE_STORE}"),
        ("sqlite:///.", f". {FILE_STORE}"),
        ("mlflow.db", "Write sqlite:/// before the path: sqlite:///mlflow.db"),
        ("/data/a.sqlite3", "Write sqlite:/// before the path: sqlite:////data/a.sqlite3"),
        ("sqlite:///missing.db", "There is no SQLite file 'missing.db'."),
        ("sqlite:////" + "x" * 300, "There is no SQLite file '/xxx"),
        ("sqlite://", "An address of SQLite has three slashes or four."),
        ("sqlite://mlflow.db", "An address of SQLite has three slashes or four."),
        ("sqlite:mlflow.db", "Behind sqlite: slashes are missing."),
        ("http://127.0.0.1:5000", "This is the address of a server or a page, and Modelbook reads"),
        ("mysql+pymysql://root:secret@host/db", "'mysql+pymysql' can't be read, only SQLite and P"),
        ("mssql+pyodbc://sa:secret@host:x/db", "'mssql+pyodbc' can't be read, only SQLite and Po"),
        ("postgres://ann:secret@host/db", "Write postgresql:// at the start of this address,"),
        ("postgresql://ann:pa@secret@host/db", "This address has more than one @. A character"),
        ("postgresql://ann:pa@secret:word@host/db", "This address has more than one @."),
        ("postgresql://ann:pa@se?cret@host/db", "This address has more than one @."),
        ("postgresql://ann:secret@host:54321x/db", "The host of this address can't be read"),
        ("postgresql://ann:secret@host:/db", "The host of this address can't be read"),
        ("postgresql://ann:secret@[::1/db", "The host of this address can't be read"),
        ("postgresql://ann:secret@::1/db", "The host of this address can't be read"),
        ("postgresql://ann:secret", "The host of this address can't be read"),
        ("postgresql://ann:secret@127.0.0.1:99999/db", "MLflow's database can't be read: connec"),
        ("postgresql://ann:secret@127.0.0.1:1/mlflow", "MLflow's database can't be read: conn"),
        ("postgresql://ann:pa@secret/mlflow", "MLflow's database can't be read: failed to resolve"),
        ("postgresql://ann:secret@a b/mlflow", "MLflow's database can't be read: failed to resol"),
        (
            "postgresql://ann:x@127.0.0.1:1/db?sslmode=secret&passfile=secret",
            "MLflow's database ca",
        ),
        (
            "postgresql://ann:secret@" + "h" * 300 + "/db",
            "MLflow's database can't be reached by thi",
        ),
        ("postgresql://ann:secret@127.0.0.1\udcff/db", "This address holds a control character or"),
        ("sqlite:///\x1b[2J", "This address holds a control character or bytes"),
        ("sqlite:///a\x00b", "This address holds a control character or bytes"),
    ],
)
def test_for_every_address_there_is_a_sentence_without_any_password(
    address: str, message: str
) -> None:
    told = refusal(address)

    assert told.startswith(message)
    assert "secret" not in told
    assert printable(told) == told


def test_what_a_wrong_address_leads_to_can_t_be_traced_to_a_password() -> None:
    """`--traceback` shows what led to a refusal."""
    for address in ("postgresql://ann:secret", "postgresql://ann:secret@host:5x/db", "x:secret@"):
        with pytest.raises(StorageError) as caught, snapshot(address):
            pass
        shown = "".join(traceback.format_exception(caught.value))
        assert "secret" not in shown.replace(repr(address), "")


def test_a_folder_that_is_there_is_a_file_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my runs").mkdir()

    assert "--source 'my runs' --target" in refusal("my runs")


def test_a_file_that_is_there_is_told_how_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "store").write_text("")

    assert refusal("store") == "Write sqlite:/// before the path: sqlite:///store"


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
