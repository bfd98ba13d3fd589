"""Forms that arrive when the session is over: what was typed waits for the login."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render

from registry_app.web.account.forms import ConfirmForm, LoginForm
from registry_app.web.kit.form_values import shown, without_secrets
from registry_app.web.kit.htmx import page_of, wants_part
from registry_app.web.presentation.links import url


def log_in_first(request: Any) -> HttpResponseBase:
    """The login, which leads back here; a form that was sent waits in it."""
    values = without_secrets(request) if request.method == "POST" else None
    if values:
        return _page_with(request, "account/login.html", LoginForm(request), values)
    if wants_part(request):
        return _elsewhere(redirect_to_login(page_of(request)).url)
    return redirect_to_login("" if request.method == "POST" else request.get_full_path())


def confirm_first(request: Any) -> HttpResponseBase:
    """The page that asks for the password again and leads back here; a form waits in it."""
    if request.method not in {"GET", "HEAD"}:
        values = without_secrets(request)
        return _page_with(request, "account/confirm.html", ConfirmForm(request), values)
    address = redirect_to_login(request.get_full_path(), url("registry:confirm")).url
    return _elsewhere(address) if wants_part(request) else redirect(address)


def change_password_first(request: Any) -> HttpResponseBase:
    """The page that asks for a password of one's own."""
    address = url("registry:password-change")
    return _elsewhere(address) if wants_part(request) else redirect(address)


def send_again(request: HttpRequest, target: str, saved_form: str) -> HttpResponse:
    """A page that sends the form there when its sender says so; by itself nothing is sent."""
    sent = list(QueryDict(saved_form).lists())
    context = {"target": target, "sent": sent, "form_values": shown(sent)}
    return render(request, "kit/send_again.html", context)


def _elsewhere(address: str) -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def _page_with(request: Any, template: str, form: Any, values: QueryDict) -> HttpResponse:
    context = {"form": form, "next": request.get_full_path(), "saved_form": values.urlencode()}
    answer = render(request, template, context | {"has_saved_form": True}, status=403)
    if request.htmx:
        answer["HX-Retarget"], answer["HX-Reswap"] = "body", "innerHTML"
    return answer
