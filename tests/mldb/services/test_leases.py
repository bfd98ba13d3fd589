"""Many who ask for a lease at the same moment: tasks, threads, processes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from mldb import async_db, sync_db
from mldb.config import DatabaseConfig

AT_ONCE = 12
ONE = [False] * (AT_ONCE - 1) + [True]


@pytest.mark.parametrize("is_expired", [False, True])
async def test_of_many_tasks_one_has_it(config: DatabaseConfig, *, is_expired: bool) -> None:
    async with async_db.Database(config) as database:
        leases = async_db.LeaseService(database)
        if is_expired:
            await leases.take("work", "before", seconds=0)
        taken = await asyncio.gather(
            *(leases.take("work", f"holder-{number}", seconds=60) for number in range(AT_ONCE))
        )

    assert sorted(taken) == ONE


@pytest.mark.parametrize("is_expired", [False, True])
def test_of_many_threads_one_has_it(config: DatabaseConfig, *, is_expired: bool) -> None:
    start = Barrier(AT_ONCE)
    with sync_db.Database(config) as database, ThreadPoolExecutor(AT_ONCE) as threads:
        leases = sync_db.LeaseService(database)
        if is_expired:
            leases.take("work", "before", seconds=0)

        def take(number: int) -> bool:
            start.wait(120)
            return leases.take("work", f"holder-{number}", seconds=60)

        taken = list(threads.map(take, range(AT_ONCE)))

    assert sorted(taken) == ONE
