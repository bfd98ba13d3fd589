"""API tokens: what to give, what to get."""

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

    With `model_names` it is for these models alone, otherwise for everything; without `expires_at`
    it doesn't expire.
    """

    user_id: int
    name: Name
    scope: TokenScope = TokenScope.READ
    model_names: ModelNames | None = None
    expires_at: Moment | None = None


class APITokenRead(AttributedRead):
    """An API token, without its secret.

    `model_names` are what its models are called now; those that were purged are left out, so that
    an empty list means that it is for nothing any more. None: it is for everything.
    """

    user_id: int
    name: str
    scope: TokenScope
    model_names: list[str] | None
    expires_at: Moment | None
    last_used_at: Moment | None
    revoked_at: Moment | None


class APITokenCreated(APITokenRead):
    """A token just made; nobody can read the secret a second time."""

    secret: str = Field(repr=False)


class APITokenOwner(APITokenRead):
    """A valid token and the staff user it acts for."""

    user: StaffUserRead
