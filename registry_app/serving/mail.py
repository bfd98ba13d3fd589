"""Mail about people's inboxes: made and sent by the worker, never while somebody waits."""

import logging
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from mldb.schemas import DueMail
from registry_app.core.notices import said
from registry_app.core.registry import Registry

AT_ONCE: Final = 100
"""So many entries are mailed in one step, which must not outlast the worker's lease."""

_SUBJECT_LENGTH: Final = 120
_log = logging.getLogger(__name__)


def send_due(registry: Registry) -> int:
    """Send the mails that are due, one to each person; how many were sent.

    Without SITE_MAIL_HOST nothing is. What can't be sent is tried again later, at longer and
    longer intervals, and given up after a few days.
    """
    if not settings.EMAIL_HOST:
        return 0
    due, sent = registry.inbox.get_due_mails(limit=AT_ONCE), 0
    if not due:
        return 0
    connection = get_connection()
    for mail in due:
        ids = [entry.id for entry in mail.entries]
        if not _is_sent(mail, connection):
            registry.inbox.note_failed(ids, mail.attempts)
            # The server may be away: the others wait for the next step, not for its time-out.
            break
        registry.inbox.note_sent(ids)
        sent += 1
    return sent


def message(mail: DueMail, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """One plain text with all the news for one person."""
    words = [said(entry) for entry in mail.entries]
    lines = [f"{one}\n    {one.quote}" if one.quote else str(one) for one in words]
    subject = str(words[0]) if len(words) == 1 else f"{len(words)} news in your inbox"
    link = f"{settings.SITE_URL}{reverse('registry:inbox')}" if settings.SITE_URL else ""
    end = ["", f"Your inbox, where you can also stop these mails: {link}".rstrip(": ")]
    body = "\n".join([f"Hello {mail.display_name},", "", *lines, *end, ""])
    return EmailMessage(
        f"[Modelbook] {_one_line(subject)}",
        body,
        to=[mail.email],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _is_sent(mail: DueMail, connection: BaseEmailBackend) -> bool:
    try:
        return message(mail, connection).send() == 1
    except (SMTPException, OSError, ValueError) as error:
        # A server that is away, or refuses the address: whoever runs the site can see to it.
        _log.warning("Mail to %s can't be sent: %s", mail.username, error)
        return False


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SUBJECT_LENGTH else f"{line[: _SUBJECT_LENGTH - 1]}…"
