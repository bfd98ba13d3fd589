"""A program that is interrupted while it writes, again and again, and keeps every traceback.

`python -m tests.mldb.database.interrupting ROUNDS COLOUR`: prints how many interrupts
struck, and how many of them left the database locked; then it waits until its input ends.
"""

import asyncio
import faulthandler
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from types import FrameType

from mldb import async_db
from mldb.config import SQLiteConfig
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.sync_db import Database, MLModelService, MLModelVersionService
from tests.mldb.workers import PATIENCE_SECONDS

Work = Callable[[Database, int], None]
kept: list[BaseException] = []


class AlarmError(Exception):
    """The exception of another signal handler."""


INTERRUPTS = (KeyboardInterrupt, AlarmError)


def _alarm(_number: int, _frame: FrameType | None) -> None:
    raise AlarmError


def work_sync(database: Database, number: int) -> None:
    """One operation, or several in one transaction with code of one's own between them."""
    models = MLModelService(database, actor="alice")
    if number % 2:
        models.create(MLModelCreate(name=f"model-{number}"))
        return
    with database.transaction() as block:
        versions = MLModelVersionService(block, actor="alice")
        MLModelService(block, actor="alice").create(MLModelCreate(name=f"model-{number}"))
        sum(range(2_000))
        data = MLModelVersionCreate(model_name=f"model-{number}", source="s3://bucket")
        versions.create(data)


async def _work_async(number: int) -> None:
    async with async_db.Database() as database:
        models = async_db.MLModelService(database, actor="alice")
        tasks = [
            asyncio.create_task(models.create(MLModelCreate(name=f"model-{number}-{one}")))
            for one in range(4)
        ]
        await asyncio.gather(*tasks)
        async with database.transaction() as block:
            models = async_db.MLModelService(block, actor="alice")
            await models.create(MLModelCreate(name=f"model-{number}"))


def work_async(_: Database, number: int) -> None:
    """An event loop in which several tasks write."""
    asyncio.run(_work_async(number))


def interrupted(work: Work, database: Database, number: int, delay_seconds: float) -> None:
    """Do it with a signal on its way, sometimes with a second one close behind."""
    alarms = work is work_sync and number % 5 == 4
    send = signal.SIGALRM if alarms else signal.SIGINT
    main = threading.main_thread().ident or 0

    go = threading.Event()

    def strike() -> None:
        go.wait()
        time.sleep(delay_seconds)
        signal.pthread_kill(main, send)
        if number % 3 == 0:
            time.sleep(delay_seconds / 20)
            signal.pthread_kill(main, send)

    thread = threading.Thread(target=strike, daemon=True)
    thread.start()
    try:
        _struck(work, database, number, go, thread)
    except INTERRUPTS as error:
        # The second signal came while the first was handled; a third doesn't come.
        kept.append(error)
    thread.join()


def _struck(
    work: Work, database: Database, number: int, go: threading.Event, thread: threading.Thread
) -> None:
    for _ in range(2):
        try:
            go.set()
            work(database, number)
            thread.join()
            break
        except (*INTERRUPTS, RuntimeError) as error:
            # asyncio itself ends in a RuntimeError when it is interrupted twice.
            kept.append(error)
            number += 1_000_000
    is_quiet = False
    while not is_quiet:
        try:
            thread.join()
            # The last signal may have come only now.
            time.sleep(0.001)
            is_quiet = True
        except INTERRUPTS as error:
            kept.append(error)


def is_locked(path: str) -> bool:
    """Whether nobody else can write now."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def stays_locked(work: Work) -> bool:
    """Whether nobody else can write, also after the time that an event loop takes to end."""
    deadline = time.monotonic() + (PATIENCE_SECONDS if work is work_async else 0)
    while is_locked(str(SQLiteConfig().db_path)):
        if time.monotonic() >= deadline:
            return True
        time.sleep(0.05)
    return False


def undisturbed(check: Callable[[], bool]) -> bool:
    """The result of a check that is made again after a signal that came late."""
    while True:
        try:
            return check()
        except INTERRUPTS as error:
            kept.append(error)


def main() -> None:
    """See above."""
    faulthandler.dump_traceback_later(5 * PATIENCE_SECONDS, exit=True)
    rounds, locked = int(sys.argv[1]), 0
    work = work_sync if sys.argv[2] == "sync" else work_async
    signal.signal(signal.SIGALRM, _alarm)
    # The parent process may have set it to be ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with Database() as database:
        work(database, -1)
        began = time.perf_counter()
        for number in range(10):
            work(database, -10 - number)
        usual = (time.perf_counter() - began) / 10
        for number in range(rounds):
            interrupted(work, database, number, 1.3 * usual * number / rounds)
            locked += undisturbed(partial(stays_locked, work))
        handler = signal.getsignal(signal.SIGINT)
        sys.stdout.write(f"{len(kept)} {locked} {handler is signal.default_int_handler}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
