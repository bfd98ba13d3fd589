"""Forms that arrive when the session is over: what was typed waits for the login."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from registry_app.forms.account import LoginForm
from registry_app.htmx import page_of, wants_part
from registry_app.typed import shown, without_secrets


def log_in_first(request: Any) -> HttpResponseBase:
    """The login, which leads back here; a form that was sent waits in it."""
    typed = without_secrets(request) if request.method == "POST" else None
    if typed:
        return _login_with(request, typed)
    if wants_part(request):
        # The login would be out of place there.
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = redirect_to_login(page_of(request)).url
        return answer
    return redirect_to_login("" if request.method == "POST" else request.get_full_path())


def send_again(request: HttpRequest, target: str, held: str) -> HttpResponse:
    """A page that sends the form there when its sender says so; by itself nothing is sent."""
    sent = list(QueryDict(held).lists())
    context = {"target": target, "sent": sent, "typed": shown(sent)}
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
