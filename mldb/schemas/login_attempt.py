"""Login attempts: what to give, what to get."""

from typing import Annotated

from pydantic import BeforeValidator

from mldb.rules.naming import spelling
from mldb.schemas.base import ReadSchema, WriteSchema
from mldb.types import NAME_LENGTH, Moment


def _cut(text: object) -> object:
    """What a stranger typed is counted, whatever it is: cut short, without what can't be kept.

    Without blanks around it and in lower case too, as the look-up of accounts ignores both.
    """
    if not isinstance(text, str):
        return text
    kept = text.replace("\x00", "").encode(errors="replace").decode()
    return spelling(kept).strip().lower()[:NAME_LENGTH]


Typed = Annotated[str, BeforeValidator(_cut)]


class LoginAttemptCreate(WriteSchema):
    """Somebody tried to log in."""

    username: Typed
    address: Typed
    succeeded: bool


class LoginAttemptRead(ReadSchema):
    """A recorded attempt."""

    username: str
    address: str
    succeeded: bool
    attempted_at: Moment
