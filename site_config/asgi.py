"""Entry point for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
django_application = get_asgi_application()

# They read the settings, which are complete only now.
from registry_app.api.base.clients import API_CLIENTS
from registry_app.api.base.handler import APIHandler
from registry_app.api.streaming import streams_body
from registry_app.mlflow.application import MLflowApplication, streams
from registry_app.mlflow.clients import MLFLOW_CLIENTS
from registry_app.mlflow.endpoints import ENDPOINTS
from registry_app.serving.client_limits import ClientLimits
from registry_app.serving.connections import guard_connections
from registry_app.serving.limits import PAGES_AT_ONCE, THREADS, stream_limit
from registry_app.serving.pages import Crowd, WholeBodies
from registry_app.serving.site import Site
from registry_app.serving.threads import SharedThreads
from registry_app.web.artifacts.uploads.passing import UPLOADS_AT_ONCE, Uploads
from site_config.urls import API, LIVE, MLFLOW, PAGES

guard_connections()
application = Site(
    {
        API: ClientLimits(APIHandler(), API_CLIENTS, streams_body),
        **dict.fromkeys(
            MLFLOW, ClientLimits(MLflowApplication(ENDPOINTS), MLFLOW_CLIENTS, streams)
        ),
        # They last long and seldom need a thread.
        LIVE: WholeBodies(
            Crowd(SharedThreads(django_application, 1), stream_limit(), lasting=True)
        ),
        PAGES: Uploads(
            # Their views run in the loop; of threads they need one for a moment.
            Crowd(SharedThreads(APIHandler(), 1), UPLOADS_AT_ONCE, lasting=True),
            WholeBodies(Crowd(SharedThreads(django_application, THREADS), PAGES_AT_ONCE)),
        ),
    }
)
