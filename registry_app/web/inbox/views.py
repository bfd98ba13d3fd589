"""The inbox of whoever is logged in."""

from dataclasses import dataclass
from functools import partial
from typing import Final, Self

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mldb.errors import NotFoundError
from mldb.schemas import InboxEntryRead
from mldb.values.enums import AuditAction, NoticeKind
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.notices import Said, number_of, said
from registry_app.web.comments.views import comment_url
from registry_app.web.inbox.forms import MailForm
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.paging import Page
from registry_app.web.kit.submit import posted, submit
from registry_app.web.presentation.links import event_url, model_url, url, version_url

_UNREAD: Final = "unread"
_WATCHED: Final = 30
_OF_COMMENTS: Final = {AuditAction.ADD_COMMENT, AuditAction.EDIT_COMMENT}


@dataclass(frozen=True)
class ShownEntry:
    """An entry with its words."""

    entry: InboxEntryRead
    said: Said

    @classmethod
    def of(cls, entry: InboxEntryRead) -> Self:
        """The entry as the page shows it."""
        return cls(entry, said(entry))


@require_safe
def inbox(request: RegistryRequest) -> HttpResponse:
    """What is new for whoever is logged in, and what they have read."""
    is_unread = request.GET.get("show") == _UNREAD
    with request.registry.frozen() as registry:
        get = partial(registry.inbox.get_of_user, request.user.id, is_unread=is_unread)
        page = Page.of(request, get)
        context = {
            "page": page,
            "entries": [ShownEntry.of(entry) for entry in page.rows],
            "is_unread": is_unread,
            "watched": registry.watches.get_of_user(request.user.id, limit=_WATCHED + 1),
            "watched_shown": _WATCHED,
            "email": registry.staff.get(request.user.id).email,
            "sends_mail": bool(settings.EMAIL_HOST),
        }
    return render(request, "inbox/inbox.html", context)


@require_safe
def inbox_open(request: RegistryRequest, entry_id: int) -> HttpResponse:
    """Redirect to what the entry is about, and mark it as read.

    By GET, so that it is a link that opens in another tab, too; doing so twice changes nothing.
    """
    entry = request.registry.inbox.get(request.user.id, entry_id)
    request.registry.inbox.mark_read(request.user.id, entry_id)
    return redirect(_target(request, entry))


@require_POST
def inbox_read(request: RegistryRequest) -> HttpResponse:
    """Mark one entry as read or unread, or all up to the newest that was shown as read."""
    entries, user_id = request.registry.inbox, request.user.id
    if "all" in request.POST:
        count = entries.mark_all_read(user_id, _id(request.POST["all"]))
        messages.success(request, f"{count:,} marked as read." if count else "All was read.")
    elif "unread" in request.POST:
        entries.mark_unread(user_id, _id(request.POST["unread"]))
    else:
        entries.mark_read(user_id, _id(request.POST.get("one", "")))
    is_unread = request.POST.get("show") == _UNREAD
    return redirect(url("registry:inbox") + ("?show=unread" if is_unread else ""))


@require_http_methods(["GET", "POST"])
def inbox_mail(request: RegistryRequest) -> HttpResponse:
    """Say where mail about the inbox goes."""
    user = request.registry.staff.get(request.user.id)
    form = MailForm(posted(request), stored=user)
    accepted, saved = submit(form, lambda: request.registry.staff.update(user.id, form.payload))
    if accepted and saved is not None:
        told = f"News go to {saved.email}." if saved.email else "No mail is sent to you."
        messages.success(request, told)
        return redirect("registry:inbox")
    return form_page(
        request,
        "inbox/mail.html",
        form,
        sends_mail=bool(settings.EMAIL_HOST),
        theirs=form.theirs(user),
    )


def _target(request: RegistryRequest, entry: InboxEntryRead) -> str:
    """The page of what the entry is about; without one, that of the event."""
    event = entry.event
    if event.action in _OF_COMMENTS:
        ((field, _),) = event.changes.items()
        try:
            found = request.registry.comments.get_by_public_id(field.partition(".")[2])
        except NotFoundError:
            return event_url(event.id)
        return comment_url(found)
    is_gone = event.action in {AuditAction.DELETE, AuditAction.PURGE}
    if entry.model_name is None or is_gone:
        return event_url(event.id)
    number = number_of(event)
    if number is None or entry.event_count > 1:
        is_alias = entry.kind is NoticeKind.ALIAS
        name = entry.model_name
        return url("registry:alias-history", name) if is_alias else model_url(name)
    return version_url(entry.model_name, number)


def _id(text: str) -> int:
    """The id that a form sent; 0, which nothing has, if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004
