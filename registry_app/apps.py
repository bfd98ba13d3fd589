"""Registration of the app with Django."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.checks import Tags, register
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries

from mldb.security import note
from registry_app.accounts.confirming import confirm
from registry_app.core.checks import check_encryption


class RegistryAppConfig(AppConfig):
    """Pages over mldb's services."""

    name = "registry_app"

    def ready(self) -> None:
        """Register our checks; note who logs in and out.

        Spare every request the care of databases that Django doesn't have: under ASGI that would
        be one more change of threads.
        """
        register(check_encryption, Tags.security, deploy=True)
        user_logged_in.connect(_logged_in)
        user_logged_out.connect(_logged_out)
        request_started.disconnect(reset_queries)
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)


def _logged_in(request: Any, user: Any, **_: Any) -> None:
    confirm(request.session)
    note("login", account=user.username)


def _logged_out(user: Any, **_: Any) -> None:
    if user is not None:
        note("logout", account=user.username)
