"""Base classes of records."""

from typing import ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from mldb.sentence import sentence
from mldb.values.names import Name
from mldb.values.numbers import RowVersion
from mldb.values.times import Moment

ORDINARY_LENGTH: Final = 1_000
"""Texts up to this length count nothing towards a record's weight."""


class BaseRecord(BaseModel):
    """A row of an export; it refers to other rows by names and numbers, never by ids."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, defer_build=True, hide_input_in_errors=True
    )
    type_name: ClassVar[str]
    """Name of the record type, such as `model_tags`."""

    @property
    def title(self) -> str:
        """The record's name at the start of a sentence."""
        return sentence(str(self))

    @property
    def weight(self) -> int:
        """Memory use, in records of ordinary size."""
        return 1


class Authored(BaseRecord):
    """A record with author and times."""

    created_at: Moment
    created_by: Name
    updated_at: Moment
    updated_by: Name
    row_version: RowVersion = 1


class Trashable(Authored):
    """A record that can be in the trash."""

    deleted_at: Moment | None = None
    deleted_by: Name | None = None

    @model_validator(mode="after")
    def _deleted_by_somebody(self) -> Self:
        if (self.deleted_at is None) != (self.deleted_by is None):
            raise PydanticCustomError("deleted_by", "Who put it into the trash goes with when.")
        return self

    @property
    def is_trashed(self) -> bool:
        """Whether it is in the trash."""
        return self.deleted_at is not None
