# Generated from tests/mldb/async_db/delivery/test_lease.py by `make twins`.
"""Leases: of several processes one does a piece of work."""

import pytest

from mldb.sync_db import AuditEventService, Database, LeaseService

WORK = "housekeeping"


@pytest.fixture
def leases(database: Database) -> LeaseService:
    return LeaseService(database)


def test_the_first_who_asks_has_it(leases: LeaseService) -> None:
    assert leases.take(WORK, "a", seconds=60)
    assert not leases.take(WORK, "b", seconds=60)


def test_its_holder_renews_it(leases: LeaseService) -> None:
    leases.take(WORK, "a", seconds=0)

    assert leases.take(WORK, "a", seconds=60)
    assert not leases.take(WORK, "b", seconds=60)


def test_another_takes_over_when_it_has_expired(leases: LeaseService) -> None:
    leases.take(WORK, "a", seconds=0)

    assert leases.take(WORK, "b", seconds=60)
    assert not leases.take(WORK, "a", seconds=60)


def test_another_takes_over_when_it_is_released(leases: LeaseService) -> None:
    leases.take(WORK, "a", seconds=60)
    leases.release(WORK, "a")

    assert leases.take(WORK, "b", seconds=60)


def test_nobody_releases_anothers(leases: LeaseService) -> None:
    leases.take(WORK, "a", seconds=60)
    leases.release(WORK, "b")

    assert not leases.take(WORK, "b", seconds=60)


def test_each_piece_of_work_has_its_own(leases: LeaseService) -> None:
    leases.take(WORK, "a", seconds=60)

    assert leases.take("delivery", "b", seconds=60)


def test_a_lease_of_a_clock_that_ran_ahead_is_taken_over(
    leases: LeaseService,
) -> None:
    leases.take(WORK, "a", seconds=3_600)

    assert leases.take(WORK, "b", seconds=60)


def test_leases_are_not_audited(leases: LeaseService, audit: AuditEventService) -> None:
    leases.take(WORK, "a", seconds=60)
    leases.release(WORK, "a")

    assert (audit.search("")).rows == []
