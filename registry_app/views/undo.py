"""The message after something was deleted, with the way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from registry_app.templatetags.registry import item_name, item_url


def offer_undo(request: HttpRequest, label: str, restore_view: str, row_id: int) -> None:
    """Say what went to the trash, with a button that takes it out again."""
    address = reverse(restore_view, args=[row_id])
    text = render_to_string("registry/undo.html", {"label": label, "address": address}, request)
    messages.success(request, text)


def offer_item_undo(request: HttpRequest, kind: str, word: str, owner: Any, item: Any) -> None:
    """Say which named value was deleted, with a button that adds it again."""
    context = {
        "word": word,
        "name": item_name(item),
        "name_field": "key" if hasattr(item, "key") else "name",
        # The exact value: what pages show may be rounded.
        "value": repr(item.value) if isinstance(item.value, float) else item.value,
        "address": item_url(kind, "create", owner),
    }
    messages.success(request, render_to_string("registry/item_undo.html", context, request))
