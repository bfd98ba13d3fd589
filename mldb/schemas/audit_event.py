"""Audit events: what to get."""

from typing import Any

from mldb.schemas.base import ReadSchema
from mldb.types import AuditAction, Moment


class AuditEventRead(ReadSchema):
    """Who changed what, when and why; `changes` maps each changed field to [before, after]."""

    occurred_at: Moment
    actor: str
    action: AuditAction
    entity: str
    entity_id: int
    label: str
    model_id: int | None
    changes: dict[str, tuple[Any, Any]]
    reason: str | None
