"""Entry point for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
django_application = get_asgi_application()

# They read the settings, which are complete only now.
from registry_app.api.handler import APIHandler
from registry_app.api.limits import Limits
from registry_app.asgi import Site
from registry_app.threads import KeptThreads, SharedThread

application = Site(
    pages=KeptThreads(django_application),
    streams=SharedThread(django_application),
    api=Limits(APIHandler()),
)
