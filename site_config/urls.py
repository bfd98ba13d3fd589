"""Addresses of the site."""

from django.urls import include, path

from registry_app.api.app import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("registry_app.urls")),
]

handler400 = "registry_app.views.errors.bad_request"
handler403 = "registry_app.views.errors.forbidden"
handler404 = "registry_app.views.errors.not_found"
handler500 = "registry_app.views.errors.server_error"
