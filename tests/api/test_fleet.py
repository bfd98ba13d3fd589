"""An hour's worth of a training fleet in a minute: nothing is lost or doubled, whatever fails."""

import asyncio
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from mldb.config import DatabaseConfig
from mldb.schemas import AuditEventRead, MLModelCreate
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLModelAliasService,
    MLModelService,
    MLModelVersionReader,
    MLModelVersionService,
)
from tests.api.fleet import Book, Job
from tests.api.servers import filled, served
from tests.mldb.workers import PATIENCE_SECONDS

PROCESSES = 2
JOBS = 4  # of each process
VERSIONS = 10  # of each job
TOTAL = PROCESSES * JOBS * VERSIONS
MODEL = "fraud"


def train(url: str, secret: str, process: int) -> dict[str, Book]:
    """Run the jobs of one process; gives their books."""

    async def run() -> dict[str, Book]:
        names = [f"job-{process}-{number}" for number in range(JOBS)]
        jobs = [Job(url, secret, MODEL, name).run(VERSIONS) for name in names]
        return dict(zip(names, await asyncio.gather(*jobs), strict=True))

    return asyncio.run(run())


def trained(url: str, secret: str) -> dict[str, Book]:
    """The books of all jobs."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        processes = [pool.submit(train, url, secret, one) for one in range(PROCESSES)]
        books: dict[str, Book] = {}
        for process in processes:
            books |= process.result(PATIENCE_SECONDS)
    return books


def test_the_registry_equals_the_books(config: DatabaseConfig) -> None:
    secret = filled(config)
    with Database(config) as database:
        MLModelService(database, actor="root").create(MLModelCreate(name=MODEL))
    with served("uvicorn, two workers", config) as site:
        books = trained(site.address, secret)

    check_failures(books)
    with Database(config) as database:
        check_versions(database, books)
        check_aliases(database, books)
        check_events(database, books)


def check_failures(books: dict[str, Book]) -> None:
    """There were some of each type, and requests that had been carried out already."""
    failures: Counter[str] = Counter()
    for book in books.values():
        failures.update(book.failures)

    assert {"ConnectError", "ReadError", "TimeoutError"} <= failures.keys()
    assert sum(book.repeated for book in books.values()) > 0


def check_versions(database: Database, books: dict[str, Book]) -> None:
    versions = MLModelVersionService(database).search(model_name=MODEL, limit=1_000).rows
    ids = [version.id for version in versions]
    summaries = MLModelVersionReader(database).get_summaries(
        ids, metrics=["loss", *(f"auc/{job}" for job in books)]
    )
    stored = {
        (version.source, version.number): summaries[version.id].metrics for version in versions
    }
    reported = {
        (f"job:{job}", number): metrics
        for job, book in books.items()
        for number, metrics in book.metrics.items()
    }

    assert sorted(version.number for version in versions) == list(range(1, TOTAL + 1))
    assert stored == reported


def check_aliases(database: Database, books: dict[str, Book]) -> None:
    aliases = MLModelAliasService(database)
    for job, book in books.items():
        history = aliases.get_history(MODEL, job)

        assert [one.version_number for one in reversed(history)] == book.moves
        assert [one.ended_at is None for one in history] == [True] + [False] * (VERSIONS - 1)


def check_events(database: Database, books: dict[str, Book]) -> None:
    """Each registration, each batch of metrics and each move has its one event."""
    found = AuditEventService(database).search(model_name=MODEL, limit=1_000).rows
    events = [event for event in found if event.via is not None]
    numbers = [number for book in books.values() for number in book.metrics]
    reported = Counter(
        [("create", f"{MODEL}/{number}") for number in numbers]
        + [("update", f"{MODEL}/{number}") for number in numbers]
        + [("move_alias", MODEL)] * TOTAL
    )

    assert Counter((event.action.value, event.label) for event in events) == reported
    assert {(event.actor, event.via) for event in events} == {("root", "job")}
    assert _moves(events) == {
        (job, before, after)
        for job, book in books.items()
        for before, after in zip([None, *book.moves], book.moves, strict=False)
    }


def _moves(events: list[AuditEventRead]) -> set[tuple[str, int | None, int]]:
    return {
        (field.removeprefix("aliases."), before, after)
        for event in events
        if event.action == "move_alias"
        for field, (before, after) in event.changes.items()
    }
