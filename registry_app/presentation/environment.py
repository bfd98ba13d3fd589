"""What the templates can call."""

from functools import cache
from typing import Any

from django_htmx.jinja import htmx_script
from jinja2 import Environment

from registry_app.presentation import events, links, values


def environment(**options: Any) -> Environment:
    """Jinja2 as `TEMPLATES` in the settings asks for it."""
    made = Environment(**options)  # noqa: S701  # Django's settings turn autoescape on
    made.globals |= {
        "compare_url": links.compare_url,
        "event_changes": events.event_changes,
        "event_subject": events.event_subject,
        "htmx_script": cache(htmx_script),
        "item_url": links.item_url,
        "model_url": links.model_url,
        "static": links.static,
        "theme": links.theme,
        "url": links.url,
        "version_url": links.version_url,
        "with_query": links.with_query,
    }
    made.filters |= {
        "ago": values.ago,
        "card": values.card,
        "day": values.day,
        "exact": values.exact,
        "number": values.number,
        "owner_url": links.owner_url,
        "percent": values.percent,
        "python": values.python,
        "shown": values.shown,
        "signed": values.signed,
        "words": events.words,
        "yes_no": values.yes_no,
    }
    return made
