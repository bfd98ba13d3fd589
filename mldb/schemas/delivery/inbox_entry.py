"""Entries of inboxes: output."""

from pydantic import BaseModel, ConfigDict, Field

from mldb.schemas.audit.audit_event import AuditEventRead
from mldb.schemas.base import ReadSchema
from mldb.values.enums import NoticeKind
from mldb.values.times import Moment


class InboxEntryRead(ReadSchema):
    """Something that happened, for one person."""

    kind: NoticeKind = Field(description="Why it is in the inbox.", examples=["alias"])
    event_count: int = Field(
        description="How many events of one change it stands for; `event` is the last.",
        examples=[1],
    )
    created_at: Moment = Field(description="When it happened.", examples=["2026-03-02T09:30:00Z"])
    read_at: Moment | None = Field(
        description="When it was marked as read; null: it is unread.", examples=[None]
    )
    model_name: str | None = Field(
        description="Current name of the model; null: it was purged.", examples=["fraud-detector"]
    )
    event: AuditEventRead = Field(description="The change.")


class DueMail(BaseModel):
    """News for one person that are to be mailed now; `attempts` failed before."""

    model_config = ConfigDict(frozen=True)

    username: str
    display_name: str
    email: str
    attempts: int
    entries: list[InboxEntryRead]
