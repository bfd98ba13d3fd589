"""Registration of the app with Django."""

from django.apps import AppConfig


class RegistryAppConfig(AppConfig):
    """Pages over mldb's services."""

    name = "registry_app"
