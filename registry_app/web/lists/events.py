"""The list of what happened: of everything, or of one model."""

from typing import Final

from registry_app.web.lists.columns import Column

COLUMNS: Final = (
    Column("at", "When", lambda event: event.occurred_at, sort="at"),
    Column("by", "Who", lambda event: event.actor),
    Column("via", "Token", lambda event: event.via),
    Column("action", "Action", lambda event: event.action.value),
    Column("entity", "Kind", lambda event: event.entity),
    Column("name", "Name", lambda event: event.label),
    Column("reason", "Why", lambda event: event.reason),
    Column("changes", "Changes", lambda event: event.changes),
)
"""Those of the file; the page has no room for columns."""
