"""`manage.py restore`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from mldb.backup import restore
from mldb.config import database_config
from mldb.database.schema import REVISION
from mldb.security import note
from registry_app.management.artifacts import RESTORED
from registry_app.management.command import RegistryCommand
from registry_app.management.refusals import told

WITHOUT_CHECKSUM: Final = (
    "An older version of Modelbook wrote it, without a checksum: its structure is sound, but "
    "whether a value in it has changed since can't be verified."
)


class Command(RegistryCommand):
    """Brings a back-up back."""

    help = "Brings back what `manage.py back_up` wrote, wholly or not at all."
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="in the place of what the database holds now"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Restore, and say so."""
        with told():
            checked = restore(database_config(), options["file"], replace=options["replace"])
        note("restore", file=options["file"], replace=options["replace"])
        self.stdout.write(f"The registry is as it was in {options['file']}.")
        if not checked.is_verified:
            self.stdout.write(WITHOUT_CHECKSUM)
        if checked.revision < REVISION:
            self.stdout.write("It is of an older version: run `manage.py migrate_registry`.")
        self.stdout.write(RESTORED)
