"""Every fault of a database becomes a StorageError that names its remedy."""

import asyncio
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from mldb import async_db, sync_db
from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig
from mldb.database.schema import REVISION
from mldb.errors import StorageError
from mldb.migrate import migrate
from mldb.schemas import MLModelCreate, MLModelRead, MLModelVersionCreate
from tests.mldb import workers
from tools.postgres import connect, temporary_database

NOBODY = 65534


def list_sync(config: DatabaseConfig) -> None:
    with closing(sync_db.Database(config)) as database:
        sync_db.MLModelService(database).get_all()


def list_async(config: DatabaseConfig) -> None:
    asyncio.run(async_db.MLModelService(async_db.Database(config)).get_all())


def open_sync(config: DatabaseConfig) -> None:
    with sync_db.Database(config) as database:
        database.check()


def open_async(config: DatabaseConfig) -> None:
    async def run() -> None:
        async with async_db.Database(config) as database:
            await database.check()

    asyncio.run(run())


def create_sync(config: DatabaseConfig) -> None:
    with sync_db.Database(config) as database:
        sync_db.MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))


def create_async(config: DatabaseConfig) -> None:
    async def run() -> None:
        async with async_db.Database(config) as database:
            models = async_db.MLModelService(database, actor="alice")
            await models.create(MLModelCreate(name="fraud"))

    asyncio.run(run())


Use = Callable[[DatabaseConfig], None]
USES = [list_sync, list_async, open_sync, open_async]
WRITES = [create_sync, create_async]


def refused(use: Use, config: DatabaseConfig) -> str:
    """The sentence with which the database can't be used."""
    with pytest.raises(StorageError) as caught:
        use(config)
    sentence = str(caught.value)
    assert sentence[0].isupper() or sentence.startswith("/")
    assert sentence.endswith(".")
    return sentence


def run_migrate(config: DatabaseConfig) -> subprocess.CompletedProcess[str]:
    """`python -m mldb.migrate` as a program."""
    return subprocess.run(
        [sys.executable, "-m", "mldb.migrate"],
        env=workers.environment(config),
        capture_output=True,
        text=True,
        check=False,
    )


def make_broken_file(kind: str, folder: Path) -> Path:
    """Path at which there is no database to use, for the reason named."""
    if kind == "folder missing":
        return folder / "missing" / "modelbook.db"
    if kind == "folder":
        return folder
    if kind == "no database":
        path = folder / "notes.db"
        path.write_text("These are no tables. " * 100)
        return path
    if kind == "unwritable":
        if not Path("/proc/self").is_dir():
            pytest.skip("No /proc here, in which nobody can create a file.")
        return Path("/proc/modelbook.db")
    assert kind == "missing"
    return folder / "modelbook.db"


ADVICE = {
    "folder missing": "does not exist. Create it, or set SQLITE_DB_PATH.",
    "folder": "is a folder. Set SQLITE_DB_PATH to a file.",
    "no database": "is not a SQLite database. Set SQLITE_DB_PATH to another file.",
    "unwritable": "check that its folder can be written.",
    "missing": "Run `python -m mldb.migrate` to create it",
}


@pytest.mark.parametrize("kind", ADVICE)
@pytest.mark.parametrize("use", USES)
def test_a_file_that_is_no_database_is_explained(use: Use, kind: str, tmp_path: Path) -> None:
    path = make_broken_file(kind, tmp_path)

    sentence = refused(use, SQLiteConfig(db_path=path))

    assert ADVICE[kind] in sentence
    assert str(path) in sentence or str(path.parent) in sentence


@pytest.mark.parametrize("kind", ["folder missing", "folder", "no database", "unwritable"])
def test_migrate_explains_where_it_can_make_no_database(kind: str, tmp_path: Path) -> None:
    config = SQLiteConfig(db_path=make_broken_file(kind, tmp_path))

    ended = run_migrate(config)

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ADVICE[kind] in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@contextmanager
def without_rights() -> Iterator[None]:
    """Root may write everything, so it becomes somebody else for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def read_only(sqlite_template: Path) -> Iterator[SQLiteConfig]:
    """A database in a read-only folder."""
    folder = Path(tempfile.mkdtemp())
    file = Path(shutil.copy(sqlite_template, folder / "modelbook.db"))
    file.chmod(0o444)
    folder.chmod(0o555)
    yield SQLiteConfig(db_path=file)
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("use", [*USES, *WRITES])
def test_a_folder_without_write_permission_is_explained(use: Use, read_only: SQLiteConfig) -> None:
    with without_rights():
        sentence = refused(use, read_only)

    assert re.search(r"may write it|write permission", sentence)


@pytest.mark.parametrize("use", USES)
def test_an_empty_file_needs_a_migration(use: Use, tmp_path: Path) -> None:
    config = SQLiteConfig(db_path=tmp_path / "empty.db")
    config.db_path.touch()

    sentence = refused(use, config)

    assert sentence.endswith("empty.db has no Modelbook tables yet. Run `python -m mldb.migrate`.")


@pytest.mark.postgres
def test_an_empty_postgres_database_needs_a_migration(postgres_server: PostgresConfig) -> None:
    with temporary_database(postgres_server) as config:
        for use in USES:
            sentence = refused(use, config)

            assert "has no Modelbook tables yet. Run `python -m mldb.migrate`." in sentence


def execute(config: DatabaseConfig, statement: str) -> None:
    """Run SQL past mldb."""
    if isinstance(config, SQLiteConfig):
        with closing(sqlite3.connect(config.db_path, isolation_level=None)) as connection:
            connection.execute(statement)
    else:
        with connect(config) as server:
            server.execute(statement.encode())


@pytest.mark.parametrize(
    ("revision", "advice"),
    [
        ("0000", f"needs {REVISION}. Back it up, then run `python -m mldb.migrate`."),
        ("0999", "Upgrade Modelbook, or restore the back-up from before the migration."),
    ],
)
def test_a_schema_of_another_version_is_explained(
    config: DatabaseConfig, revision: str, advice: str
) -> None:
    execute(config, f"UPDATE alembic_version SET version_num = '{revision}'")

    for use in USES:
        sentence = refused(use, config)

        assert f"has schema revision {revision}, " in sentence
        assert sentence.endswith(advice)


def test_migrate_leaves_a_newer_schema_alone(config: DatabaseConfig) -> None:
    execute(config, "UPDATE alembic_version SET version_num = '0999'")

    ended = run_migrate(config)

    assert ended.returncode == 1
    assert "upgrade Modelbook, or restore the back-up" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert "0999" in refused(list_sync, config)


@pytest.mark.parametrize("use", USES)
def test_a_server_that_does_not_respond_is_named(use: Use) -> None:
    sentence = refused(use, PostgresConfig(host="127.0.0.1", port=1, connect_timeout_seconds=5))

    assert sentence.startswith("Can't reach the PostgreSQL database 'modelbook' at 127.0.0.1:1: ")
    assert "Check that the server runs, and POSTGRES_HOST" in sentence


def test_migrate_names_a_server_that_does_not_respond() -> None:
    ended = run_migrate(PostgresConfig(host="127.0.0.1", port=1, connect_timeout_seconds=5))

    assert ended.returncode == 1
    assert "Check that the server runs, and POSTGRES_HOST" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.postgres
@pytest.mark.parametrize("use", USES)
def test_a_wrong_database_name_is_explained(use: Use, postgres_server: PostgresConfig) -> None:
    sentence = refused(use, postgres_server.model_copy(update={"database": "modelbok"}))

    assert "modelbok" in sentence
    assert "POSTGRES_DATABASE" in sentence


@contextmanager
def locked_by_another_process(path: Path) -> Iterator[None]:
    program = (
        "import sqlite3, sys; connection = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "connection.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield
        process.communicate()


@pytest.mark.parametrize("write", WRITES)
def test_a_file_locked_for_too_long_is_explained(write: Use, sqlite_config: SQLiteConfig) -> None:
    config = sqlite_config.model_copy(update={"busy_timeout_seconds": 0.2})

    with locked_by_another_process(config.db_path):
        list_sync(config)
        sentence = refused(write, config)
    write(config)

    assert "is locked by another program. Try again" in sentence


def test_migrate_explains_a_file_locked_for_too_long(tmp_path: Path) -> None:
    config = SQLiteConfig(db_path=tmp_path / "modelbook.db", busy_timeout_seconds=0.2)

    with locked_by_another_process(config.db_path):
        ended = run_migrate(config)

    assert ended.returncode == 1
    assert "is locked by another program. Try again" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("use", [list_sync, list_async, *WRITES])
def test_a_table_dropped_under_our_feet_is_explained(use: Use, config: DatabaseConfig) -> None:
    cascade = "" if config.dialect == "sqlite" else " CASCADE"
    execute(config, f"DROP TABLE ml_models{cascade}")

    sentence = refused(use, config)

    assert "lacks a table" in sentence
    assert "Run `python -m mldb.migrate`" in sentence
    assert "back-up" in sentence


def large_version(model: MLModelRead) -> MLModelVersionCreate:
    return MLModelVersionCreate(
        model_name=model.name,
        source="s3://bucket/model",
        description="x" * 50_000,
        metrics={f"metric-{number}": 1.0 for number in range(2_000)},
    )


def test_a_full_disk_leaves_nothing_behind(sqlite_config: SQLiteConfig) -> None:
    with sync_db.Database(sqlite_config) as database:
        model = sync_db.MLModelService(database, actor="a").create(MLModelCreate(name="fraud"))
        versions = sync_db.MLModelVersionService(database, actor="a")
        with database.writing() as session:
            session.execute(text("PRAGMA max_page_count = 70"))

        with pytest.raises(StorageError, match=r"the disk is full\. Free some space"):
            versions.create(large_version(model))

        assert versions.get_all() == []
        assert len(sync_db.AuditEventService(database).get_all()) == 1
        with database.writing() as session:
            session.execute(text("PRAGMA max_page_count = 100000"))
        assert versions.create(large_version(model)).number == 1


async def test_a_full_disk_leaves_nothing_behind_async(sqlite_config: SQLiteConfig) -> None:
    async with async_db.Database(sqlite_config) as database:
        models = async_db.MLModelService(database, actor="a")
        model = await models.create(MLModelCreate(name="fraud"))
        versions = async_db.MLModelVersionService(database, actor="a")
        async with database.writing() as session:
            await session.execute(text("PRAGMA max_page_count = 70"))

        with pytest.raises(StorageError, match=r"the disk is full\. Free some space"):
            await versions.create(large_version(model))

        assert await versions.get_all() == []
        assert len(await async_db.AuditEventService(database).get_all()) == 1
        async with database.writing() as session:
            await session.execute(text("PRAGMA max_page_count = 100000"))
        assert (await versions.create(large_version(model))).number == 1


def test_a_full_disk_stops_a_migration_whole(tmp_path: Path) -> None:
    """The nearest thing to a full disk that every system has: a limit on a file's size."""
    config = SQLiteConfig(db_path=tmp_path / "modelbook.db")
    program = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)); "
        "from mldb.migrate import main; sys.exit(main())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=workers.environment(config) | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"The SQLite file {config.db_path} can't ")
    assert "no Modelbook tables yet" in refused(list_sync, config)
    migrate(config)
    list_sync(config)
