"""Periodic work: what it removes, and that of several processes one does it."""

import asyncio
import io
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command

from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.schemas import StaffSessionCreate
from mldb.sync_db import LeaseService, default_database
from registry_app.core.registry import Registry
from registry_app.serving.housekeeping import BATCH, JOBS, Job, steps
from registry_app.serving.worker import LEASE, Worker
from site_config.asgi import application
from tests.mldb.workers import ROOT, environment
from tests.web.raw import site
from tools.live_site import UVICORN, live

PATIENCE_SECONDS = 120
OFTEN = timedelta(milliseconds=1)
# Says which process works, as long as it does.
WORKER = """
import os, sys, time
from datetime import timedelta
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "site_config.settings"
django.setup()
from registry_app.serving.housekeeping import Job
from registry_app.serving.worker import Worker

def step(_):
    print(os.getpid(), flush=True)
    return 0

Worker([Job("print", timedelta(milliseconds=1), step)], lease_seconds=1.5).start()
time.sleep(600)
"""


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def expired(registry: Registry, count: int = 1) -> None:
    """Sessions that are over."""
    for number in range(count):
        registry.sessions.create(
            StaffSessionCreate(
                key=f"expired-{number}",
                payload="",
                expires_at=datetime.now(UTC) - timedelta(seconds=1),
                user_id=None,
            )
        )


def sessions(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        count: int = connection.execute("SELECT count(*) FROM staff_sessions").fetchone()[0]
    connection.close()
    return count


def noting(done: list[int]) -> Callable[[Registry], int]:
    """A step that notes that it was done, and leaves nothing to do."""

    def step(_: Registry) -> int:
        done.append(1)
        return 0

    return step


@contextmanager
def running(*jobs: Job, lease_seconds: float = 0.3) -> Iterator[Worker]:
    """A worker in this process."""
    worker = Worker(jobs, lease_seconds=lease_seconds)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


class TestCommand:
    def test_it_does_all_there_is(self, registry: Registry, served: SQLiteConfig) -> None:
        expired(registry, 3)
        out = io.StringIO()
        call_command("housekeeping", stdout=out)

        assert "3 expired sessions removed." in out.getvalue()
        assert "0 forgiven login attempts removed." in out.getvalue()
        assert "0 old idempotency keys removed." in out.getvalue()
        assert sessions(served.db_path) == 0

    def test_it_needs_no_lease(self, registry: Registry, served: SQLiteConfig) -> None:
        registry.leases.take(LEASE, "a server", seconds=600)
        expired(registry)
        call_command("housekeeping", stdout=io.StringIO())

        assert sessions(served.db_path) == 0

    def test_a_database_that_is_away_is_told_in_a_sentence(self, served: SQLiteConfig) -> None:
        default_database().close()
        served.db_path.unlink()

        with pytest.raises(CommandError, match="There is no SQLite file"):
            call_command("housekeeping", stdout=io.StringIO())


class TestSteps:
    def test_a_job_goes_on_until_a_step_finds_less_than_a_batch(self) -> None:
        left = [BATCH, BATCH, 3, BATCH]
        job = Job("count", OFTEN, lambda _: left.pop(0))

        assert list(steps(job)) == [BATCH, BATCH, 3]

    def test_no_step_of_the_sites_jobs_does_more_than_a_batch(
        self, registry: Registry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("registry_app.serving.housekeeping.BATCH", 2)
        expired(registry, 3)

        assert JOBS[0].step(registry) == 2


class TestWorker:
    def test_it_works_again_and_again(self) -> None:
        done: list[int] = []
        with running(Job("count", OFTEN, noting(done))):
            until(lambda: len(done) > 3)

    def test_it_waits_until_a_job_is_due(self) -> None:
        seldom: list[int] = []
        often: list[int] = []
        with running(
            Job("seldom", timedelta(hours=1), noting(seldom)),
            Job("often", OFTEN, noting(often)),
        ):
            until(lambda: len(often) > 3)

        assert len(seldom) == 1

    def test_a_failure_is_logged_and_stops_nothing(self, caplog: pytest.LogCaptureFixture) -> None:
        done: list[int] = []

        def fail(_: Registry) -> int:
            raise ZeroDivisionError("no step")

        with running(Job("fails", OFTEN, fail), Job("works", OFTEN, noting(done))):
            until(lambda: len(done) > 2)

        assert "ZeroDivisionError: no step" in caplog.text

    def test_a_database_that_is_away_is_waited_for(
        self, served: SQLiteConfig, caplog: pytest.LogCaptureFixture
    ) -> None:
        done: list[int] = []
        default_database().close()
        away = served.db_path.rename(served.db_path.with_suffix(".away"))
        with running(Job("count", OFTEN, noting(done))):
            until(lambda: "The periodic work waits: There is no SQLite file" in caplog.text)
            assert not done
            away.rename(served.db_path)
            until(lambda: bool(done))

        assert "Traceback" not in caplog.text

    def test_of_two_one_works_and_leaves_its_lease_to_the_other(self) -> None:
        first: list[int] = []
        second: list[int] = []
        with running(Job("count", OFTEN, noting(second)), lease_seconds=600) as other:
            until(lambda: bool(second))
            with running(Job("count", OFTEN, noting(first))):
                assert not first
                other.stop()
                until(lambda: bool(first))

    def test_a_lease_is_renewed_while_a_job_takes_long(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken: list[str] = []

        def take(_: LeaseService, name: str, holder: str, *, seconds: float) -> bool:
            taken.append(f"{name} {holder} {seconds}")
            return True

        monkeypatch.setattr(LeaseService, "take", take)
        with running(
            Job("long", timedelta(hours=1), lambda _: BATCH if len(taken) < 5 else 0),
            lease_seconds=0.001,
        ):
            until(lambda: len(taken) >= 5)

        assert len(set(taken)) == 1

    def test_a_job_ends_when_another_has_taken_the_lease(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked, done = list[int](), list[int]()

        def take(*_: object, **__: object) -> bool:
            asked.append(1)
            return len(asked) == 1

        monkeypatch.setattr(LeaseService, "take", take)

        def step(_: Registry) -> int:
            done.append(1)
            time.sleep(0.01)
            return BATCH

        with running(Job("long", OFTEN, step), lease_seconds=0.003):
            until(lambda: len(asked) > 3)

        assert len(done) == 1

    def test_stopping_waits_for_no_step(self) -> None:
        begun, go_on = Event(), Event()

        def step(_: Registry) -> int:
            begun.set()
            go_on.wait(PATIENCE_SECONDS)
            return 0

        with running(Job("long", OFTEN, step)) as worker:
            assert begun.wait(PATIENCE_SECONDS)
            worker.stop()
            assert not go_on.is_set()
            go_on.set()


class TestProcesses:
    """On both databases."""

    def test_another_takes_over_from_one_that_is_killed(self, config: DatabaseConfig) -> None:
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER],
                env=environment(config),
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
            for _ in range(2)
        ]
        seen: dict[int, list[str]] = {process.pid: [] for process in processes}
        readers = [_read(process, seen[process.pid]) for process in processes]
        try:
            until(lambda: any(len(lines) >= 3 for lines in seen.values()))
            working = [pid for pid, lines in seen.items() if lines]
            assert len(working) == 1
            os.kill(working[0], signal.SIGKILL)
            [other] = [pid for pid in seen if pid not in working]
            until(lambda: len(seen[other]) >= 3)
        finally:
            for process, reader in zip(processes, readers, strict=True):
                process.kill()
                process.wait()
                reader.join()
                assert process.stdout is not None
                process.stdout.close()

    def test_a_server_does_it_by_itself(
        self, sqlite_config: SQLiteConfig, registry: Registry
    ) -> None:
        expired(registry, 3)
        with live((*UVICORN, "--workers=2", "--log-level=error"), environment(sqlite_config)):
            until(lambda: sessions(sqlite_config.db_path) == 0)


def _read(process: "subprocess.Popen[str]", lines: list[str]) -> Thread:
    def read() -> None:
        assert process.stdout is not None
        lines.extend(process.stdout)

    thread = Thread(target=read)
    thread.start()
    return thread


async def test_the_end_of_a_server_is_not_delayed(served: SQLiteConfig) -> None:
    """Somebody holds the write lock, for which the worker waits."""
    holder = sqlite3.connect(served.db_path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        async with asyncio.timeout(PATIENCE_SECONDS / 2):
            async with site(application) as server:
                head = await server.get("/healthz")
    finally:
        holder.execute("ROLLBACK")
        holder.close()

    assert head.startswith("HTTP/1.1 200 ")
