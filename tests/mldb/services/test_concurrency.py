"""Many processes, threads and event loops at once on one database."""

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread

import pytest

from mldb import async_db
from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig
from mldb.rules.login import FAILURES_ALLOWED
from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelRead
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
)
from mldb.values.enums import AuditAction
from mldb.values.limits import PAGE_SIZE_LIMIT
from tests.mldb import workers
from tests.mldb.workers import PATIENCE_SECONDS, PROCESSES, Processes
from tools.postgres import temporary_database

LOOPS = 20

# One set of processes serves all these tests.
pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    processes = Processes()
    with processes.pool:
        yield processes


@pytest.fixture
def database(config: DatabaseConfig) -> Iterator[Database]:
    with Database(config) as database:
        yield database


@pytest.fixture
def fraud(database: Database) -> MLModelRead:
    """A model with five versions."""
    models = MLModelService(database, actor="alice")
    model = models.create(MLModelCreate(name="fraud", description="0"))
    versions = MLModelVersionService(database, actor="alice")
    for _ in range(5):
        versions.create(workers.fraud_version())
    return model


def created_models(database: Database) -> Counter[str]:
    """How many events tell of the creation of each model."""
    events = AuditEventService(database).get_all(limit=PAGE_SIZE_LIMIT)
    return Counter(event.label for event in events if event.action == AuditAction.CREATE)


def check_one_winner_per_name(
    database: Database, results: list[tuple[list[str], list[str]]]
) -> None:
    won = [name for winner, _ in results for name in winner]
    lost = [name for _, loser in results for name in loser]
    models = MLModelService(database).get_all(limit=PAGE_SIZE_LIMIT)

    assert len(set(won)) == len(won)
    assert set(lost) <= set(won)
    assert sorted(won) == sorted(model.name for model in models)
    assert created_models(database) == Counter(won)


def test_processes_racing_for_names_get_one_winner_each(
    processes: Processes, config: DatabaseConfig, database: Database
) -> None:
    results = processes.run(workers.create_models, config)

    assert sum(len(won) + len(lost) for won, lost in results) == PROCESSES * workers.NAMES_EACH
    check_one_winner_per_name(database, results)


def test_processes_registering_versions_get_every_number_once(
    processes: Processes, config: DatabaseConfig, database: Database, fraud: MLModelRead
) -> None:
    results = processes.run(workers.register_versions, config)

    last = 5 + PROCESSES * workers.VERSIONS_EACH
    numbers = sorted(number for result in results for number in result)
    assert numbers == list(range(6, last + 1))
    assert all(result == sorted(result) for result in results)
    stored = MLModelVersionService(database).get_of_model(fraud.id, limit=PAGE_SIZE_LIMIT)
    assert [version.number for version in stored] == list(
        range(5 + PROCESSES * workers.VERSIONS_EACH, 0, -1)
    )


def test_processes_moving_one_alias_leave_a_history_without_gap_or_overlap(
    processes: Processes, config: DatabaseConfig, database: Database, fraud: MLModelRead
) -> None:
    assert sum(processes.run(workers.move_alias, config)) == PROCESSES * 20

    aliases = MLModelAliasService(database)
    spans = aliases.get_history("fraud", "champion", limit=PAGE_SIZE_LIMIT)[::-1]
    assert [span.ended_at for span in spans[:-1]] == [span.started_at for span in spans[1:]]
    assert [span for span in spans if span.ended_at is None] == [spans[-1]]
    assert aliases.get("fraud", "champion") == spans[-1]
    numbers = [span.version_number for span in spans]
    assert all(before != after for before, after in pairwise(numbers))
    moves = [
        event
        for event in AuditEventService(database).get_of_model(fraud.id, limit=PAGE_SIZE_LIMIT)
        if event.action == AuditAction.MOVE_ALIAS
    ]
    assert len(moves) == len(spans)


def test_one_of_many_decisions_on_the_same_assignment_is_carried_out(
    processes: Processes, config: DatabaseConfig, database: Database, fraud: MLModelRead
) -> None:
    move = MLModelAliasMove(model_name="fraud", name="champion", version=1)
    MLModelAliasService(database, actor="alice").move(move)

    moved = processes.run(workers.promote_decided_on_version_1, config)

    assert moved.count(True) == 1
    current = MLModelAliasService(database).get("fraud", "champion")
    assert current.started_by == f"worker-{moved.index(True)}"


def test_no_update_is_lost_when_conflicts_are_tried_again(
    processes: Processes, config: DatabaseConfig, database: Database, fraud: MLModelRead
) -> None:
    done = sum(processes.run(workers.count_up, config))

    model = MLModelService(database).get(fraud.id)
    assert model.description == str(done) == str(PROCESSES * 20)
    assert model.row_version == done + 1
    events = AuditEventService(database).get_of_entity("model", fraud.id, limit=PAGE_SIZE_LIMIT)
    assert len(events) == done + 1


def test_processes_guessing_a_password_have_one_allowance(
    processes: Processes, config: DatabaseConfig, database: Database
) -> None:
    assert sum(processes.run(workers.guess, config)) == FAILURES_ALLOWED


def check_all_migrated(config: DatabaseConfig, names: list[str]) -> None:
    with Database(config) as database:
        models = MLModelService(database).get_all()

    assert sorted(names) == [model.name for model in models]
    assert len(names) == PROCESSES


def test_processes_migrate_and_open_one_new_file_at_once(
    processes: Processes, tmp_path: Path
) -> None:
    for attempt in range(3):
        config = SQLiteConfig(db_path=tmp_path / f"new-{attempt}.db")

        check_all_migrated(config, processes.run(workers.migrate_and_create, config))


@pytest.mark.postgres
def test_processes_migrate_and_open_one_new_postgres_database_at_once(
    processes: Processes, postgres_server: PostgresConfig
) -> None:
    with temporary_database(postgres_server) as config:
        check_all_migrated(config, processes.run(workers.migrate_and_create, config))


def test_threads_share_one_database(database: Database) -> None:
    start = Barrier(16)

    def create(number: int) -> tuple[list[str], list[str]]:
        start.wait(PATIENCE_SECONDS)
        return workers.create_each(database, workers.NAMES[number : number + 25])

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(create, range(16)))

    check_one_winner_per_name(database, results)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_and_its_parent_go_on_with_the_same_database(database: Database) -> None:
    models = MLModelService(database, actor="alice")
    models.create(MLModelCreate(name="before"))

    def in_child() -> None:
        models.create(MLModelCreate(name="child"))
        gc.collect()

    assert workers.in_forked_child(in_child) == 0
    models.create(MLModelCreate(name="parent"))

    assert {model.name for model in models.get_all()} == {"before", "child", "parent"}


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("entered", [True, False])
def test_a_child_forked_in_an_event_loop_has_loops_of_its_own(
    config: DatabaseConfig, *, entered: bool
) -> None:
    database = async_db.Database(config)
    models = async_db.MLModelService(database, actor="alice")

    def in_child() -> None:
        asyncio.run(_create(models, "child"))
        gc.collect()

    async def in_parent() -> None:
        if entered:
            await database.open()
        await _create(models, "before")
        assert workers.in_forked_child(in_child) == 0
        await _create(models, "parent")
        await database.close()

    asyncio.run(in_parent())

    with Database(config) as reader:
        names = {model.name for model in MLModelService(reader).get_all()}
    assert names == {"before", "child", "parent"}


async def _create(models: async_db.MLModelService, name: str) -> str:
    return (await models.create(MLModelCreate(name=name))).name


def created_in_loops(models: async_db.MLModelService) -> list[str]:
    """Names created by event loops that each run in a thread of their own and start at once."""
    start, names = Barrier(LOOPS), list[str]()

    def run(number: int) -> None:
        start.wait(PATIENCE_SECONDS)
        names.append(asyncio.run(_create(models, f"loop-{number:02}")))

    # Daemons, so that loops that wait for each other for ever fail the test and not hang it.
    threads = [Thread(target=run, args=[number], daemon=True) for number in range(LOOPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return sorted(names)


def test_event_loops_share_a_database_that_nobody_opened(config: DatabaseConfig) -> None:
    database = async_db.Database(config)

    names = created_in_loops(async_db.MLModelService(database, actor="alice"))

    assert names == [f"loop-{number:02}" for number in range(LOOPS)]


async def test_other_event_loops_share_an_open_database(config: DatabaseConfig) -> None:
    async with async_db.Database(config) as database:
        models = async_db.MLModelService(database, actor="alice")
        names = await asyncio.to_thread(created_in_loops, models)
        await _create(models, "own loop")

        assert names == [f"loop-{number:02}" for number in range(LOOPS)]
        assert len(await models.get_all()) == LOOPS + 1
