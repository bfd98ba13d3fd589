"""Login sessions: what to give, what to get."""

from pydantic import Field

from mldb.schemas.base import ReadSchema, WriteSchema
from mldb.schemas.staff_user import StaffUserCredentials
from mldb.types import TEXT_LENGTH, Moment, Opaque


class StaffSessionCreate(WriteSchema):
    """A session to store; its key is kept as a hash only."""

    key: str = Field(min_length=8, max_length=255, repr=False)
    payload: Opaque = Field(max_length=TEXT_LENGTH, repr=False)
    expires_at: Moment
    user_id: int | None = None


class StaffSessionRead(ReadSchema):
    """A stored session."""

    user_id: int | None
    payload: str = Field(repr=False)
    created_at: Moment
    updated_at: Moment
    expires_at: Moment


class StaffSessionOwner(StaffSessionRead):
    """A stored session and the staff user who is logged in with it, active or not.

    For the authentication alone. None: nobody is logged in.
    """

    user: StaffUserCredentials | None
