"""Managing staff users."""

import re
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.errors import NotFoundError
from mldb.schemas import StaffUserRead
from mldb.security import note
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.paging import Page, everything
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.staff.forms import StaffCreateForm, StaffPasswordForm, StaffUpdateForm

_ALL = "all"
_NUMBER = re.compile("[0-9]{1,18}")
_COLUMNS = ("username", "name", "role", "may_log_in", "added", "by")


@require_safe
def staff_list(request: RegistryRequest) -> HttpResponseBase:
    """Everybody who can or could log in."""
    if "format" in request.GET:
        rows = map(_cells, everything(request.registry.staff.get_all))
        return download(request, Table("staff", _COLUMNS, rows), request.GET["format"])
    page = Page.of(request, request.registry.staff.get_all)
    return render(request, "staff/staff_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def staff_create(request: RegistryRequest) -> HttpResponse:
    """Add a staff user."""
    form = StaffCreateForm(posted(request), supplied={"must_change_password": True})
    accepted, user = submit(
        form, lambda: request.registry.staff.create(form.payload, reason=form.why)
    )
    if accepted and user is not None:
        messages.success(request, f"{user.username} can log in.")
        return redirect("registry:staff-list")
    return form_page(request, "staff/staff_create.html", form)


@require_http_methods(["GET", "POST"])
def staff_update(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Change a staff user's name, role or access."""
    staff = request.registry.staff
    user = staff.get(row_id)
    form = StaffUpdateForm(posted(request), stored=user)
    accepted, changed = submit(form, lambda: staff.update(row_id, form.payload, reason=form.why))
    if accepted and changed is not None:
        if not changed.is_active:
            _end_sessions(request, row_id)
        say_saved(request, user, changed, f"{user.username} is changed.")
        return redirect("registry:staff-list")
    return form_page(
        request, "staff/staff_update.html", form, staff_user=user, theirs=form.theirs(user)
    )


@require_http_methods(["GET", "POST"])
def staff_password(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Give a staff user another password; their sessions end, and so may their API tokens."""
    staff = request.registry.staff
    user = staff.get(row_id)
    form = StaffPasswordForm(
        posted(request),
        initial={"row_version": user.row_version},
        staff_user=user,
        # What only they know themselves can stay.
        supplied={"must_change_password": row_id != request.user.id},
    )
    accepted, _ = submit(form, lambda: _set_password(request, row_id, form))
    if accepted:
        _end_sessions(request, row_id)
        messages.success(request, f"{user.username} has a new password. Tell them in person.")
        return redirect("registry:staff-list")
    return form_page(
        request, "staff/staff_password.html", form, staff_user=user, theirs=form.theirs(user)
    )


@require_http_methods(["GET", "POST"])
def staff_access(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Sessions and API tokens of a staff user, which can be ended one by one or all."""
    user = request.registry.staff.get(row_id)
    if request.method == "POST":
        _end_access(request, user)
        return redirect("registry:staff-access", row_id)
    context = {
        "staff_user": user,
        "sessions": request.registry.sessions.get_of_user(row_id, limit=PAGE_SIZE_LIMIT),
        "tokens": request.registry.tokens.get_of_user(row_id, limit=PAGE_SIZE_LIMIT),
        "now": datetime.now(UTC),
        "own_session_id": request.session.row_id,
    }
    return render(request, "staff/staff_access.html", context)


def _end_access(request: RegistryRequest, user: StaffUserRead) -> None:
    """End the `session` or revoke the `token` that the form names: its id, or all."""
    session, token = request.POST.get("session"), request.POST.get("token")
    if session:
        _end_session(request, user, None if session == _ALL else _id(session, "session"))
    elif token == _ALL:
        count = request.registry.tokens.revoke_of_user(user.id)
        messages.success(request, f"API tokens revoked: {count}.")
    elif token:
        _revoke_token(request, user, _id(token, "API token"))


def _end_session(request: RegistryRequest, user: StaffUserRead, session_id: int | None) -> None:
    """End this one, or all."""
    if session_id is None:
        _end_sessions(request, user.id)
    else:
        request.registry.sessions.delete_of_user_by_id(user.id, session_id)
        if session_id == request.session.row_id:
            logout(request)
    event = "session_ended" if session_id else "sessions_ended"
    note(event, actor=request.registry.actor, account=user.username)
    sentence = "That session was logged out." if session_id else "They are logged out everywhere."
    messages.success(request, sentence)


def _revoke_token(request: RegistryRequest, user: StaffUserRead, token_id: int) -> None:
    tokens = request.registry.tokens
    token = tokens.get(token_id)
    if token.user_id != user.id:
        raise NotFoundError("API token", token_id)
    tokens.revoke(token_id)
    messages.success(request, f"{token.name} is revoked.")


def _id(text: str, entity: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise NotFoundError(entity, text)
    return int(text)


def _set_password(request: RegistryRequest, row_id: int, form: StaffPasswordForm) -> Any:
    return request.registry.staff.set_password(
        row_id,
        form.payload,
        revoke_tokens=not form.cleaned_data["keep_tokens"],
        reason=form.why,
    )


def _cells(user: StaffUserRead) -> list[Any]:
    who = (user.username, user.display_name, user.role.value, user.is_active)
    return [*who, user.created_at, user.created_by]


def _end_sessions(request: RegistryRequest, user_id: int) -> None:
    request.registry.sessions.delete_of_user(user_id)
    if user_id == request.user.id:
        # Their own: the message that follows needs a session that still exists.
        logout(request)
