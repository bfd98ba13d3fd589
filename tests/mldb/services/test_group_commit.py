"""Requests that share a transaction: of tasks, and of threads."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import Any

import pytest

from mldb import async_db, sync_db
from mldb.async_db.group_commit import carry_out
from mldb.config import DatabaseConfig
from mldb.database.meeting import Meeting
from mldb.errors import NotFoundError, RuleViolationError, StorageError
from mldb.schemas import LogReceipt, RunLog
from mldb.sync_db import group_commit
from tests.mldb.logged_runs import NO_RUN_ID, RUN_ID, insert_run, log_of

CLIENTS = 40


class Number(int):
    """A request that writes this much."""

    @property
    def size(self) -> int:
        return int(self)


class Writer:
    """Doubles numbers, as soon as it may; records which came together."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.groups: list[list[int]] = []
        self.started = asyncio.Event()
        self.failure: Exception | None = None
        self.gate = asyncio.Event()
        if is_open:
            self.gate.set()

    async def __call__(self, requests: Sequence[Any], /) -> Sequence[Any]:
        self.groups.append(list(map(int, requests)))
        self.started.set()
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        if 13 in requests:
            raise ZeroDivisionError
        return [RuleViolationError("odd") if n % 2 else 2 * n for n in requests]


async def together(
    meeting: Meeting, writer: Writer, numbers: Sequence[int]
) -> list[asyncio.Task[Any]]:
    """Requests that all wait when the first of them can begin."""
    async with meeting.lock:
        tasks = [asyncio.create_task(carry_out(meeting, Number(n), writer)) for n in numbers]
        await asyncio.sleep(0)
    return tasks


async def outcomes(tasks: Sequence[asyncio.Task[Any]]) -> list[Any]:
    return await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def meeting() -> Meeting:
    return Meeting(asyncio.Lock())


async def test_those_that_wait_are_carried_out_together(meeting: Meeting) -> None:
    writer = Writer()
    tasks = await together(meeting, writer, [2, 4, 6, 8])

    assert await outcomes(tasks) == [4, 8, 12, 16]
    assert writer.groups == [[2, 4, 6, 8]]


async def test_no_request_is_written_as_text(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of a deque that lacks an element holds its text: that of thousands of points."""
    monkeypatch.setattr(Number, "__repr__", None)

    assert await outcomes(await together(meeting, Writer(), [2, 4])) == [4, 8]


async def test_refusal_is_of_one_request(meeting: Meeting) -> None:
    first, refused, last = await outcomes(await together(meeting, Writer(), [2, 5, 6]))

    assert [first, last] == [4, 12]
    assert isinstance(refused, RuleViolationError)


async def test_failed_commit_is_of_all(meeting: Meeting) -> None:
    writer = Writer()
    writer.failure = StorageError("The disk is full.")
    failures = await outcomes(await together(meeting, writer, [2, 4, 6]))

    assert [str(failure) for failure in failures] == ["The disk is full."] * 3
    assert len({id(failure) for failure in failures}) == 3
    assert len(writer.groups) == 1


async def test_other_error_hits_nobody_else(meeting: Meeting) -> None:
    first, failed, last = await outcomes(await together(meeting, Writer(), [2, 13, 6]))

    assert [first, last] == [4, 12]
    assert isinstance(failed, ZeroDivisionError)


async def test_size_of_a_transaction_is_limited(meeting: Meeting) -> None:
    writer = Writer()
    await outcomes(await together(meeting, writer, [9_000, 900, 200, 20_000, 2]))

    assert writer.groups == [[9_000, 900], [200], [20_000], [2]]


@pytest.mark.parametrize("cancelled", [0, 1, 3])
async def test_cancellation_of_one_takes_no_other_down(meeting: Meeting, cancelled: int) -> None:
    """The first one is carrying out all of them when one is cancelled."""
    writer = Writer(is_open=False)
    tasks = await together(meeting, writer, [2, 4, 6, 8])
    await writer.started.wait()
    tasks[cancelled].cancel()
    await asyncio.sleep(0)
    writer.gate.set()

    found = await outcomes(tasks)

    assert isinstance(found.pop(cancelled), asyncio.CancelledError)
    expected = [4, 8, 12, 16]
    del expected[cancelled]
    assert found == expected
    assert not meeting.waiting


async def test_who_gives_up_before_its_turn_is_forgotten(meeting: Meeting) -> None:
    writer = Writer()
    async with meeting.lock:
        tasks = [asyncio.create_task(carry_out(meeting, Number(n), writer)) for n in (2, 4)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.sleep(0)
    found = await outcomes(tasks)

    assert found[1] == 8
    assert writer.groups == [[4]]


def test_threads_share_transactions() -> None:
    groups: list[int] = []
    start = Barrier(CLIENTS)

    def write(requests: Sequence[Any], /) -> Sequence[Any]:
        groups.append(len(requests))
        return [2 * n for n in requests]

    meeting = Meeting(Lock())

    def ask(number: int) -> Any:
        start.wait()
        return group_commit.carry_out(meeting, Number(number), write)

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert list(pool.map(ask, range(CLIENTS))) == [2 * n for n in range(CLIENTS)]

    assert sum(groups) == CLIENTS
    assert not meeting.waiting


async def test_tasks_log_together(config: DatabaseConfig) -> None:
    """Each gets the receipt or the refusal of its own log, and all that was accepted is there."""
    async with async_db.Database(config) as database:
        async with database.writing() as session:
            await session.execute(insert_run())
        logs = async_db.RunLogService(database, actor="alice")
        found = await asyncio.gather(
            *(logs.log(RUN_ID, _log(client)) for client in range(CLIENTS)),
            logs.log(NO_RUN_ID, _log(0)),
            logs.log(RUN_ID, RunLog(params={"lr": "0.2"})),
            return_exceptions=True,
        )
        history = await async_db.HistoryService(database).history(RUN_ID, "loss")

    assert found[:CLIENTS] == [
        LogReceipt(points=1, params=int(client == 0), tags=0) for client in range(CLIENTS)
    ]
    assert isinstance(found[-2], NotFoundError)
    assert isinstance(found[-1], RuleViolationError)
    assert list(history.steps) == list(range(CLIENTS))


def test_threads_log_together(config: DatabaseConfig) -> None:
    with sync_db.Database(config) as database:
        with database.writing() as session:
            session.execute(insert_run())
        logs = sync_db.RunLogService(database, actor="alice")
        with ThreadPoolExecutor(8) as pool:
            receipts = list(pool.map(lambda step: logs.log(RUN_ID, _log(step)), range(CLIENTS)))
        history = sync_db.HistoryService(database).history(RUN_ID, "loss")

    assert sum(receipt.points for receipt in receipts) == CLIENTS
    assert sum(receipt.params for receipt in receipts) == 1
    assert list(history.steps) == list(range(CLIENTS))


def _log(step: int) -> RunLog:
    return log_of("loss", [(step, 0.5)], params={"lr": "0.1"})
