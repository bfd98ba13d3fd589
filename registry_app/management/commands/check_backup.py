"""`manage.py check_backup`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from mldb.backup import check_back_up
from registry_app.management.command import RegistryCommand
from registry_app.management.commands.restore import WITHOUT_CHECKSUM
from registry_app.management.refusals import told


class Command(RegistryCommand):
    """Checks a back-up."""

    help = (
        "Checks that a back-up is whole and as `manage.py back_up` wrote it, byte by byte, and "
        "changes nothing. One of PostgreSQL needs PostgreSQL's client programs."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("file", type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        """Check, and say what is known."""
        with told():
            checked = check_back_up(options["file"])
        self.stdout.write(f"{options['file']} is a back-up of schema revision {checked.revision}.")
        if checked.is_verified:
            self.stdout.write("It is whole and unchanged, as its checksum says.")
        else:
            self.stdout.write(WITHOUT_CHECKSUM)
