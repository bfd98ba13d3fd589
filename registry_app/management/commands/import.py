"""`manage.py import`."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from mldb.config import database_config
from mldb.security import note
from mldb.transfer import import_registry
from mldb.values.names import SYSTEM
from registry_app.management.command import RegistryCommand
from registry_app.management.imports import report_lines
from registry_app.management.progress import progress
from registry_app.management.refusals import told


class Command(RegistryCommand):
    """Reads an export into the registry."""

    help = (
        "Adds what `manage.py export` wrote and the registry doesn't hold, history included, "
        "wholly or not at all. What is there with the same content is left as it is; if "
        "something differs, nothing is imported. Nobody else can write meanwhile."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from, and how."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, tell what would be done"
        )
        parser.add_argument(
            "--skip-conflicts",
            action="store_true",
            help="leave what differs as it is here, and import the rest",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Import, and report; a dry run that finds what would be refused fails too."""
        choices = {name: options[name] for name in ("dry_run", "skip_conflicts")}
        with told(), progress(self.stderr) as tell:
            report = import_registry(
                database_config(), options["file"], actor=SYSTEM, progress=tell, **choices
            )
        note("import", file=options["file"], **choices)
        for line in report_lines(report, **choices):
            self.stdout.write(line)
        if report.conflict_count and not options["skip_conflicts"]:
            sys.exit(1)
