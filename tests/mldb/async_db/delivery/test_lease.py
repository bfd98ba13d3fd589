"""Leases: of several processes one does a piece of work."""

import pytest

from mldb.async_db import AuditEventService, Database, LeaseService

WORK = "housekeeping"


@pytest.fixture
def leases(database: Database) -> LeaseService:
    return LeaseService(database)


async def test_the_first_who_asks_has_it(leases: LeaseService) -> None:
    assert await leases.take(WORK, "a", seconds=60)
    assert not await leases.take(WORK, "b", seconds=60)


async def test_its_holder_renews_it(leases: LeaseService) -> None:
    await leases.take(WORK, "a", seconds=0)

    assert await leases.take(WORK, "a", seconds=60)
    assert not await leases.take(WORK, "b", seconds=60)


async def test_another_takes_over_when_it_has_expired(leases: LeaseService) -> None:
    await leases.take(WORK, "a", seconds=0)

    assert await leases.take(WORK, "b", seconds=60)
    assert not await leases.take(WORK, "a", seconds=60)


async def test_another_takes_over_when_it_is_released(leases: LeaseService) -> None:
    await leases.take(WORK, "a", seconds=60)
    await leases.release(WORK, "a")

    assert await leases.take(WORK, "b", seconds=60)


async def test_nobody_releases_anothers(leases: LeaseService) -> None:
    await leases.take(WORK, "a", seconds=60)
    await leases.release(WORK, "b")

    assert not await leases.take(WORK, "b", seconds=60)


async def test_each_piece_of_work_has_its_own(leases: LeaseService) -> None:
    await leases.take(WORK, "a", seconds=60)

    assert await leases.take("delivery", "b", seconds=60)


async def test_a_lease_of_a_clock_that_ran_ahead_is_taken_over(
    leases: LeaseService,
) -> None:
    await leases.take(WORK, "a", seconds=3_600)

    assert await leases.take(WORK, "b", seconds=60)


async def test_leases_are_not_audited(leases: LeaseService, audit: AuditEventService) -> None:
    await leases.take(WORK, "a", seconds=60)
    await leases.release(WORK, "a")

    assert (await audit.search("")).rows == []
