"""Registries to export from and to import into."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig
from mldb.transfer import export_registry
from tests.reused_databases import ReusedDatabases
from tests.transfer.whole_registry import fill

Make = Callable[[], DatabaseConfig]


@pytest.fixture
def new_sqlite(sqlite_template: Path, tmp_path: Path) -> Make:
    """Empty registries in SQLite files."""
    paths = (tmp_path / f"empty-{number}.db" for number in range(10))

    def make() -> SQLiteConfig:
        return SQLiteConfig(db_path=Path(shutil.copy(sqlite_template, next(paths))))

    return make


@pytest.fixture
def new_postgres(postgres_databases: ReusedDatabases) -> Iterator[Make]:
    """Empty registries in PostgreSQL databases."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(postgres_databases.one())


@pytest.fixture
def empty(config: DatabaseConfig, request: pytest.FixtureRequest) -> Make:
    """Empty registries of the same kind as `config`."""
    kind = "new_postgres" if isinstance(config, PostgresConfig) else "new_sqlite"
    make: Make = request.getfixturevalue(kind)
    return make


@pytest.fixture
def exported(config: DatabaseConfig, tmp_path: Path) -> Path:
    """The export of `config`, in which everything happened once, with the bytes of files."""
    fill(config)
    path = tmp_path / "registry.zip"
    export_registry(config, path, with_artifacts=True)
    return path
