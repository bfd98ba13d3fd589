"""Entry point for WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

from registry_app.wsgi import WholeBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
application = WholeBodies(get_wsgi_application())
