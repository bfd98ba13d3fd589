"""The end of a view whose form was not accepted: the page with the form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry_app.web.kit.forms import SchemaForm


def form_page(
    request: HttpRequest, template: str, form: SchemaForm[Any], **context: Any
) -> HttpResponse:
    """The page with the form; its status says whether the form was refused, and why."""
    form.is_page = True
    return render(request, template, {"form": form, **context}, status=form.http_status)
