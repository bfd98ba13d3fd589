"""Audit events: output."""

from typing import Any

from pydantic import Field

from mldb.schemas.base import ReadSchema
from mldb.values.enums import AuditAction
from mldb.values.times import Moment


class AuditEventRead(ReadSchema):
    """A change: its author, time, content and reason."""

    occurred_at: Moment = Field(description="When it was done.", examples=["2026-03-02T09:30:00Z"])
    actor: str = Field(description="Who did it.", examples=["alice"])
    via: str | None = Field(
        None,
        description="API token with which a program acted for the actor; null: no program did.",
        examples=["nightly"],
    )
    action: AuditAction = Field(description="The action.", examples=["move_alias"])
    entity: str = Field(description="Type of the changed entity.", examples=["model"])
    entity_id: int = Field(description="The `id` of the changed entity.", examples=[12])
    label: str = Field(
        description="Name of the model, or model/number of the version.",
        examples=["fraud-detector"],
    )
    model_id: int | None = Field(
        description="The `id` of its model; null: it belongs to none.", examples=[12]
    )
    changes: dict[str, tuple[Any, Any]] = Field(
        description="Changed fields, each as [before, after]; null: it had no value.",
        examples=[{"aliases.champion": [1, 3]}],
    )
    reason: str | None = Field(
        description="Why, if a reason was given.", examples=["Better on held-out data"]
    )
