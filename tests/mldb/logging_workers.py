"""What the processes do that log beside a test."""

import random
import sys
from concurrent.futures import ThreadPoolExecutor

from mldb.config import DatabaseConfig
from mldb.schemas import RunLog
from mldb.sync_db import Database, RunLogService
from tests.mldb.logged_runs import OTHER_RUN_ID, RUN_ID, log_of

STEPS = 1_200
BATCH = 50
PER_LOG = 20
"""Points of each log of `log_for_ever`."""


def log_the_same(config: DatabaseConfig, number: int) -> int:
    """How many points were new of a history that every process logs, each in its own order."""
    batches = [shared_log(start) for start in range(0, STEPS, BATCH)]
    random.Random(number).shuffle(batches)  # noqa: S311  # for a test
    with Database(config) as database:
        logs = RunLogService(database, actor=f"worker-{number}")
        return sum(logs.log_batch(RUN_ID, batch).points for batch in batches)


def shared_log(start: int) -> RunLog:
    """A part of the history that every process logs."""
    return log_of("loss", [(step, step / 7) for step in range(start, start + BATCH)])


def log_to_two_runs(config: DatabaseConfig, number: int) -> int:
    """How many points were new of logs to two runs at once, in one order or the other."""
    stored = 0
    with Database(config) as database:
        logs = RunLogService(database, actor=f"worker-{number}")
        runs = [RUN_ID, OTHER_RUN_ID][:: 1 if number % 2 else -1]
        for step in range(20):
            log = log_of(f"loss-{step % 3}", [(step, number)], tags={"by": str(number)})
            outcomes = logs.log_many([(run, log) for run in runs])
            stored += sum(getattr(outcome, "points", 0) for outcome in outcomes)
    return stored


def log_for_ever() -> None:
    """Log points in the database of the environment, from threads; acknowledge each log."""
    with Database() as database, ThreadPoolExecutor(4) as pool:
        logs = RunLogService(database, actor="worker")

        def log(turn: int) -> None:
            steps = range(turn * PER_LOG, (turn + 1) * PER_LOG)
            receipt = logs.log(RUN_ID, log_of("loss", [(step, 0.5) for step in steps]))
            sys.stdout.write(f"{turn if receipt.points else -1}\n")
            sys.stdout.flush()

        list(pool.map(log, range(100_000)))


if __name__ == "__main__":
    log_for_ever()
