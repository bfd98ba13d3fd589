"""Exports and imports while others work, and when they are killed."""

import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mldb.config import DatabaseConfig, PostgresConfig
from mldb.database.maintenance import maintenance_engine
from mldb.schemas import MLMetricBatch, MLModelCreate, MLModelVersionCreate
from mldb.sync_db import (
    Database,
    MLMetricService,
    MLModelService,
    MLModelVersionService,
    Registry,
)
from mldb.transfer import ImportReport, export_registry, import_records, import_registry
from mldb.transfer.contents import NewContents
from mldb.transfer.merging import begun
from mldb.transfer.reading import opened
from mldb.transfer.records import MetricRecord, Record
from mldb.transfer.rules import Rules
from tests.mldb import workers
from tests.transfer.build import model, version
from tests.transfer.conftest import Make
from tests.transfer.whole_registry import content, is_empty


def test_an_export_is_of_one_moment(config: DatabaseConfig, tmp_path: Path) -> None:
    """Every call is in the file wholly or not at all: its metrics are all from one of them."""
    names = [f"m{number:03}" for number in range(500)]
    with Database(config) as database:
        MLModelService(database, actor="job").create(MLModelCreate(name="fraud"))
        MLModelVersionService(database, actor="job").create(
            MLModelVersionCreate(
                model_name="fraud", source="s3://b/1", metrics=dict.fromkeys(names, 0.0)
            )
        )
    is_done, is_writing = Event(), Event()

    def write() -> None:
        with Database(config) as database:
            metrics, value = MLMetricService(database, actor="job"), 0.0
            while not is_done.is_set():
                value += 1
                batch = MLMetricBatch(version_id=1, metrics=dict.fromkeys(names, value))
                metrics.record(batch)
                is_writing.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert is_writing.wait(workers.PATIENCE_SECONDS)
        for number in range(3):
            export_registry(config, tmp_path / f"{number}.zip")
    finally:
        is_done.set()
        writer.join()

    for number in range(3):
        with opened(tmp_path / f"{number}.zip") as export:
            values = {r.value for r in export.records() if isinstance(r, MetricRecord)}
        assert len(values) == 1


def test_an_import_waits_for_others_and_lets_them_wait(config: DatabaseConfig) -> None:
    """A model that somebody registers meanwhile comes after it, and is refused as a duplicate."""
    is_begun, refused = Event(), []

    def create() -> None:
        is_begun.wait(workers.PATIENCE_SECONDS)
        with Database(config) as database:
            try:
                MLModelService(database, actor="bob").create(MLModelCreate(name="fraud"))
            except Exception as error:  # noqa: BLE001  # whatever it is, it is looked at below
                refused.append(type(error).__name__)

    def records() -> Iterator[Record]:
        yield model("first")
        yield version(1, model="first")
        is_begun.set()
        for number in range(2_500):
            yield model(f"model-{number}")
        yield model()

    creator = Thread(target=create)
    creator.start()
    try:
        report = import_records(config, records(), actor="ann")
    finally:
        is_begun.set()
        creator.join()

    assert report.new_count == 2_503
    assert refused == ["DuplicateError"]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("moment", [1, 12, 25, 38])
def test_an_import_that_is_killed_leaves_nothing(
    config: DatabaseConfig, exported: Path, empty: Make, moment: int
) -> None:
    target = empty()

    def run() -> None:
        workers.die_at(moment)
        import_registry(target, exported, actor="ann")

    assert workers.in_forked_child(run) == -signal.SIGKILL
    assert is_empty(target)
    import_registry(target, exported, actor="ann")
    assert content(target) == content(config)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_an_export_that_is_killed_leaves_no_file_of_that_name(
    config: DatabaseConfig, exported: Path
) -> None:
    path = exported.with_name("second.zip")

    def run() -> None:
        workers.die_at(8)
        export_registry(config, path)

    assert workers.in_forked_child(run) == -signal.SIGKILL
    assert not path.exists()
    export_registry(config, path)


@pytest.mark.postgres
def test_an_import_may_take_longer_than_other_transactions(
    postgres_database: PostgresConfig,
) -> None:
    engine = maintenance_engine(postgres_database)
    with engine.connect() as connection:
        for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET {setting} = '5s'"))
        rules = Rules(Registry(Database(postgres_database)), Session(connection))
        begun(rules, ImportReport(), NewContents(), skip_conflicts=False)
        found = [
            connection.scalar(text(f"SHOW {setting}"))
            for setting in ("statement_timeout", "idle_in_transaction_session_timeout")
        ]
    engine.dispose()

    assert found == ["0", "0"]
