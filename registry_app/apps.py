"""Registration of the app with Django."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries

from registry_app.checks import check_encryption


class RegistryAppConfig(AppConfig):
    """Pages over mldb's services."""

    name = "registry_app"

    def ready(self) -> None:
        """Register our checks; spare every request the care of databases that Django doesn't have.

        Under ASGI that would be one more change of threads.
        """
        register(check_encryption, Tags.security, deploy=True)
        request_started.disconnect(reset_queries)
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
