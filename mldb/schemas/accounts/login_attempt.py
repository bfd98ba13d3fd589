"""Login attempts: input and output."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from mldb.rules.login import network_of
from mldb.schemas.base import ReadSchema, WriteSchema
from mldb.values.limits import NAME_LENGTH
from mldb.values.spelling import spelling
from mldb.values.times import Moment


def cut(text: object) -> object:
    """The text, shortened, and without characters that can't be stored."""
    if not isinstance(text, str):
        return text
    kept = text.replace("\x00", "").encode(errors="replace").decode()
    return spelling(kept).strip()[:NAME_LENGTH]


def _lower(text: str) -> str:
    # Some letters become two.
    return text.lower()[:NAME_LENGTH]


# As the look-up of accounts ignores case, too.
Typed = Annotated[str, BeforeValidator(cut), AfterValidator(_lower)]
Network = Annotated[Typed, AfterValidator(network_of)]


class LoginAttemptCreate(WriteSchema):
    """An attempt to record before its password is checked.

    With a `budget` the attempt counts against that alone, otherwise against the account and the
    network address.
    """

    username: Typed
    address: Network
    budget: str | None = None


class LoginAttemptRead(ReadSchema):
    """A recorded attempt; until its password is checked it has not succeeded."""

    username: str
    address: str
    budget: str | None
    succeeded: bool
    attempted_at: Moment
