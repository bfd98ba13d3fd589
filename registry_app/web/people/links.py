"""URLs of people and teams for templates."""

import re
from typing import Final

from registry_app.web.presentation.links import query_of, url

UNREAD_LIMIT: Final = 100
"""As far unread entries are counted."""


def person_url(name: str) -> str:
    """The page of a person; of a name that no account can have, what was done under it."""
    if re.fullmatch(r"[^\W_][\w.@+-]*", name):
        return url("registry:person", name)
    return url("registry:history") + query_of({"q": f"by:{_quoted(name)}"})


def owned_query(username: str) -> str:
    """The query for the models that somebody owns."""
    return f"owner:{_quoted(username)}"


def owned_url(username: str) -> str:
    """The list of the models that somebody owns."""
    return url("registry:model-list") + query_of({"q": owned_query(username)})


def done_url(username: str) -> str:
    """The history of what somebody did."""
    return url("registry:history") + query_of({"q": f"by:{_quoted(username)}"})


def team_url(name: str) -> str:
    """The list of the models of a team."""
    return url("registry:model-list") + query_of({"q": f"team:{_quoted(name)}"})


def unread_text(count: int) -> str:
    """The number of unread entries, as far as it is counted."""
    return f"{count}" if count < UNREAD_LIMIT else f"{UNREAD_LIMIT - 1}+"


def _quoted(name: str) -> str:
    """The name as a value of the query language."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
