"""Entry point for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
django_application = get_asgi_application()

# They read the settings, which are complete only now.
from registry_app.api.limits import Limits  # noqa: E402
from registry_app.lifespan import Lifespan  # noqa: E402
from registry_app.threads import KeptThreads  # noqa: E402

application = Lifespan(Limits(KeptThreads(django_application)))
