"""Error pages, which say what to do next."""

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mldb.errors import NotFoundError
from registry_app.core.interface import Failure
from registry_app.core.statuses import may_lie_in_trash
from registry_app.web.kit.form_values import submitted_values
from registry_app.web.kit.htmx import wants_part
from registry_app.web.presentation.links import model_url, query_of, url, version_url


def error_page(
    request: HttpRequest, failure: Failure, links: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """A page that asks the database for nothing, with links as pairs of label and URL.

    It needs no login; somebody who is logged in keeps the menu.

    A request for a part of a page gets a notice instead: the page stays, with the values of its
    form.
    """
    context = {
        "status": failure.status,
        "title": failure.title,
        "advice": failure.advice,
        "links": links,
        "form_values": submitted_values(request) if failure.keeps_form else (),
    }
    if not wants_part(request):
        template = "error_in_site.html" if _keeps_menu(request, failure) else "error.html"
        return render(request, template, context, status=failure.status)
    response = render(request, "kit/refusal.html", context, status=failure.status)
    response["HX-Reswap"] = "none"
    return response


def _keeps_menu(request: HttpRequest, failure: Failure) -> bool:
    """Whether this request already knows who sent it, and the site itself works."""
    user = request.__dict__.get("_cached_user")
    is_known = user is not None and user.is_authenticated
    return is_known and failure.status < HTTPStatus.INTERNAL_SERVER_ERROR


def not_found_page(request: HttpRequest, error: NotFoundError) -> HttpResponse:
    """404 for an entity, with links to the likely one and to the trash."""
    links = []
    advice = "Check the URL."
    if error.renamed_to is not None:
        advice = f"The model is called {error.renamed_to} now."
        links.append((error.renamed_to, model_url(error.renamed_to)))
    elif error.suggestion:
        advice = f"Did you mean {error.suggestion}?"
        suggested = _suggested_url(error)
        links += [(error.suggestion, suggested)] if suggested else []
    elif may_lie_in_trash(error):
        advice = "It may be in the trash. Check the URL."
    if may_lie_in_trash(error):
        links.append(("Look into the trash", url("registry:trash")))
        name = str(error.key).partition("/")[0]
        links.append(("Search everything", url("registry:find") + query_of({"q": name})))
    failure = Failure(HTTPStatus.NOT_FOUND, error.statement, advice, keeps_form=True)
    return error_page(request, failure, links)


def _suggested_url(error: NotFoundError) -> str | None:
    """The page of the suggested entity, or None if it has no page of its own."""
    suggestion = error.suggestion or ""
    if error.entity == "model":
        return model_url(suggestion)
    if error.entity == "version":
        name, _, number = suggestion.rpartition("/")
        return version_url(name, int(number)) if name and number.isdecimal() else None
    if error.entity == "alias":
        key = suggestion if "@" in suggestion else str(error.key)
        name = key.rpartition("@")[0]
        return f"{model_url(name)}/aliases" if name else None
    return None
