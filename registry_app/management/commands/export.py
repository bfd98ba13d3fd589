"""`manage.py export`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from mldb.config import database_config
from mldb.security import note
from mldb.transfer import export_registry
from registry_app.management.command import RegistryCommand
from registry_app.management.progress import progress
from registry_app.management.refusals import told


class Command(RegistryCommand):
    """Writes the registry into a file that any database can take in."""

    help = (
        "Writes experiments, runs, models, versions and all that belongs to them, with history "
        "and trash, into one new file, while programs go on writing. Accounts are not in it: "
        "`manage.py back_up` copies everything. `manage.py import` reads the file, into SQLite or "
        "PostgreSQL."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        """Export, and say what."""
        with told(), progress(self.stderr) as tell:
            manifest = export_registry(database_config(), options["file"], progress=tell)
        note("export", file=options["file"])
        self.stdout.write(
            f"{options['file']} holds the registry in {manifest.record_count:,} records, "
            "without accounts."
        )
