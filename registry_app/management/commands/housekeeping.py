"""`manage.py housekeeping`."""

from argparse import ArgumentParser
from typing import Any

from registry_app.core.registry import Registry
from registry_app.management.command import RegistryCommand
from registry_app.management.refusals import told
from registry_app.serving.housekeeping import JOBS, Job, steps


class Command(RegistryCommand):
    """Does the periodic work once."""

    help = (
        "Removes expired sessions, login attempts that no longer count, old idempotency keys, the "
        "bytes of files that nobody has any more, leftovers of uploads and old entries of inboxes, "
        "and sends mail about inboxes. A server does so by "
        "itself; this is for cron where none runs all the time."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to do it."""
        parser.add_argument(
            "--dry-run", action="store_true", help="remove nothing, say what would be removed"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Do every job to its end, or only look."""
        for job in JOBS:
            with told():
                line = _looked_at(job) if options["dry_run"] else _done(job)
            self.stdout.write(line)


def _done(job: Job) -> str:
    return f"{sum(steps(job)):,} {job.name} {job.done}."


def _looked_at(job: Job) -> str:
    found = job.look(Registry())
    size = f", {found.size_bytes:,} bytes" if found.size_bytes else ""
    return f"{found.count:,} {job.name} would be {job.done}{size}."
