"""The password again, before a sensitive step."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mldb.security import note
from registry_app.accounts import confirming
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.account.forms import ConfirmForm
from registry_app.web.account.interrupted import send_again
from registry_app.web.kit.submit import posted


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm(request: RegistryRequest) -> HttpResponse:
    """Ask for the password, then go on to the requested page, with the form that was sent to it."""
    form = ConfirmForm(request, posted(request))
    target, has_saved_form = _target(request), "saved_form" in request.POST
    if form.is_valid():
        # Whoever has stolen the session has no use of the new key.
        request.session.cycle_key()
        confirming.confirm(request.session)
        note("confirmed", account=request.user.username)
        saved_form = request.POST.get("saved_form", "")
        return send_again(request, target, saved_form) if has_saved_form else redirect(target)
    context = {
        "form": form,
        "next": target,
        "saved_form": request.POST.get("saved_form", ""),
        "has_saved_form": has_saved_form,
    }
    response = render(request, "account/confirm.html", context)
    if form.errors:
        response.status_code = 422
    if form.retry_seconds is not None:
        response.status_code = 429
        response["Retry-After"] = str(form.retry_seconds)
    return response


def _target(request: RegistryRequest) -> str:
    target: str = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if is_ours and target.startswith("/") else reverse("registry:account")
