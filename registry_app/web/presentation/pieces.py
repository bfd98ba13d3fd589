"""Small pieces of HTML that rows of many tables show.

Functions and no macros: each row has some, and a macro takes several times as long.
"""

from html import escape

from django.utils.safestring import SafeString

from mldb.schemas import EntityRef
from registry_app.accounts.account import StaffAccount
from registry_app.web.presentation.links import restore_url

_COLOURS = {"failed": "red", "pending": "yellow"}


def status(word: str) -> SafeString:
    """The status of a version; what is not ready catches the eye."""
    if word not in _COLOURS:
        return SafeString(escape(word))
    return SafeString(f'<span class="badge bg-{_COLOURS[word]}-lt">{escape(word)}</span>')


def in_trash(entry: EntityRef, user: StaffAccount) -> SafeString:
    """Says that something lies in the trash, and leads to where one restores it."""
    address = escape(restore_url(entry, user))
    return SafeString(
        f'<a class="badge bg-yellow-lt text-nowrap" href="{address}">in the trash</a>'
    )
