"""The message after something was deleted, with the way back."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from registry_app.web.presentation.gone import gone_tag
from registry_app.web.presentation.links import item_url


def offer_undo(request: HttpRequest, label: str, restore_view: str, row_id: int) -> None:
    """Say what went to the trash, with a button that takes it out again."""
    address = reverse(restore_view, args=[row_id])
    _say(request, "kit/undo.html", {"label": label, "address": address})


def offer_item_undo(request: HttpRequest, kind: str, word: str, owner: Any, item: Any) -> None:
    """Say which named value was deleted, with a button that adds it again."""
    context = {
        "kind": kind,
        "word": word,
        "name": item_name(item),
        "name_field": "key" if hasattr(item, "key") else "name",
        # The exact value: what pages show may be rounded.
        "value": repr(item.value) if isinstance(item.value, float) else item.value,
        # Browsers change line ends of what they send; those of JSON are letters.
        "exact": json.dumps(item.value),
        "address": item_url(kind, "create", owner),
    }
    gone = gone_tag(kind, [*request.GET.getlist("gone"), context["name"]])
    _say(request, "items/item_undo.html", context, gone)


def exact_value(request: HttpRequest) -> dict[str, Any]:
    """The value that the button sends along, to the byte; empty if it was not the button."""
    try:
        return {"value": json.loads(request.POST["exact"])}
    except (KeyError, ValueError):
        return {}


def item_name(item: Any) -> str:
    """What a metric, a parameter or a tag is called."""
    name: str = item.key if hasattr(item, "key") else item.name
    return name


def _say(request: HttpRequest, template: str, context: dict[str, Any], tag: str = "") -> None:
    text = render_to_string(template, context, request)
    messages.success(request, SafeString(text), extra_tags=tag)  # the template escaped it
