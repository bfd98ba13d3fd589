"""Periodic work of the site: its jobs, and one run of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mldb.schemas import Collected
from mldb.schemas.artifacts.care import NOTHING_COLLECTED
from registry_app.core.registry import Registry
from registry_app.serving.mail import send_due

BATCH: Final = 500
"""What one step does at most: on SQLite nobody else can write meanwhile."""


def _look_at_nothing(_registry: Registry) -> Collected:
    return NOTHING_COLLECTED


@dataclass(frozen=True)
class Job:
    """Work that is done again and again, step by step.

    `step` gives how many things it has done, less than `BATCH` if there is nothing left to do. It
    can be done by two processes at the same time, should a lease have expired under one of them.
    `look` gives what all steps would remove now, and its size as far as it is known. `done` is the
    word for what happens to them.
    """

    name: str
    every: timedelta
    step: Callable[[Registry], int]
    look: Callable[[Registry], Collected] = _look_at_nothing
    done: str = "removed"


JOBS: Final = (
    Job(
        "expired sessions",
        timedelta(minutes=15),
        lambda registry: registry.sessions.delete_expired(limit=BATCH),
        lambda registry: Collected(registry.sessions.count_expired(), 0),
    ),
    Job(
        "forgiven login attempts",
        timedelta(minutes=15),
        lambda registry: registry.login_attempts.delete_forgiven(limit=BATCH),
        lambda registry: Collected(registry.login_attempts.count_forgiven(), 0),
    ),
    Job(
        "old idempotency keys",
        timedelta(minutes=15),
        lambda registry: registry.idempotency_keys.delete_old(limit=BATCH),
        lambda registry: Collected(registry.idempotency_keys.count_old(), 0),
    ),
    Job(
        "contents that no file has",
        timedelta(minutes=15),
        lambda registry: registry.artifact_care.collect_unreferenced(BATCH).count,
        lambda registry: registry.artifact_care.collect_unreferenced(dry_run=True),
    ),
    Job(
        "uploads that were never completed",
        timedelta(minutes=15),
        lambda registry: registry.artifact_care.expire_uploads(BATCH).count,
        lambda registry: registry.artifact_care.expire_uploads(dry_run=True),
    ),
    Job(
        "old entries of inboxes",
        timedelta(hours=1),
        lambda registry: registry.inbox.delete_old(limit=BATCH),
        lambda registry: Collected(registry.inbox.count_old(), 0),
    ),
    Job("mails about inboxes", timedelta(minutes=1), send_due, done="sent"),
    Job(
        "stray objects in the artifact store",
        timedelta(days=1),
        lambda registry: _all_at_once(registry.artifact_care.collect_orphans()),
        lambda registry: registry.artifact_care.collect_orphans(dry_run=True),
    ),
)


def steps(job: Job) -> Iterator[int]:
    """Do the job, step by step; gives how many things each step has done."""
    done = BATCH
    while done >= BATCH:
        done = job.step(Registry())
        yield done


def _all_at_once(removed: Collected) -> int:
    """The number, of which no further step is expected."""
    return min(removed.count, BATCH - 1)
