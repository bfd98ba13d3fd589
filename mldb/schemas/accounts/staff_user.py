"""Staff users: what to give, what to get."""

from pydantic import Field

from mldb.schemas.base import UNCHANGED, AttributedRead, UpdateSchema, WriteSchema
from mldb.values.enums import Role
from mldb.values.names import Name, Username
from mldb.values.texts import Opaque


class StaffUserCreate(WriteSchema):
    """A new staff user; hashing the password is the caller's job."""

    username: Username
    password_hash: Opaque = Field(min_length=1, max_length=1_000, repr=False)
    display_name: Name | None = None
    role: Role = Role.VIEWER
    is_active: bool = True
    must_change_password: bool = False


class StaffUserUpdate(UpdateSchema):
    """Changes to a staff user; the username stands in the history and never changes."""

    password_hash: Opaque = Field(default=UNCHANGED, min_length=1, max_length=1_000, repr=False)
    display_name: Name = UNCHANGED
    role: Role = UNCHANGED
    is_active: bool = UNCHANGED
    must_change_password: bool = UNCHANGED


class StaffUserRead(AttributedRead):
    """A staff user, without the password's hash."""

    username: str
    display_name: str
    role: Role
    is_active: bool
    must_change_password: bool


class StaffUserCredentials(StaffUserRead):
    """A staff user with what a login compares; for the authentication backend alone."""

    password_hash: str = Field(repr=False)
