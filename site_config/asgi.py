"""Entry point for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

from registry_app.threads import KeptThreads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
application = KeptThreads(get_asgi_application())
