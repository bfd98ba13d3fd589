"""What the templates can call."""

from functools import cache
from typing import Any

from django_htmx.jinja import htmx_script
from jinja2 import Environment

from registry_app.presentation import (
    events,
    gone,
    links,
    pieces,
    saved_views,
    snippets,
    values,
)


def environment(**options: Any) -> Environment:
    """Jinja2 as `TEMPLATES` in the settings asks for it."""
    made = Environment(**options)  # noqa: S701  # Django's settings turn autoescape on
    made.globals |= {
        "alias_url": links.alias_url,
        "carried": gone.carried,
        "compare_url": links.compare_url,
        "event_changes": events.event_changes,
        "event_subject": events.event_subject,
        "event_verb": events.event_verb,
        "gone_names": gone.gone_names,
        "here": links.here,
        "htmx_script": cache(htmx_script),
        "in_trash": pieces.in_trash,
        "item_rows": gone.item_rows,
        "item_url": links.item_url,
        "live_url": links.live_url,
        "model_url": links.model_url,
        "saved_view_url": saved_views.saved_view_url,
        "snippets": snippets.snippets,
        "static": links.static,
        "theme": links.theme,
        "url": links.url,
        "version_history_url": links.version_history_url,
        "version_url": links.version_url,
        "with_query": links.with_query,
    }
    made.filters |= {
        "ago": values.ago,
        "card": values.card,
        "code": values.code,
        "day": values.day,
        "exact": values.exact,
        "long_text": pieces.long_text,
        "number": values.number,
        "owner_url": links.owner_url,
        "percent": values.percent,
        "shown": values.shown,
        "signed": values.signed,
        "status": pieces.status,
        "tuple": tuple,
        "yes_no": values.yes_no,
    }
    return made
