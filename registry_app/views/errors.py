"""Pages for what went wrong, which say what to do next."""

import sys
from collections.abc import Sequence
from http import HTTPStatus

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mldb.errors import StorageError
from registry_app.api.problems import Refusal, problem
from registry_app.auth.permissions import API_PATH
from registry_app.htmx import wants_part
from registry_app.typed import Typed, typed_in


def error_page(
    request: HttpRequest, status: int, title: str, advice: str, *, typed: Sequence[Typed] = ()
) -> HttpResponse:
    """A page that needs neither the database nor a login; problem details for the API.

    Whoever asked for a part of a page keeps the page, and with it what they typed, and is told in a
    notice on it. Others find what they `typed` on the page that refuses it.
    """
    if request.path.startswith(API_PATH):
        return problem(Refusal(HTTPStatus(status), f"{title}. {advice}"))
    context = {"status": status, "title": title, "advice": advice, "typed": typed}
    if not wants_part(request):
        return render(request, "error.html", context, status=status)
    response = render(request, "registry/refusal.html", context, status=status)
    response["HX-Reswap"] = "none"
    return response


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
    return response


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403."""
    advice = str(exception) or "Ask an admin for the role that you need."
    return error_page(request, 403, "You may not do this", advice, typed=typed_in(request))


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
        typed=typed_in(request),
    )


def storage_error(request: HttpRequest, error: StorageError) -> HttpResponse:
    """503."""
    title = "The database can't be used"
    response = error_page(request, 503, title, str(error), typed=typed_in(request))
    response["Retry-After"] = "10"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """403 for a form that was not sent from our page, or too late."""
    return error_page(
        request,
        403,
        "This form could not be checked",
        "Nothing was changed. Go back, reload the page and send the form again; cookies must be "
        "allowed for this site.",
    )
