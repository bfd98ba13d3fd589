"""Failures outside the operations, as problem details."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from registry_app.api.base.problems import Refusal, problem
from registry_app.core.interface import Failure


def problem_of(_: HttpRequest, failure: Failure) -> HttpResponse:
    """Problem details of a failure."""
    return problem(Refusal(HTTPStatus(failure.status), f"{failure.title}. {failure.advice}"))
