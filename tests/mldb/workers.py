"""What the processes do that tests start beside their own."""

import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from mldb.config import DatabaseConfig
from mldb.errors import ConflictError, DuplicateError, ThrottledError
from mldb.migrate import migrate
from mldb.schemas import (
    LoginAttemptCreate,
    MLModelAliasMove,
    MLModelCreate,
    MLModelUpdate,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    Database,
    LoginAttemptService,
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
)

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 6
NAMES_EACH = 100
VERSIONS_EACH = 15
PATIENCE_SECONDS = 600
NAMES = [f"model-{number}" for number in range(300)]
METRICS = {f"metric-{number}": number / 7 for number in range(20)}

Task = Callable[[DatabaseConfig, int], Any]


def environment(config: DatabaseConfig) -> dict[str, str]:
    """The environment in which a program of ours works on this database."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SQLITE_", "POSTGRES_"))
    }
    return own | {"PYTHONPATH": str(ROOT)} | settings(config)


def settings(config: DatabaseConfig) -> dict[str, str]:
    """The settings that choose this database."""
    if config.dialect == "sqlite":
        return {
            "SQLITE_DB_PATH": str(config.db_path),
            "SQLITE_BUSY_TIMEOUT_SECONDS": str(config.busy_timeout_seconds),
        }
    return {
        "POSTGRES_HOST": config.host,
        "POSTGRES_PORT": str(config.port),
        "POSTGRES_USER": config.user,
        "POSTGRES_PASSWORD": config.password.get_secret_value() if config.password else "",
        "POSTGRES_DATABASE": config.database,
    }


class Processes:
    """Processes that start one task at the same moment."""

    def __init__(self) -> None:
        # Each process is a fork of one that has imported everything and opened nothing.
        context = get_context("forkserver")
        context.set_forkserver_preload(["tests.mldb.workers"])
        barrier = context.Barrier(PROCESSES)
        self.pool = ProcessPoolExecutor(
            PROCESSES, mp_context=context, initializer=_prepare, initargs=(barrier,)
        )

    def run(self, task: Task, config: DatabaseConfig) -> list[Any]:
        """What every process gave back; raises what any of them raised."""
        futures = [
            self.pool.submit(_at_the_same_moment, task, config, number)
            for number in range(PROCESSES)
        ]
        return [future.result(PATIENCE_SECONDS) for future in futures]


_starts: list[Barrier] = []


def _prepare(start: Barrier) -> None:
    _starts.append(start)


def _at_the_same_moment(task: Task, config: DatabaseConfig, number: int) -> Any:
    _starts[0].wait(PATIENCE_SECONDS)
    return task(config, number)


def create_models(config: DatabaseConfig, number: int) -> tuple[list[str], list[str]]:
    """Names that this process got, and names that were taken."""
    choice = random.Random(number)  # noqa: S311  # for a test
    with Database(config) as database:
        return create_each(database, [choice.choice(NAMES) for _ in range(NAMES_EACH)])


def create_each(database: Database, names: list[str]) -> tuple[list[str], list[str]]:
    """Names that were free, and names that were taken."""
    won, lost = [], []
    models = MLModelService(database, actor="worker")
    for name in names:
        try:
            won.append(models.create(MLModelCreate(name=name)).name)
        except DuplicateError:
            lost.append(name)
    return won, lost


def register_versions(config: DatabaseConfig, number: int) -> list[int]:
    """Numbers that this process got."""
    with Database(config) as database:
        versions = MLModelVersionService(database, actor=f"worker-{number}")
        return [versions.create(fraud_version()).number for _ in range(VERSIONS_EACH)]


def fraud_version() -> MLModelVersionCreate:
    """A version of the model `fraud` with all `METRICS`."""
    return MLModelVersionCreate(model_name="fraud", source="s3://bucket/model", metrics=METRICS)


def move_alias(config: DatabaseConfig, number: int) -> int:
    """How often this process moved `champion`; it goes through versions 1 to 5 and again."""
    with Database(config) as database:
        aliases = MLModelAliasService(database, actor=f"worker-{number}")
        for step in range(20):
            aliases.move(
                MLModelAliasMove(
                    model_name="fraud", name="champion", version=(number + step) % 5 + 1
                )
            )
    return 20


def promote_decided_on_version_1(config: DatabaseConfig, number: int) -> bool:
    """Whether this process was the one that moved `champion` away from version 1."""
    move = MLModelAliasMove(
        model_name="fraud", name="champion", version=number % 4 + 2, expected_version=1
    )
    with Database(config) as database:
        try:
            MLModelAliasService(database, actor=f"worker-{number}").move(move)
        except ConflictError:
            return False
    return True


def count_up(config: DatabaseConfig, number: int) -> int:
    """How often this process added one to the number in the description of `fraud`."""
    done = 0
    with Database(config) as database:
        models = MLModelService(database, actor=f"worker-{number}")
        while done < 20:
            model = models.get_by_name("fraud")
            change = MLModelUpdate(
                row_version=model.row_version, description=str(int(model.description) + 1)
            )
            try:
                models.update(model.id, change)
            except ConflictError:
                continue
            done += 1
    return done


def guess(config: DatabaseConfig, number: int) -> int:
    """How many guesses of this process at one account would have been looked at."""
    begun = 0
    attempt = LoginAttemptCreate(username="alice", address="192.0.2.7")
    with Database(config) as database:
        for _ in range(10):
            try:
                LoginAttemptService(database).begin(attempt)
            except ThrottledError:
                continue
            begun += 1
    return begun


def migrate_and_create(config: DatabaseConfig, number: int) -> str:
    """Name of a model created in a database that is perhaps not there yet."""
    migrate(config)
    with Database(config) as database:
        models = MLModelService(database, actor="worker")
        return models.create(MLModelCreate(name=f"model-{number}")).name


def in_forked_child(work: Callable[[], object]) -> int:
    """Exit code of a forked child that does this; negative: the signal that ended it."""
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE_SECONDS)
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001  # the parent sees the exit code
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at(moment: int) -> None:
    """Be killed just before the so-manieth statement or commit that SQLAlchemy sends."""
    passed = 0

    def count(*_: Any) -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, count)


def register_for_ever() -> None:
    """Register versions of `fraud` in the database of the environment, acknowledging each."""
    with Database() as database:
        versions = MLModelVersionService(database, actor="worker")
        while True:
            sys.stdout.write(f"{versions.create(fraud_version()).number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    register_for_ever()
