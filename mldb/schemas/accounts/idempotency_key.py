"""Idempotency keys: input."""

from typing import Annotated

from pydantic import Field

from mldb.schemas.base import WriteSchema
from mldb.values.names import Name
from mldb.values.texts import Opaque


class IdempotencyKeyUse(WriteSchema):
    """A request of a staff user under a key; `fingerprint` is equal for equal requests."""

    user_id: int
    key: Name
    fingerprint: Annotated[Opaque, Field(max_length=64)]
