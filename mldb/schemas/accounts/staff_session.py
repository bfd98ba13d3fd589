"""Login sessions: input and output."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from mldb.schemas.accounts.login_attempt import cut
from mldb.schemas.accounts.staff_user import StaffUserCredentials
from mldb.schemas.base import ReadSchema, WriteSchema
from mldb.values.limits import TEXT_LENGTH
from mldb.values.texts import Opaque
from mldb.values.times import Moment

Sent = Annotated[str, BeforeValidator(cut)]


class StaffSessionCreate(WriteSchema):
    """A session to store; its key is stored as a hash only.

    `address` (a network address) and `browser` describe its last use.
    """

    key: str = Field(min_length=8, max_length=255, repr=False)
    payload: Opaque = Field(max_length=TEXT_LENGTH, repr=False)
    expires_at: Moment
    user_id: int | None = None
    address: Sent | None = None
    browser: Sent | None = None


class StaffSessionRead(ReadSchema):
    """A stored session."""

    user_id: int | None
    payload: str = Field(repr=False)
    created_at: Moment
    updated_at: Moment
    expires_at: Moment
    address: str | None
    browser: str | None


class StaffSessionOwner(StaffSessionRead):
    """A stored session and the staff user who is logged in with it, active or not; None: nobody.

    For the authentication alone.
    """

    user: StaffUserCredentials | None
