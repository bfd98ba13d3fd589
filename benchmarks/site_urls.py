"""The site's addresses, and a static page beside them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from mldb.values.enums import Role
from registry_app.accounts.access import page


def static_page(request: HttpRequest, name: str) -> HttpResponse:
    """A template that is nothing but text."""
    return render(request, f"{name}.html")


urlpatterns = [
    page("static-page/<str:name>", static_page, name="static", role=Role.VIEWER),
    path("", include("site_config.urls")),
]
