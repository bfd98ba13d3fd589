"""The message after a deletion, with a button to undo it."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry_app.web.presentation.gone import gone_tag
from registry_app.web.presentation.links import item_url, url


def offer_undo(request: HttpRequest, label: str, restore_view: str, row_id: int) -> None:
    """Say that it is in the trash, with a button that restores it."""
    context = {"label": label, "undo_url": url(restore_view, row_id)}
    _say(request, "kit/undo.html", context)


def offer_item_undo(request: HttpRequest, item_type: str, word: str, owner: Any, item: Any) -> None:
    """Say that an item was deleted, with a button that adds it again."""
    context = {
        "item_type": item_type,
        "word": word,
        "name": item_name(item),
        "name_field": "key" if hasattr(item, "key") else "name",
        # Every digit: the page may show a rounded number.
        "value": repr(item.value) if isinstance(item.value, float) else item.value,
        # Browsers normalise line ends; JSON escapes them.
        "exact": json.dumps(item.value),
        "undo_url": item_url(item_type, "create", owner),
    }
    gone = gone_tag(item_type, [*request.GET.getlist("gone"), context["name"]])
    _say(request, "items/item_undo.html", context, gone)


def exact_value(request: HttpRequest) -> dict[str, Any]:
    """The value that the button sends along, to the byte; empty if it was not the button."""
    try:
        return {"value": json.loads(request.POST["exact"])}
    except (KeyError, ValueError):
        return {}


def item_name(item: Any) -> str:
    """The name of a metric, a parameter or a tag."""
    name: str = item.key if hasattr(item, "key") else item.name
    return name


def _say(request: HttpRequest, template: str, context: dict[str, Any], tag: str = "") -> None:
    text = render_to_string(template, context, request)
    messages.success(request, SafeString(text), extra_tags=tag)  # the template escaped it
