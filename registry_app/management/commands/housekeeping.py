"""`manage.py housekeeping`."""

from typing import Any

from registry_app.management.command import RegistryCommand
from registry_app.management.refusals import told
from registry_app.serving.housekeeping import JOBS, steps


class Command(RegistryCommand):
    """Does the periodic work once."""

    help = (
        "Removes expired sessions, login attempts that no longer count, and old idempotency keys. "
        "A server does so by itself; this is for cron where none runs all the time."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def handle(self, *_: Any, **__: Any) -> None:
        """Do every job to its end."""
        for job in JOBS:
            with told():
                count = sum(steps(job))
            self.stdout.write(f"{count:,} {job.name} removed.")
