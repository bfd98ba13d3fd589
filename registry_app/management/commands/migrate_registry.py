"""`manage.py migrate_registry`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mldb.config import database_config
from mldb.errors import StorageError
from mldb.migrate import migrate


class Command(BaseCommand):
    """Creates or upgrades the schema."""

    help = "Creates the database's tables, or brings them to the schema of this version."
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def handle(self, *_: Any, **__: Any) -> None:
        """Migrate, and say so."""
        try:
            migrate(database_config())
        except StorageError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The schema is up to date.")
