"""Periodic work of the site: its jobs, and one run of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from registry_app.core.registry import Registry

BATCH: Final = 500
"""What one step does at most: on SQLite nobody else can write meanwhile."""


@dataclass(frozen=True)
class Job:
    """Work that is done again and again, step by step.

    `step` gives how many things it has done, less than `BATCH` if there is nothing left to do. It
    can be done by two processes at the same time, should a lease have expired under one of them.
    """

    name: str
    every: timedelta
    step: Callable[[Registry], int]


JOBS: Final = (
    Job(
        "expired sessions",
        timedelta(minutes=15),
        lambda registry: registry.sessions.delete_expired(limit=BATCH),
    ),
    Job(
        "forgiven login attempts",
        timedelta(minutes=15),
        lambda registry: registry.login_attempts.delete_forgiven(limit=BATCH),
    ),
    Job(
        "old idempotency keys",
        timedelta(minutes=15),
        lambda registry: registry.idempotency_keys.delete_old(limit=BATCH),
    ),
)


def steps(job: Job) -> Iterator[int]:
    """Do the job, step by step; gives how many things each step has done."""
    done = BATCH
    while done >= BATCH:
        done = job.step(Registry())
        yield done
