"""Forms that arrive when the session is over: what was typed waits for the login."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from registry_app.forms.account import LoginForm
from registry_app.presentation.links import url

# What forms carry along and nobody typed.
_CARRIED = {"row_version", "expected_version", "seen", "back"}


def log_in_first(request: Any) -> HttpResponseBase:
    """The login, which leads back here; a form that was sent waits in it."""
    typed = _typed(request) if request.method == "POST" else None
    if typed:
        return _login_with(request, typed)
    if request.htmx and not request.htmx.boosted:
        # It asked for a part of a page, where the login would be out of place.
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = redirect_to_login(_current_path(request)).url
        return answer
    return redirect_to_login("" if request.method == "POST" else request.get_full_path())


def _current_path(request: Any) -> str:
    """The page from which htmx asked, as far as its header can be read."""
    try:
        path: str | None = request.htmx.current_url_abs_path
    except ValueError:
        path = None
    return path or url("registry:start")


def send_again(request: HttpRequest, target: str, held: str) -> HttpResponse:
    """A page that sends the form there when its sender says so; by itself nothing is sent."""
    sent = list(QueryDict(held).lists())
    typed = [(name, values) for name, values in sent if any(values) and name not in _CARRIED]
    context = {"target": target, "sent": sent, "typed": typed}
    return render(request, "registry/send_again.html", context)


def _login_with(request: Any, typed: QueryDict) -> HttpResponse:
    context = {
        "form": LoginForm(request),
        "next": request.get_full_path(),
        "held": typed.urlencode(),
    }
    answer = render(request, "registry/login.html", context, status=403)
    if request.htmx:
        answer["HX-Retarget"], answer["HX-Reswap"] = "body", "innerHTML"
    return answer


def _typed(request: HttpRequest) -> QueryDict:
    """What was sent, but for the token, which is no use any more, and for passwords."""
    typed = request.POST.copy()
    for name in list(typed):
        if name == "csrfmiddlewaretoken" or "password" in name:
            del typed[name]
    return typed
