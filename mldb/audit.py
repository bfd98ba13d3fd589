"""What an audit event says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

HIDDEN: Final = "(hidden)"
_SECRET = {"password_hash", "secret_hash"}

Changes = dict[str, tuple[Any, Any]]
"""Before and after by field; None stands for "was not there" and "is no more"."""


@dataclass(frozen=True)
class Subject:
    """The thing that an event is about, named so that it can be told when it is gone."""

    entity: str
    id: int
    label: str
    model_id: int | None = None


def snapshot(row: object, fields: Iterable[str]) -> dict[str, Any]:
    """The fields' present values."""
    return {field: getattr(row, field) for field in fields}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """The fields that differ; secrets show that they changed and nothing else."""
    changes: Changes = {}
    for field in sorted({**before, **after}):
        old, new = before.get(field), after.get(field)
        if old != new:
            changes[field] = (HIDDEN, HIDDEN) if field in _SECRET else (old, new)
    return changes


def prefixed(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Named values as fields of the thing they belong to: `metrics.auc`."""
    return {f"{prefix}.{name}": value for name, value in values.items()}
