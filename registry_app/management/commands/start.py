"""`manage.py start`."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

from registry_app.core.registry import Registry
from registry_app.management.command import RegistryCommand


class Command(RegistryCommand):
    """Everything from a fresh checkout to a page in the browser."""

    help = (
        "Brings the schema up to date and serves the site. The very first time it offers the demo "
        "data and makes an admin."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to serve."""
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")

    def handle(self, *_: Any, **options: Any) -> None:
        """Prepare, then serve until stopped."""
        # Django runs this again in the process that it restarts when the code changes.
        if DJANGO_AUTORELOAD_ENV not in os.environ:
            call_command("migrate_registry", stdout=self.stdout)
            if not Registry().staff.get_all(limit=1):
                self._first_start()
        call_command("runserver", options["address"])

    def _first_start(self) -> None:
        if self._wants_demo():
            call_command("demo", stdout=self.stdout)
        call_command("create_staff", "admin", stdout=self.stdout, stderr=self.stderr)

    def _wants_demo(self) -> bool:
        if not sys.stdin.isatty():
            return True
        answer = input("Fill in demo models, trained on scikit-learn's data sets? [Y/n] ")
        return answer.strip().lower() in {"", "y", "yes"}
