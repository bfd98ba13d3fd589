"""Tags and filters of all templates."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mldb.schemas import AuditEventRead
from mldb.types import AuditAction
from registry_app.cards import card_html
from registry_app.numbers import number_text

register = template.Library()
NONE = "\N{EN DASH}"
TEXT_SHOWN = 80
_DONE = {
    AuditAction.CREATE: "registered",
    AuditAction.UPDATE: "changed",
    AuditAction.DELETE: "trashed",
    AuditAction.RESTORE: "restored",
    AuditAction.PURGE: "purged",
    AuditAction.MOVE_ALIAS: "moved an alias of",
    AuditAction.REMOVE_ALIAS: "removed an alias of",
    AuditAction.ROLL_BACK_ALIAS: "rolled back an alias of",
}


@register.filter
def ago(moment: datetime) -> SafeString:
    """How long ago, with the exact time in UTC on hover."""
    exact = moment.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{} UTC">{}</time>',
        exact.isoformat(),
        exact.strftime("%Y-%m-%d %H:%M:%S"),
        naturaltime(exact),
    )


@register.filter
def exact(moment: datetime) -> SafeString:
    """The time in UTC."""
    utc = moment.astimezone(UTC)
    return format_html(
        '<time datetime="{}">{} UTC</time>', utc.isoformat(), utc.strftime("%Y-%m-%d %H:%M")
    )


@register.filter
def number(value: float | None) -> str:
    """A number as people read it; a dash if there is none."""
    return NONE if value is None else number_text(value)


@register.filter
def card(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return card_html(text)


@register.filter
def shown(value: Any) -> str:
    """A value of the history in short."""
    if value is None or value == "":
        return NONE
    if isinstance(value, float):
        return number_text(value)
    text = str(value)
    return text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN]}…"


@register.filter
def python(text: str) -> str:
    """A text as Python code writes it."""
    return json.dumps(text)


@register.simple_tag
def nth(values: Sequence[Any], position: int) -> Any:
    """The value at this position, from 0."""
    return values[position]


@register.filter
def item_name(item: Any) -> str:
    """What a metric, a parameter or a tag is called."""
    name: str = item.key if hasattr(item, "key") else item.name
    return name


@register.filter
def owner_url(owner: Any) -> str:
    """The page of a model or a version."""
    page = "version-detail" if hasattr(owner, "number") else "model-detail"
    return reverse(f"registry:{page}", args=_owner_key(owner))


@register.simple_tag
def item_url(kind: str, action: str, owner: Any, item: Any = None) -> str:
    """Where one adds, changes or deletes a metric, a parameter or a tag of a model or a version."""
    named = [] if item is None else [item if isinstance(item, str) else item_name(item)]
    return reverse(f"registry:{kind}-{action}", args=[*_owner_key(owner), *named])


def _owner_key(owner: Any) -> list[Any]:
    return [owner.model_name, owner.number] if hasattr(owner, "number") else [owner.name]


@register.filter
def words(action: str) -> str:
    """An action of the history in words."""
    return _DONE[AuditAction(action)]


@dataclass(frozen=True)
class ShownChange:
    """A changed field; an empty text stands for "was not there" or "is no more"."""

    field: str
    before: str
    after: str


@register.simple_tag
def event_changes(event: AuditEventRead) -> list[ShownChange]:
    """The changes that tell something: not those from nothing to nothing, nor the mark of trash."""
    changes = [
        ShownChange(field, _side(before), _side(after))
        for field, (before, after) in event.changes.items()
        if field != "deleted_at"
    ]
    return [change for change in changes if change.before or change.after]


@register.simple_tag
def event_subject(event: AuditEventRead) -> SafeString | str:
    """What it is about, as a link if it has a page."""
    if event.action == AuditAction.PURGE:
        return event.label
    if event.entity == "model":
        address = reverse("registry:model-detail", args=[event.label])
    elif event.entity == "version":
        name, _, number = event.label.rpartition("/")
        address = reverse("registry:version-detail", args=[name, number])
    else:
        return event.label
    return format_html('<a href="{}">{}</a>', address, event.label)


def _side(value: Any) -> str:
    return "" if value is None or value == "" else shown(value)


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """The page's own query with some parameters changed; None leaves one out."""
    request: HttpRequest = context["request"]
    parameters = {name: request.GET[name] for name in request.GET} | changes
    kept = {name: value for name, value in parameters.items() if value not in (None, "")}
    return f"?{urlencode(kept)}"


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """The theme that the person chose, or that the browser says the system has."""
    request: HttpRequest = context["request"]
    chosen = request.COOKIES.get("theme") or request.headers.get("Sec-CH-Prefers-Color-Scheme", "")
    return chosen if chosen in {"light", "dark"} else ""
