"""Contents of an audit event: its subject and its changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

HIDDEN: Final = "(hidden)"
_SECRET = {"password_hash", "secret_hash", "email"}

Changes = dict[str, tuple[Any, Any]]
"""Values before and after by field; None: the field did not exist."""


@dataclass(frozen=True)
class Subject:
    """The entity that an event is about; the label names it even after a purge."""

    entity: str
    id: int
    label: str
    model_id: int | None = None


def snapshot(row: object, fields: Iterable[str]) -> dict[str, Any]:
    """Current values by field."""
    return {field: getattr(row, field) for field in fields}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """The fields that differ; a changed secret is shown as hidden."""
    changes: Changes = {}
    for field in sorted({**before, **after}):
        old, new = before.get(field), after.get(field)
        if old != new:
            changes[field] = (HIDDEN, HIDDEN) if field in _SECRET else (old, new)
    return changes


def prefixed(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Items as fields of their owner: `metrics.auc`."""
    return {f"{prefix}.{name}": value for name, value in values.items()}
