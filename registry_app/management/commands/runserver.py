"""`manage.py runserver`, on ASGI as in production."""

from typing import Any

import uvicorn
from django.core.management.base import CommandError
from django.core.management.commands.runserver import Command as DjangoRunserver

from mldb.errors import StorageError
from registry_app.views.health import check_database


class Command(DjangoRunserver):
    """Serves the site for development, and starts again when the code changes."""

    help = "Serves the site for development (ASGI), and restarts when the code changes."
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's
    addr: str
    port: str

    def inner_run(self, *_: Any, **options: Any) -> None:
        """Serve until stopped."""
        try:
            check_database()
        except StorageError as error:
            raise CommandError(f"{error} Or: manage.py migrate_registry") from error
        if options["use_reloader"]:
            self.stdout.write("Watching the code for changes.")
        host = f"[{self.addr}]" if ":" in self.addr else self.addr
        self.stdout.write(f"Modelbook is at http://{host}:{self.port}/ (stop with Ctrl-C)")
        uvicorn.run(
            "site_config.asgi:application",
            host=self.addr,
            port=int(self.port),
            log_level="warning",
        )
