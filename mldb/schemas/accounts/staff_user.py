"""Staff users: input and output."""

from typing import Annotated, Any, Final

from pydantic import Field

from mldb.schemas.base import UNCHANGED, AttributedRead, UpdateSchema, WriteSchema
from mldb.values.enums import Role
from mldb.values.names import MailAddress, Name, Username
from mldb.values.texts import Opaque

DISPLAY_NAME: Final[Any] = Field(
    description="Name that the pages show; without it the username.", examples=["Alice"]
)
ROLE: Final[Any] = Field(
    description="Permissions; each role includes the ones before it.", examples=["editor"]
)
IS_ACTIVE: Final[Any] = Field(description="Whether they may log in.", examples=[True])
EMAIL: Final[Any] = Field(
    description="Address to which news of the inbox are mailed; null: none are.",
    examples=["alice@example.org"],
)


class StaffUserCreate(WriteSchema):
    """A new staff user; hashing the password is the caller's job."""

    username: Username
    password_hash: Opaque = Field(min_length=1, max_length=1_000, repr=False)
    display_name: Name | None = None
    role: Role = Role.VIEWER
    is_active: bool = True
    must_change_password: bool = False
    email: Annotated[MailAddress | None, EMAIL] = None


class StaffUserUpdate(UpdateSchema):
    """Changes to a staff user; the username is part of the history and never changes."""

    password_hash: Opaque = Field(default=UNCHANGED, min_length=1, max_length=1_000, repr=False)
    display_name: Name = UNCHANGED
    role: Role = UNCHANGED
    is_active: bool = UNCHANGED
    must_change_password: bool = UNCHANGED
    email: Annotated[MailAddress | None, EMAIL] = UNCHANGED


class StaffUserRead(AttributedRead):
    """A staff user, without the password's hash."""

    username: str = Field(
        description="Name under which they log in, in lower case.", examples=["alice"]
    )
    display_name: Annotated[str, DISPLAY_NAME]
    role: Annotated[Role, ROLE]
    is_active: Annotated[bool, IS_ACTIVE]
    must_change_password: bool = Field(
        description="Whether they have to choose a new password at the next login.",
        examples=[False],
    )
    email: Annotated[str | None, EMAIL] = None


class StaffUserCredentials(StaffUserRead):
    """A staff user with the password's hash, for the authentication backend alone.

    Read with a session, it also has the number of unread entries in the inbox, up to 100.
    """

    password_hash: str = Field(repr=False)
    unread_count: int = 0
