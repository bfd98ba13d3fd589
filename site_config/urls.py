"""URLs of the site: each interface below its prefix."""

from django.urls import include, path

from registry_app.api.base.failures import problem_of
from registry_app.core.interface import Interface
from registry_app.web.kit.errors import error_page

API = Interface(
    "/api/v1/",
    problem_of,
    content_security_policy="default-src 'none'; frame-ancestors 'none'",
    # Kept by the client, if it asks each time whether it is still right.
    cache_control="private, no-cache",
)
# An open page is no use of the session: otherwise no session in a forgotten tab would expire.
LIVE = Interface("/live", error_page, extends_sessions=False)
# Requests to it never reach Django: it renders its own errors. Some clients put the paths behind
# the slash at the end of their server's URL.
MLFLOW = tuple(
    Interface(f"{slash}{prefix}", error_page)
    for slash in ("", "/")
    for prefix in (
        "/api/2.0/",
        "/api/3.0/",
        "/ajax-api/",
        "/health",
        "/version",
        "/get-artifact",
        "/model-versions/",
    )
)
PAGES = Interface("/", error_page)

interfaces = (API, *MLFLOW, LIVE, PAGES)

urlpatterns = [
    path(API.prefix[1:], include("registry_app.api.urls")),
    path(LIVE.prefix[1:], include("registry_app.live.urls")),
    path(PAGES.prefix[1:], include("registry_app.web.urls")),
]

handler400 = "registry_app.serving.errors.bad_request"
handler403 = "registry_app.serving.errors.forbidden"
handler404 = "registry_app.serving.errors.not_found"
handler500 = "registry_app.serving.errors.server_error"
