"""Forms that arrive when the password is needed first: what was typed waits meanwhile."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from registry_app.forms.account import ConfirmForm, LoginForm
from registry_app.presentation.links import url

# What forms carry along and nobody typed.
_CARRIED = {"row_version", "expected_version", "seen", "back"}


def log_in_first(request: Any) -> HttpResponseBase:
    """The login, which leads back here; a form that was sent waits in it."""
    typed = _typed(request) if request.method == "POST" else None
    if typed:
        return _page_with(request, "registry/login.html", LoginForm(request), typed)
    if _wants_part(request):
        return _elsewhere(
            redirect_to_login(request.htmx.current_url_abs_path or url("registry:start")).url
        )
    return redirect_to_login("" if request.method == "POST" else request.get_full_path())


def confirm_first(request: Any) -> HttpResponseBase:
    """The page that asks for the password again and leads back here; a form waits in it."""
    if request.method not in {"GET", "HEAD"}:
        return _page_with(request, "registry/confirm.html", ConfirmForm(request), _typed(request))
    address = redirect_to_login(request.get_full_path(), reverse("registry:confirm")).url
    return _elsewhere(address) if _wants_part(request) else redirect(address)


def change_password_first(request: Any) -> HttpResponseBase:
    """The page that asks for a password of one's own."""
    address = reverse("registry:password-change")
    return _elsewhere(address) if _wants_part(request) else redirect(address)


def send_again(request: HttpRequest, target: str, held: str) -> HttpResponse:
    """A page that sends the form there when its sender says so; by itself nothing is sent."""
    sent = list(QueryDict(held).lists())
    typed = [(name, values) for name, values in sent if any(values) and name not in _CARRIED]
    context = {"target": target, "sent": sent, "typed": typed}
    return render(request, "registry/send_again.html", context)


def _wants_part(request: Any) -> bool:
    """It asks for a part of a page, where another page would be out of place."""
    return bool(request.htmx and not request.htmx.boosted)


def _elsewhere(address: str) -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def _page_with(request: Any, template: str, form: Any, typed: QueryDict) -> HttpResponse:
    context = {"form": form, "next": request.get_full_path(), "held": typed.urlencode()}
    answer = render(request, template, context | {"is_held": True}, status=403)
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
