"""Failures outside the operations, as problem details."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from registry_app.api.base.problems import problem_response
from registry_app.core.interface import Failure


def problem_of(request: HttpRequest, failure: Failure) -> HttpResponse:
    """Problem details of a failure."""
    sentence = f"{failure.title}. {failure.advice}"
    return problem_response(request, HTTPStatus(failure.status), sentence)
