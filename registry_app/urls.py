"""Addresses of the app."""

from django.urls import path

from registry_app.views.health import healthz, readyz

app_name = "registry"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
