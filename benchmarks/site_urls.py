"""The site's addresses, and a static page beside them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def static_page(request: HttpRequest, name: str) -> HttpResponse:
    """A template that is nothing but text."""
    return render(request, f"{name}.html")


urlpatterns = [
    path("static-page/<str:name>", static_page, name="static"),
    path("", include("site_config.urls")),
]
