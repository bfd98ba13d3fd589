"""Entry point for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
django_application = get_asgi_application()

# They read the settings, which are complete only now.
from registry_app.api.handler import APIHandler
from registry_app.api.limits import Limits
from registry_app.asgi import Site
from registry_app.threads import KeptThreads

application = Site(
    pages=KeptThreads(django_application),
    # They last for minutes, and need a thread only at their beginning.
    streams=django_application,
    api=Limits(APIHandler()),
)
