"""Pages for what went wrong, which say what to do next."""

import sys
from collections.abc import Sequence
from http import HTTPStatus

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mldb.errors import NotFoundError, StorageError
from mldb.security import note
from registry_app.accounts.hashing import RETRY_SECONDS, TooManyPasswordsError
from registry_app.accounts.permissions import API_PATH
from registry_app.api.base.problems import problem_response
from registry_app.core.origins import foreign_origin
from registry_app.core.statuses import may_lie_in_trash
from registry_app.core.unavailable import public_sentence
from registry_app.web.kit.htmx import wants_part
from registry_app.web.kit.typed import Typed, typed_in
from registry_app.web.presentation.links import model_url, url, version_url


def error_page(  # what a refusal may have beside its sentence
    request: HttpRequest,
    status: int,
    title: str,
    advice: str,
    *,
    links: Sequence[tuple[str, str]] = (),
    typed: Sequence[Typed] = (),
) -> HttpResponse:
    """A page that needs neither the database nor a login; problem details for the API.

    Whoever asked for a part of a page keeps the page, and with it what they typed, and is told in a
    notice on it. Others find what they `typed` on the page that refuses it.
    """
    if request.path_info.startswith(API_PATH):
        return problem_response(request, HTTPStatus(status), f"{title}. {advice}")
    context = {"status": status, "title": title, "advice": advice, "links": links, "typed": typed}
    if not wants_part(request):
        return render(request, "error.html", context, status=status)
    response = render(request, "kit/refusal.html", context, status=status)
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
    # Django logged the response in whose place this one stands.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403."""
    return refused(request, str(exception))


def refused(request: HttpRequest, why: str, reason: str = "not_allowed") -> HttpResponse:
    """403, which stands in the security log."""
    note_refusal(request, reason)
    advice = why or "Ask an admin for the role that you need."
    return error_page(request, 403, "You may not do this", advice, typed=typed_in(request))


def note_refusal(request: HttpRequest, reason: str) -> None:
    """Write down who was refused what; nobody is looked up for it."""
    user = request.__dict__.get("_cached_user")
    note(
        "refused",
        account=getattr(user, "username", None) or None,
        reason=reason,
        method=request.method,
        path=request.path,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """404."""
    return error_page(
        request, 404, "There is nothing here", "Check the address, or start from the front page."
    )


def not_found_page(request: HttpRequest, error: NotFoundError) -> HttpResponse:
    """404 for a thing of the registry, with links to what was probably meant and to the trash."""
    links = []
    advice = "Check the address."
    if error.renamed_to is not None:
        advice = f"The model is called {error.renamed_to} now."
        links.append((error.renamed_to, model_url(error.renamed_to)))
    elif error.suggestion:
        advice = f"Did you mean {error.suggestion}?"
        address = _address(error)
        links += [(error.suggestion, address)] if address else []
    elif may_lie_in_trash(error):
        advice = "Perhaps it lies in the trash. Check the address."
    if may_lie_in_trash(error):
        links.append(("Look into the trash", url("registry:trash")))
    return error_page(request, 404, error.statement, advice, links=links, typed=typed_in(request))


def _address(error: NotFoundError) -> str | None:
    """The page of what was probably meant."""
    meant = error.suggestion or ""
    if error.entity == "model":
        return model_url(meant)
    if error.entity == "version":
        name, _, number = meant.rpartition("/")
        return version_url(name, int(number)) if name and number.isdecimal() else None
    if error.entity == "alias":
        key = meant if "@" in meant else str(error.key)
        name = key.rpartition("@")[0]
        return f"{model_url(name)}/aliases" if name else None
    return None


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
    advice = public_sentence(error)
    response = error_page(request, 503, title, advice, typed=typed_in(request))
    response["Retry-After"] = "10"
    return response


def overloaded(request: HttpRequest, error: TooManyPasswordsError) -> HttpResponse:
    """503, as the password was not looked at."""
    response = error_page(request, 503, "Too much is going on here", str(error))
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from our page, or too late."""
    note_refusal(request, "csrf")
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
