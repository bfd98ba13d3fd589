"""Hundreds of requests, many of them cut off, leave nothing open behind."""

import asyncio
from collections.abc import Callable

import pytest
import uvicorn

from mldb.config import DatabaseConfig
from site_config.asgi import application
from tests.api.bursts import burst
from tests.api.servers import filled, served
from tests.api.usage import PROC, usage
from tools.live_site import free_port

ROUNDS = 12
MORE = 2
# Pools still grow a little, and SQLite keeps files of closed connections for new ones. What leaks
# does so with every request of its kind.
SLACK = ROUNDS * MORE * 2 // 3
PATIENCE_SECONDS = 300

pytestmark = pytest.mark.skipif(not PROC.exists(), reason="Needs Linux's /proc.")


@pytest.fixture
def database_config(config: DatabaseConfig) -> DatabaseConfig:
    """Both: their connections are kept and closed in different ways."""
    return config


@pytest.mark.parametrize("server", ["uvicorn", "uvicorn, two workers"])
async def test_a_server_keeps_nothing(server: str, config: DatabaseConfig) -> None:
    secret = await asyncio.to_thread(filled, config)
    with served(server, config) as site:
        await burst(site.address, secret, ROUNDS)
        before = usage(site.process.pid, config)
        for _ in range(MORE):
            await burst(site.address, secret, ROUNDS)
        # The last ones may be on their way still.
        await _until(lambda: not usage(site.process.pid, config).exceeds(before, SLACK))
        after = usage(site.process.pid, config)

    assert not after.exceeds(before, SLACK), (before, after)


async def test_an_event_loop_keeps_no_task(config: DatabaseConfig) -> None:
    """A server in this process, whose tasks can be counted."""
    secret = await asyncio.to_thread(filled, config)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="error"))
    serving = asyncio.create_task(server.serve())
    await _until(lambda: server.started)
    before = len(asyncio.all_tasks())
    await burst(f"http://127.0.0.1:{port}", secret, ROUNDS)
    await _until(lambda: len(asyncio.all_tasks()) <= before)
    after = asyncio.all_tasks()
    server.should_exit = True
    await serving

    assert len(after) <= before, [str(task) for task in after]


async def _until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so, or for too long."""
    for _ in range(PATIENCE_SECONDS * 10):
        if is_so():
            return
        await asyncio.sleep(0.1)
