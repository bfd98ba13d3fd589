"""Managing staff users."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.schemas import StaffUserRead
from registry_app.forms.staff import StaffCreateForm, StaffPasswordForm, StaffUpdateForm
from registry_app.forms.submit import posted, submit
from registry_app.http import RegistryRequest
from registry_app.pages import Page, everything
from registry_app.tables import Table, download
from registry_app.views.saved import say_saved

_COLUMNS = ("username", "name", "role", "may_log_in", "added", "by")


@require_safe
def staff_list(request: RegistryRequest) -> HttpResponseBase:
    """Everybody who can or could log in."""
    if "format" in request.GET:
        rows = map(_cells, everything(request.registry.staff.get_all))
        return download(request, Table("staff", _COLUMNS, rows), request.GET["format"])
    page = Page.of(request, request.registry.staff.get_all)
    return render(request, "registry/staff_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def staff_create(request: RegistryRequest) -> HttpResponse:
    """Add a staff user."""
    form = StaffCreateForm(posted(request))
    accepted, user = submit(
        form, lambda: request.registry.staff.create(form.payload, reason=form.why)
    )
    if accepted and user is not None:
        messages.success(request, f"{user.username} can log in.")
        return redirect("registry:staff-list")
    return render(request, "registry/staff_create.html", {"form": form}, status=form.http_status)


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
    context = {"form": form, "staff_user": user, "theirs": form.theirs(user)}
    return render(request, "registry/staff_update.html", context, status=form.http_status)


@require_http_methods(["GET", "POST"])
def staff_password(request: RegistryRequest, row_id: int) -> HttpResponse:
    """Give a staff user another password; their sessions end."""
    staff = request.registry.staff
    user = staff.get(row_id)
    form = StaffPasswordForm(posted(request), initial={"row_version": user.row_version})
    accepted, _ = submit(form, lambda: staff.update(row_id, form.payload, reason=form.why))
    if accepted:
        _end_sessions(request, row_id)
        messages.success(request, f"{user.username} has a new password. Tell them in person.")
        return redirect("registry:staff-list")
    context = {"form": form, "staff_user": user, "theirs": form.theirs(user)}
    return render(request, "registry/staff_password.html", context, status=form.http_status)


def _cells(user: StaffUserRead) -> list[Any]:
    who = (user.username, user.display_name, user.role.value, user.is_active)
    return [*who, user.created_at, user.created_by]


def _end_sessions(request: RegistryRequest, user_id: int) -> None:
    request.registry.sessions.delete_of_user(user_id)
    if user_id == request.user.id:
        # Their own: the message that follows needs a session that still exists.
        logout(request)
