"""Bulk actions on what runs log."""

from typing import Any

from mldb.schemas import BulkOutcome
from registry_app.core.registry import Registry
from registry_app.web.bulk.selection import Selection


def tag(registry: Registry, selection: Selection, form: Any, *, dry_run: bool) -> BulkOutcome:
    """Give runs a tag, or its value to those that have another one."""
    live = list(registry.tracking_lists.run_ids(selection.labels))
    return registry.run_logs.set_tag_on_many(live, form.payload, dry_run=dry_run)
