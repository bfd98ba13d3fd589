"""Addresses of the site."""

from django.urls import include, path

from registry_app.api.app import api

# All but ninja's own address at the root, where we have nothing either.
_operations = [one for one in api.urls[0] if getattr(one, "name", None) != "api-root"]

urlpatterns = [
    path("api/v1/", (_operations, *api.urls[1:])),
    path("", include("registry_app.web.urls")),
]

handler400 = "registry_app.web.kit.errors.bad_request"
handler403 = "registry_app.web.kit.errors.forbidden"
handler404 = "registry_app.web.kit.errors.not_found"
handler500 = "registry_app.web.kit.errors.server_error"
