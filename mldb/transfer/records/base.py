"""What all records have in common."""

from typing import ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from mldb.sentence import sentence
from mldb.values.names import Name
from mldb.values.numbers import RowVersion
from mldb.values.times import Moment

ORDINARY_LENGTH: Final = 1_000
"""Up to this many characters a text weighs nothing."""


class BaseRecord(BaseModel):
    """One thing of a registry; it refers to others by their names and numbers, never by an id."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, defer_build=True, hide_input_in_errors=True
    )
    kind: ClassVar[str]
    """Name of all things of this kind."""

    @property
    def title(self) -> str:
        """Its name at the start of a sentence."""
        return sentence(str(self))

    @property
    def weight(self) -> int:
        """How many records of ordinary size it counts for in memory."""
        return 1


class Authored(BaseRecord):
    """With who wrote it and when."""

    created_at: Moment
    created_by: Name
    updated_at: Moment
    updated_by: Name
    row_version: RowVersion = 1


class Trashable(Authored):
    """With since when it lies in the trash, and who put it there."""

    deleted_at: Moment | None = None
    deleted_by: Name | None = None

    @model_validator(mode="after")
    def _deleted_by_somebody(self) -> Self:
        if (self.deleted_at is None) != (self.deleted_by is None):
            raise PydanticCustomError("deleted_by", "Who put it into the trash goes with when.")
        return self

    @property
    def is_trashed(self) -> bool:
        """Whether it lies in the trash."""
        return self.deleted_at is not None
