"""API tokens: input and output."""

from typing import Annotated

from pydantic import Field

from mldb.schemas.accounts.staff_user import StaffUserRead
from mldb.schemas.base import AttributedRead, WriteSchema
from mldb.values.enums import TokenScope
from mldb.values.names import ModelName, Name
from mldb.values.times import Moment

ModelNames = Annotated[list[ModelName], Field(min_length=1, max_length=100)]


class APITokenCreate(WriteSchema):
    """A new API token of a staff user.

    With `model_names` it is limited to these models; without `expires_at` it doesn't expire.
    """

    user_id: int
    name: Name
    scope: TokenScope = TokenScope.READ
    model_names: ModelNames | None = None
    expires_at: Moment | None = None


class APITokenRead(AttributedRead):
    """An API token, without its secret.

    Purged models are missing in `model_names`: an empty list means that none of them is left.
    """

    user_id: int = Field(description="The `id` of its owner.", examples=[12])
    name: str = Field(description="Name of the token.", examples=["nightly"])
    scope: TokenScope = Field(
        description="The most that it may do, whatever its owner may.", examples=["write"]
    )
    model_names: list[str] | None = Field(
        description="Current names of the models to which the token is limited; null: it is valid "
        "for all.",
        examples=[["fraud-detector"]],
    )
    expires_at: Moment | None = Field(
        description="When it expires; null: never.", examples=["2027-03-01T12:00:00Z"]
    )
    last_used_at: Moment | None = Field(
        description="When it was last used, to the minute; null: never.", examples=[None]
    )
    revoked_at: Moment | None = Field(
        description="When it was revoked; null: it was not.", examples=[None]
    )


class APITokenCreated(APITokenRead):
    """A new token with its secret, which can't be read a second time."""

    secret: str = Field(repr=False)


class APITokenOwner(APITokenRead):
    """A valid token and the staff user it acts for."""

    user: StaffUserRead
