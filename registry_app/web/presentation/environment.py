"""What the templates can call."""

from typing import Any

from jinja2 import Environment

from registry_app.web.presentation import (
    browsers,
    changes,
    events,
    gone,
    links,
    pieces,
    snippets,
    values,
)
from registry_app.web.saved_views import links as saved_views


def environment(**options: Any) -> Environment:
    """Jinja2 as `TEMPLATES` in the settings asks for it."""
    made = Environment(**options)  # noqa: S701  # Django's settings turn autoescape on
    made.globals |= {
        "alias_url": links.alias_url,
        "carried": gone.carried,
        "compare_url": links.compare_url,
        "event_changes": events.event_changes,
        "event_subject": events.event_subject,
        "event_url": links.event_url,
        "event_verb": events.event_verb,
        "gone_names": gone.gone_names,
        "here": links.here,
        "htmx_script": links.htmx_script,
        "whole_change": changes.whole_change,
        "whole_changes": events.whole_changes,
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
        "browser": browsers.browser,
        "card": values.card,
        "code": values.code,
        "day": values.day,
        "exact": values.exact,
        "beside": changes.beside,
        "number": values.number,
        "owner_url": links.owner_url,
        "percent": values.percent,
        "plain_number": values.plain_number,
        "shown": values.shown,
        "signed": values.signed,
        "status": pieces.status,
        "tuple": tuple,
        "yes_no": values.yes_no,
    }
    return made
