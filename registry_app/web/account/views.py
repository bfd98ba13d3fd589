"""Logging in and out, and one's own account."""

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mldb.errors import NotFoundError
from mldb.schemas.registry.search import Count
from mldb.security import note
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.accounts.confirming import confirm
from registry_app.accounts.devices import remember_device
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.core.root_path import root_path
from registry_app.web.account.forms import LoginForm, OwnPasswordForm, TokenCreateForm
from registry_app.web.account.interrupted import send_again
from registry_app.web.kit.submit import submit
from registry_app.web.presentation.links import url

_SHOWN: Final = 50
THEMES = {"light", "dark"}
_YEAR_SECONDS = 365 * 86_400


class Login(LoginView):
    """Log in."""

    template_name = "account/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True
    next_page = "registry:start"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the form that waits for the login, if one does."""
        return super().get_context_data(saved_form=self._saved_form(), **more)

    def form_valid(self, form: Any) -> HttpResponse:
        """The requested page, or the form that waited for the login."""
        response = super().form_valid(form)
        saved_form = self._saved_form()
        if saved_form:
            response = send_again(self.request, self.get_success_url(), saved_form)
        remember_device(self.request, response, form.get_user().username)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again, as an error for programs too."""
        return _refused(super().form_invalid(form), form)

    def _saved_form(self) -> str:
        return self.request.POST.get("saved_form", "")


class Logout(LogoutView):
    """Log out; by POST only, so that no picture in a page can do it."""

    next_page = "registry:login"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Clear the browser's data of the site, except the cookie of the recognised device."""
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class PasswordChange(PasswordChangeView):
    """Change one's own password; all other sessions end."""

    template_name = "account/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("registry:account")

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the request, for wrong passwords are counted."""
        return super().get_form_kwargs() | {"request": self.request}

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again, as an error for programs too."""
        return _refused(super().form_invalid(form), form)

    def form_valid(self, form: Any) -> HttpResponse:
        """Say that it worked."""
        response = super().form_valid(form)
        confirm(self.request.session)
        # Their hash no longer fits, so they open nothing; nor should the account page list them.
        Registry().sessions.delete_of_user(
            int(self.request.user.pk or 0), except_key=self.request.session.session_key
        )
        sentence = "Your password is changed. Other sessions were logged out."
        if form.cleaned_data["revoke_tokens"]:
            user: Any = self.request.user
            count = Registry(user.username).tokens.revoke_of_user(user.id, reason="Password")
            sentence += f" API tokens revoked: {count}."
        messages.success(self.request, sentence)
        return response


@require_safe
def account(request: RegistryRequest) -> HttpResponse:
    """One's own sessions and API tokens."""
    return render(request, "account/account.html", _account_context(request, TokenCreateForm()))


@require_POST
def session_end_others(request: RegistryRequest) -> HttpResponse:
    """Log out everywhere else."""
    request.registry.sessions.delete_of_user(
        request.user.id, except_key=request.session.session_key
    )
    note("sessions_ended", actor=request.user.username, account=request.user.username)
    messages.success(request, "All your other sessions were logged out.")
    return redirect("registry:account")


@require_POST
def session_end(request: RegistryRequest, session_id: int) -> HttpResponse:
    """Log out in one of one's own browsers."""
    request.registry.sessions.delete_of_user_by_id(request.user.id, session_id)
    note("session_ended", actor=request.user.username, account=request.user.username)
    if session_id == request.session.row_id:
        logout(request)
        return redirect("registry:login")
    messages.success(request, "That session was logged out.")
    return redirect("registry:account")


@never_cache
@require_POST
def token_create(request: RegistryRequest) -> HttpResponse:
    """Make an API token, whose secret is shown this once."""
    form = TokenCreateForm(request.POST, supplied={"user_id": request.user.id})
    accepted, token = submit(form, lambda: request.registry.tokens.create(form.payload))
    context = _account_context(request, TokenCreateForm() if accepted else form)
    return render(
        request, "account/account.html", context | {"new_token": token}, status=form.http_status
    )


@require_POST
def token_revoke(request: RegistryRequest, token_id: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    tokens = request.registry.tokens
    token = tokens.get(token_id)
    if token.user_id != request.user.id:
        raise NotFoundError("API token", token_id)
    tokens.revoke(token_id)
    messages.success(request, f"{token.name} is revoked.")
    return redirect("registry:account")


@require_http_methods(["POST"])
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light or dark; anything else means: as the system does."""
    start = url("registry:start")
    target = request.POST.get("next", start)
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    response = redirect(target if is_ours and target.startswith("/") else start)
    chosen, path = request.POST.get("theme", ""), root_path() or "/"
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=_YEAR_SECONDS, path=path, samesite="Lax", httponly=True
        )
    else:
        response.delete_cookie("theme", path=path)
    return response


def _account_context(request: RegistryRequest, form: TokenCreateForm) -> dict[str, Any]:
    sessions = request.registry.sessions.get_of_user(request.user.id, limit=PAGE_SIZE_LIMIT)
    tokens = request.registry.tokens.get_of_user(request.user.id, limit=PAGE_SIZE_LIMIT)
    shown = PAGE_SIZE_LIMIT if "all" in request.GET else _SHOWN
    return {
        "form": form,
        "sessions": sessions[:shown],
        "session_count": Count(len(sessions), is_more=len(sessions) == PAGE_SIZE_LIMIT),
        "tokens": tokens[:shown],
        "token_count": Count(len(tokens), is_more=len(tokens) == PAGE_SIZE_LIMIT),
        "now": datetime.now(UTC),
        "own_session_id": request.session.row_id,
    }


def _refused(response: HttpResponse, form: Any) -> HttpResponse:
    response.status_code = 422
    if form.retry_seconds is not None:
        response.status_code = 429
        response["Retry-After"] = str(form.retry_seconds)
    return response
