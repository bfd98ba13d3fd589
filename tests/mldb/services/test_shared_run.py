"""A run whose points come from several threads or tasks at once."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from mldb import async_db, sync_db
from mldb.config import SQLiteConfig
from mldb.errors import StorageError
from mldb.schemas import LogReceipt, RunLog

PATIENCE_SECONDS = 30


@pytest.fixture
def registry(sqlite_config: SQLiteConfig) -> Iterator[sync_db.Registry]:
    with sync_db.Database(sqlite_config) as database:
        yield sync_db.Registry(database, actor="alice")


class SlowSending:
    """A flush that is on its way until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.may_go_on = Event(), Event()
        self.fails = False
        self._send = sync_db.RunLogService.log_batch
        monkeypatch.setattr(sync_db.RunLogService, "log_batch", self._slow(self))

    @staticmethod
    def _slow(slow: "SlowSending") -> Any:
        def log_batch(logs: sync_db.RunLogService, public_id: str, log: RunLog) -> LogReceipt:
            slow.begun.set()
            assert slow.may_go_on.wait(PATIENCE_SECONDS)
            if slow.fails:
                slow.fails = False
                raise StorageError("The database is gone.")
            return slow._send(logs, public_id, log)

        return log_batch


def test_points_that_come_while_others_are_sent_are_kept(
    registry: sync_db.Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with registry.runs.start() as run, ThreadPoolExecutor() as threads:
        slow = SlowSending(monkeypatch)
        run.log({"loss": 0.5})
        sending = threads.submit(run.flush)
        assert slow.begun.wait(PATIENCE_SECONDS)
        run.log({"loss": 0.4, "auc": 0.9})
        slow.may_go_on.set()
        sending.result(PATIENCE_SECONDS)

    series = registry.histories.series_of(run.public_id)
    assert {one.name: one.count for one in series} == {"auc": 1, "loss": 2}


@pytest.mark.parametrize("first_fails", [False, True])
def test_a_flush_waits_for_its_points_in_the_flush_of_another_thread(
    registry: sync_db.Registry, monkeypatch: pytest.MonkeyPatch, *, first_fails: bool
) -> None:
    def flushed() -> int:
        run.flush()
        return registry.histories.series_of(run.public_id)[0].count

    with registry.runs.start() as run, ThreadPoolExecutor() as threads:
        slow = SlowSending(monkeypatch)
        slow.fails = first_fails
        run.log({"loss": 0.5})
        first = threads.submit(run.flush)
        assert slow.begun.wait(PATIENCE_SECONDS)
        second = threads.submit(flushed)
        slow.may_go_on.set()

        assert isinstance(first.exception(PATIENCE_SECONDS), StorageError) == first_fails
        assert second.result(PATIENCE_SECONDS) == 1


async def test_a_flush_waits_for_its_points_in_the_flush_of_another_task(
    sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, stored = asyncio.Event(), []
    send = async_db.RunLogService.log_batch

    async def log_batch(logs: async_db.RunLogService, public_id: str, log: RunLog) -> LogReceipt:
        await gate.wait()
        receipt = await send(logs, public_id, log)
        stored.append(receipt.points)
        return receipt

    monkeypatch.setattr(async_db.RunLogService, "log_batch", log_batch)
    async with (
        async_db.Database(sqlite_config) as database,
        async_db.Registry(database, actor="alice").runs.start() as run,
    ):
        await run.log({"loss": 0.5})
        first = asyncio.create_task(run.flush())
        await asyncio.sleep(0)
        second = asyncio.create_task(run.flush())
        await asyncio.sleep(0)
        assert not second.done()
        gate.set()
        await second

        assert stored == [1]
        await first
