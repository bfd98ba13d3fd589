"""Error responses that every interface renders in its own form."""

import sys
from http import HTTPStatus

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from mldb.errors import StorageError
from mldb.security import note
from registry_app.accounts.hashing import RETRY_SECONDS, TooManyPasswordsError
from registry_app.core.interface import Failure, fail
from registry_app.core.origins import foreign_origin
from registry_app.core.unavailable import public_sentence

STORAGE_RETRY_SECONDS = 10


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; 413 if the request is too large."""
    if isinstance(exception, RequestDataTooBig):
        failure = Failure(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "This is too much at once",
            "Nothing was changed. Send a shorter text.",
        )
    elif isinstance(exception, SessionInterrupted):
        failure = Failure(
            HTTPStatus.BAD_REQUEST,
            "You were logged out meanwhile",
            "The form was received. Log in again and check whether its change was made.",
        )
    else:
        failure = Failure(
            HTTPStatus.BAD_REQUEST,
            "This request can't be understood",
            "Start again from the front page.",
        )
    return fail(request, failure)


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """405 with the allowed methods."""
    response = fail(
        request,
        Failure(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "This URL can't be used like this",
            f"Nothing was changed. It takes {allowed}, no {request.method}.",
        ),
    )
    response["Allow"] = allowed
    # Django logged the response that this one replaces.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403 with the sentence of the exception."""
    return refused(request, str(exception))


def refused(request: HttpRequest, sentence: str, reason: str = "not_allowed") -> HttpResponse:
    """403, recorded in the security log under the reason."""
    note_refusal(request, reason)
    advice = sentence or "Ask an admin for the role that you need."
    failure = Failure(HTTPStatus.FORBIDDEN, "You may not do this", advice, keeps_form=True)
    return fail(request, failure)


def note_refusal(request: HttpRequest, reason: str) -> None:
    """Record a refused request in the security log; the database is not asked who sent it."""
    user = request.__dict__.get("_cached_user")
    note(
        "refused",
        account=getattr(user, "username", None) or None,
        reason=reason,
        method=request.method,
        path=request.path,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """404 for a URL that does not exist."""
    advice = "Check the URL, or start from the front page."
    return fail(request, Failure(HTTPStatus.NOT_FOUND, "There is nothing here", advice))


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 if the database failed."""
    error = sys.exc_info()[1]
    if isinstance(error, StorageError):
        return storage_error(request, error)
    return fail(
        request,
        Failure(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "Something went wrong on our side",
            "Nothing was changed. Try again; if it happens again, report it to whoever runs this "
            "site.",
            keeps_form=True,
        ),
    )


def storage_error(request: HttpRequest, error: StorageError) -> HttpResponse:
    """503 while the database can't be used."""
    return fail(
        request,
        Failure(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The database can't be used",
            public_sentence(error),
            keeps_form=True,
            retry_seconds=STORAGE_RETRY_SECONDS,
        ),
    )


def overloaded(request: HttpRequest, error: TooManyPasswordsError) -> HttpResponse:
    """503 while too many passwords are being checked."""
    return fail(
        request,
        Failure(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The site is busy",
            str(error),
            retry_seconds=RETRY_SECONDS,
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was sent from another site, or too late."""
    note_refusal(request, "csrf")
    advice = foreign_origin(request) or (
        "Go back, reload the page and send the form again; cookies must be allowed for this site."
    )
    if reason.startswith("Referer checking failed"):
        advice = (
            "The browser didn't say from which page of this site the form was sent. Let it send "
            "Origin or Referer to this site, then send the form again."
        )
    failure = Failure(
        HTTPStatus.FORBIDDEN, "This form could not be checked", f"Nothing was changed. {advice}"
    )
    return fail(request, failure)
