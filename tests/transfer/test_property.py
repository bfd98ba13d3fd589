"""Whatever a registry holds comes over."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.sync_db import Database
from mldb.transfer import export_registry, import_registry
from tests.mldb.search.random_registries import REGISTRIES, Model, store
from tests.transfer.whole_registry import REGISTRY, TRACKING, content

# Not the experiment `Default`, which is in every registry but not among the random ones.
THINGS = REGISTRY[len(TRACKING) : -1]


@pytest.fixture
def database(config: DatabaseConfig) -> Iterator[Database]:
    with Database(config) as database:
        yield database


@settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(models=REGISTRIES)
def test_it_comes_over_and_back(
    database: Database, sqlite_template: Path, models: list[Model]
) -> None:
    store(models, database)
    with TemporaryDirectory() as folder:
        there, back = Path(folder) / "there.zip", Path(folder) / "back.zip"
        target = SQLiteConfig(db_path=Path(shutil.copy(sqlite_template, folder)))
        export_registry(database.config, there)
        report = import_registry(target, there, actor="ann")
        export_registry(target, back)
        again = import_registry(database.config, back, actor="ann", dry_run=True)

        assert content(target, THINGS) == content(database.config, THINGS)
        # They were put there without events, so each thing got its own, and each alias.
        aliases = sum(len(version.aliases) for model in models for version in model.versions)
        things = len(models) + sum(len(model.versions) for model in models)
        assert report.explained == things + aliases
        assert again.new_count - again.tallies["experiments"].new == report.explained
        assert again.tallies["events"].new == report.explained
        assert again.conflict_count == 0
