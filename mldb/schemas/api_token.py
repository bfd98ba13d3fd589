"""API tokens: what to give, what to get."""

from pydantic import Field

from mldb.schemas.base import AttributedRead, WriteSchema
from mldb.schemas.staff_user import StaffUserRead
from mldb.types import Moment, Name, TokenScope


class APITokenCreate(WriteSchema):
    """A new API token of a staff user; None: it doesn't expire."""

    user_id: int
    name: Name
    scope: TokenScope = TokenScope.READ
    expires_at: Moment | None = None


class APITokenRead(AttributedRead):
    """An API token, without its secret."""

    user_id: int
    name: str
    scope: TokenScope
    expires_at: Moment | None
    last_used_at: Moment | None
    revoked_at: Moment | None


class APITokenCreated(APITokenRead):
    """A token just made; nobody can read the secret a second time."""

    secret: str = Field(repr=False)


class APITokenOwner(APITokenRead):
    """A valid token and the staff user it acts for."""

    user: StaffUserRead
