"""A program that forks children while its database is open; they go on writing when it has ended.

`python -m tests.mldb.database.forking LOG COLOUR WHOSE CHILDREN`: each child
notes in the log what was acknowledged, and waits in the middle until the file LOG.go is there.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from mldb import async_db, sync_db
from mldb.schemas import MLModelCreate
from tests.mldb.workers import PATIENCE_SECONDS

WRITES = 5
Create = Callable[[str], None]


class Log:
    """The acknowledged names, of all processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.go = path.with_suffix(".go")

    def note(self, line: str) -> None:
        """Add a line, at once and whole."""
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{line}\n".encode())
        os.close(descriptor)

    def lines(self) -> list[str]:
        """All lines so far."""
        return self.path.read_text().splitlines() if self.path.exists() else []

    def wait(self, end: str, count: int) -> list[str]:
        """All lines, as soon as so many of them begin with this word."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while sum(line.startswith(end) for line in self.lines()) < count:
            assert time.monotonic() < deadline, self.lines()
            time.sleep(0.05)
        return self.lines()


def write(log: Log, create: Create, name: str) -> None:
    """Create models before and after the parent has closed the database, or has ended."""
    for number in range(2 * WRITES):
        if number == WRITES:
            log.note("half")
            while not log.go.exists():
                time.sleep(0.01)
        create(f"{name}-{number}")
        log.note(f"model {name}-{number}")
    log.note("end")


def create_sync(database: sync_db.Database) -> Create:
    """A function that creates a model."""
    models = sync_db.MLModelService(database, actor="alice")

    def create(name: str) -> None:
        models.create(MLModelCreate(name=name))

    return create


def create_async(database: async_db.Database) -> Create:
    """A function that creates a model, each time in a new event loop."""
    models = async_db.MLModelService(database, actor="alice")

    def create(name: str) -> None:
        asyncio.run(models.create(MLModelCreate(name=name)))

    return create


def fork(work: Callable[[], None], log: Log) -> int:
    """A child that does this and ends; its errors are recorded."""
    child = os.fork()
    if child:
        return child
    signal.alarm(PATIENCE_SECONDS)
    try:
        work()
    except BaseException as error:  # noqa: BLE001  # the test reads it
        log.note(f"end {type(error).__name__} {error}")
    finally:
        os._exit(0)


@contextmanager
def writing_meanwhile(log: Log) -> Iterator[None]:
    """In the block another thread writes, through a database of its own."""
    stop = Event()

    def work() -> None:
        with sync_db.Database() as database:
            create, number = create_sync(database), 0
            while not stop.is_set():
                create(f"thread-{number}")
                log.note(f"model thread-{number}")
                number += 1

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def fork_all(log: Log, count: int, create: Callable[[], Create]) -> None:
    """Children, and of each a grandchild; returns when all are at their half."""
    with writing_meanwhile(log):
        for number in range(count):

            def work(name: str = f"child-{number}") -> None:
                fork(lambda: write(log, create(), f"grand{name}"), log)
                write(log, create(), name)

            fork(work, log)
        log.wait("half", 2 * count)


def in_sync(log: Log, whose: str, count: int) -> None:
    """Fork while a block is open."""
    with sync_db.Database() as database:
        create_sync(database)("before")
        log.note("model before")
        own = database if whose == "inherited" else None
        fork_all(log, count, lambda: create_sync(own or sync_db.Database()))


async def in_async(log: Log, whose: str, count: int) -> None:
    """Fork inside an event loop with a pool."""
    async with async_db.Database() as database:
        models = async_db.MLModelService(database, actor="alice")
        await models.create(MLModelCreate(name="before"))
        log.note("model before")
        own = database if whose == "inherited" else None
        fork_all(log, count, lambda: create_async(own or async_db.Database()))
        await models.create(MLModelCreate(name="after"))
        log.note("model after")


def main() -> None:
    """See above."""
    path, colour, whose, count = sys.argv[1:]
    log = Log(Path(path))
    if colour == "sync":
        in_sync(log, whose, int(count))
    else:
        asyncio.run(in_async(log, whose, int(count)))


if __name__ == "__main__":
    main()
