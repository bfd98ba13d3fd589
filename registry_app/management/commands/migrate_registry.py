"""`manage.py migrate_registry`."""

from typing import Any

from mldb.config import database_config
from mldb.migrate import migrate
from registry_app.management.command import RegistryCommand
from registry_app.management.refusals import told


class Command(RegistryCommand):
    """Creates or upgrades the schema."""

    help = "Creates the database's tables, or brings them to the schema of this version."
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's

    def handle(self, *_: Any, **__: Any) -> None:
        """Migrate, and say so."""
        with told():
            migrate(database_config())
        self.stdout.write("The schema is up to date.")
