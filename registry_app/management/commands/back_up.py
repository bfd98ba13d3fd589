"""`manage.py back_up`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from mldb.backup import back_up
from mldb.config import database_config
from mldb.security import note
from registry_app.management.artifacts import files_line
from registry_app.management.command import RegistryCommand
from registry_app.management.refusals import told


class Command(RegistryCommand):
    """Copies the whole database into a file."""

    help = (
        "Writes the whole registry, accounts included, into one new file, while programs go on "
        "writing; the bytes of files stay in the artifact store. `manage.py restore` brings it "
        "back."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        """Back up, and say so."""
        with told():
            back_up(database_config(), options["file"])
        note("back_up", file=options["file"])
        self.stdout.write(f"{options['file']} holds the whole registry. Keep it secret and safe.")
        self.stdout.write(files_line())
