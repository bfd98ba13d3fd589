"""Callers, sessions and staff users in requests and responses."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from mldb.schemas.accounts.staff_user import DISPLAY_NAME, IS_ACTIVE, ROLE
from mldb.schemas.base import UNCHANGED, WriteSchema
from mldb.values.enums import Role
from mldb.values.names import Name, Username
from mldb.values.times import Moment
from registry_app.api.schemas.strict import Flag


class Whoami(BaseModel):
    """The caller and their permissions."""

    username: str = Field(
        description="Name under which they log in, in lower case.", examples=["alice"]
    )
    role: Annotated[Role, ROLE]
    token: str | None = Field(
        description="Name of the token; null in a browser.", examples=["nightly"]
    )
    model_names: list[str] | None = Field(
        description="Current names of the models to which the token is limited; null: it is valid "
        "for all.",
        examples=[["fraud-detector"]],
    )


class SessionListed(BaseModel):
    """A browser in which somebody is logged in."""

    id: int = Field(
        description="Identifier, unique per resource type and never reused.", examples=[12]
    )
    browser: str | None = Field(
        description="User agent of the browser; null: unknown.",
        examples=["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
    )
    address: str | None = Field(
        description="Network address of its last use; null: unknown.", examples=["192.0.2.7"]
    )
    created_at: Moment = Field(
        description="When the password was last given.", examples=["2026-03-01T08:00:00Z"]
    )
    updated_at: Moment = Field(
        description="When it was last used, to some minutes.", examples=["2026-03-01T12:00:00Z"]
    )
    expires_at: Moment = Field(
        description="When it expires if it is not used before.", examples=["2026-03-08T12:00:00Z"]
    )


class StaffUserHire(WriteSchema):
    """A new staff user with a first password, which they have to change when they log in."""

    username: Username = Field(
        description="Name under which they log in, in lower case.", examples=["bob"]
    )
    password: str = Field(
        max_length=4_096,
        repr=False,
        description="At least 10 characters, and hard to guess.",
        examples=["correct horse battery staple"],
    )
    display_name: Annotated[Name | None, DISPLAY_NAME] = Field(None, examples=["Bob"])
    role: Annotated[Role, ROLE] = Field(Role.VIEWER, examples=["viewer"])


class StaffUserChanges(WriteSchema):
    """Changes to a staff user; omitted fields stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "editor"}]})

    display_name: Annotated[Name, DISPLAY_NAME] = UNCHANGED
    role: Annotated[Role, ROLE] = UNCHANGED
    is_active: Annotated[Flag, IS_ACTIVE] = UNCHANGED
