"""Processes that log at once, and one that is killed: nothing is lost, nothing is doubled."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from mldb.config import DatabaseConfig
from mldb.points.columns import Points
from mldb.sync_db import Database, HistoryService
from tests.mldb import logging_workers, workers
from tests.mldb.logged_runs import OTHER_RUN_ID, RUN_ID, insert_run, time_of
from tests.mldb.logging_workers import PER_LOG, STEPS
from tests.mldb.workers import PROCESSES, Processes

# One set of processes serves all these tests.
pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    processes = Processes()
    with processes.pool:
        yield processes


@pytest.fixture
def histories(config: DatabaseConfig) -> Iterator[HistoryService]:
    """Histories of a registry with two runs that logged nothing yet."""
    with Database(config) as database:
        with database.writing() as session:
            session.execute(insert_run())
            session.execute(insert_run(OTHER_RUN_ID))
        yield HistoryService(database)


def test_every_point_is_stored_by_one_of_the_processes(
    processes: Processes, config: DatabaseConfig, histories: HistoryService
) -> None:
    stored = processes.run(logging_workers.log_the_same, config)

    assert sum(stored) == STEPS
    expected = Points.of((step, time_of(step), step / 7) for step in range(STEPS))
    assert histories.history(RUN_ID, "loss") == expected
    (series,) = histories.series_of(RUN_ID)
    assert (series.count, series.last.step) == (STEPS, STEPS - 1)


def test_processes_that_log_to_the_same_runs_do_not_block_each_other(
    processes: Processes, config: DatabaseConfig, histories: HistoryService
) -> None:
    stored = processes.run(logging_workers.log_to_two_runs, config)

    assert stored == [40] * PROCESSES
    for run in (RUN_ID, OTHER_RUN_ID):
        counts = [series.count for series in histories.series_of(run)]
        assert sum(counts) == 20 * PROCESSES


def test_killed_process_loses_nothing_that_it_acknowledged(
    config: DatabaseConfig, histories: HistoryService
) -> None:
    command = [sys.executable, "-m", "tests.mldb.logging_workers"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        cwd=workers.ROOT,
        env=workers.environment(config),
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(60)]
        process.kill()
        lines += process.stdout.readlines()

    # Of the last line perhaps only a part was written.
    turns = {int(line) for line in lines if line.endswith("\n")}
    acknowledged = {turn * PER_LOG + step for turn in turns for step in range(PER_LOG)}
    history = histories.history(RUN_ID, "loss")
    assert len(turns) >= 60
    assert acknowledged <= set(history.steps)
    assert len(set(history.steps)) == len(history)
    # A log is stored as a whole or not at all.
    assert len(history) % PER_LOG == 0
    (series,) = histories.series_of(RUN_ID)
    assert series.count == len(history)
