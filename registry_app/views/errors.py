"""Pages for what went wrong, which say what to do next."""

import sys
from http import HTTPStatus

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mldb.errors import StorageError
from registry_app.api.problems import Refusal, problem
from registry_app.auth.permissions import API_PATH
from registry_app.origins import foreign_origin
from registry_app.unavailable import public_sentence


def error_page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    """A page that needs neither the database nor a login; problem details for the API."""
    if request.path_info.startswith(API_PATH):
        return problem(Refusal(HTTPStatus(status), f"{title}. {advice}"))
    context = {"status": status, "title": title, "advice": advice}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; 413 if it was too large."""
    if isinstance(exception, RequestDataTooBig):
        return error_page(
            request, 413, "This is too much at once", "Nothing was changed. Send a shorter text."
        )
    if isinstance(exception, SessionInterrupted):
        return error_page(
            request,
            400,
            "You were logged out meanwhile",
            "What you sent was received. Log in again and look whether it is there.",
        )
    return error_page(
        request, 400, "This request can't be understood", "Start again from the front page."
    )


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """405."""
    response = error_page(
        request,
        405,
        "This address can't be used like this",
        f"Nothing was changed. It takes {allowed}, no {request.method}.",
    )
    response["Allow"] = allowed
    # Django logged the response in whose place this one stands.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403."""
    advice = str(exception) or "Ask an admin for the role that you need."
    return error_page(request, 403, "You may not do this", advice)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """404."""
    return error_page(
        request, 404, "There is nothing here", "Check the address, or start from the front page."
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 if it was the database."""
    error = sys.exc_info()[1]
    if isinstance(error, StorageError):
        return storage_error(request, error)
    return error_page(
        request,
        500,
        "Something went wrong on our side",
        "Nothing was changed. Try again; if it happens again, tell whoever runs this site.",
    )


def storage_error(request: HttpRequest, error: StorageError) -> HttpResponse:
    """503."""
    response = error_page(request, 503, "The database can't be used", public_sentence(error))
    response["Retry-After"] = "10"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from our page, or too late."""
    advice = foreign_origin(request) or (
        "Go back, reload the page and send the form again; cookies must be allowed for this site."
    )
    if reason.startswith("Referer checking failed"):
        advice = (
            "The browser didn't say from which page of this site the form was sent. Let it send "
            "Origin or Referer to this site, then send the form again."
        )
    return error_page(
        request, 403, "This form could not be checked", f"Nothing was changed. {advice}"
    )
