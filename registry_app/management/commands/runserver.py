"""`manage.py runserver`, on ASGI as in production."""

import socket
from typing import Any

import uvicorn
from django.core.management.base import CommandError
from django.core.management.commands.runserver import Command as DjangoRunserver

from mldb.errors import StorageError
from registry_app.serving.health import check_database


class Command(DjangoRunserver):
    """Serves the site for development, and starts again when the code changes."""

    help = "Serves the site for development (ASGI), and restarts when the code changes."
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's
    addr: str
    port: str
    use_ipv6: bool

    def run(self, **options: Any) -> None:
        """Refuse here what the reloader's thread could only die of."""
        try:
            check_database()
            socket.create_server(
                (self.addr, int(self.port)),
                family=socket.AF_INET6 if self.use_ipv6 else socket.AF_INET,
            ).close()
        except StorageError as error:
            raise CommandError(f"{error} Or: manage.py migrate_registry") from error
        except OSError as error:
            raise CommandError(
                f"The site can't be served there: {error.strerror}. Give another address behind "
                "the command, such as 127.0.0.1:8001: make run ADDRESS=127.0.0.1:8001."
            ) from error
        super().run(**options)

    def inner_run(self, *_: Any, **options: Any) -> None:
        """Serve until stopped."""
        if options["use_reloader"]:
            self.stdout.write("Watching the code for changes.")
        self.stdout.write(f"Modelbook is at http://{self._host()}:{self.port}/ (stop with Ctrl-C)")
        uvicorn.run(
            "site_config.asgi:application",
            host=self.addr,
            port=int(self.port),
            log_level="warning",
        )

    def _host(self) -> str:
        """The host as it is written before a port."""
        return f"[{self.addr}]" if ":" in self.addr else self.addr
