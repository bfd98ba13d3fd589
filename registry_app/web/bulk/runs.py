"""Bulk actions on what runs log."""

from typing import Any, Final

from mldb.schemas import BulkOutcome, Skipped
from registry_app.core.registry import Registry
from registry_app.web.bulk.selection import Selection

_HAS_IT_NOT: Final = "It has no such tag."


def tag(registry: Registry, selection: Selection, form: Any, *, dry_run: bool) -> BulkOutcome:
    """Give runs a tag, or its value to those that have another one."""
    live = list(registry.tracking_lists.run_ids(selection.labels))
    return registry.run_logs.set_tag_on_many(live, form.payload, dry_run=dry_run)


def untag(registry: Registry, selection: Selection, form: Any, *, dry_run: bool) -> BulkOutcome:
    """Remove a tag from runs, of all or of none."""
    key = form.payload.key
    ids = registry.tracking_lists.run_ids(selection.labels)
    cells = registry.run_reader.cells(list(ids.values()), tags=[key])
    outcome = BulkOutcome()
    for public_id, run_id in ids.items():
        if key in cells[run_id].tags:
            outcome.done.append(public_id)
        else:
            outcome.skipped.append(Skipped(public_id, _HAS_IT_NOT))
    if not dry_run:
        with registry.transaction() as together:
            for public_id in outcome.done:
                together.run_logs.delete_tag(public_id, key, reason=form.why)
    return outcome
