"""Audit events: what to get."""

from typing import Any

from mldb.schemas.base import ReadSchema
from mldb.values.enums import AuditAction
from mldb.values.times import Moment


class AuditEventRead(ReadSchema):
    """Who changed what, when and why; `changes` maps each changed field to [before, after].

    `via` names the API token with which a program acted for the actor; None: none did.
    """

    occurred_at: Moment
    actor: str
    via: str | None = None
    action: AuditAction
    entity: str
    entity_id: int
    label: str
    model_id: int | None
    changes: dict[str, tuple[Any, Any]]
    reason: str | None
