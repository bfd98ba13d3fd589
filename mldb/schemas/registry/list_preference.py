"""Preferences of lists: input and output."""

from typing import NamedTuple

from pydantic import Field

from mldb.schemas.base import UNCHANGED, ReadSchema, WriteSchema
from mldb.schemas.registry.saved_view import ColumnNames, ListKind
from mldb.values.enums import Density


class ShownList(NamedTuple):
    """A list: of all rows of its type, of one model's versions, or of one experiment's runs."""

    kind: ListKind
    model_id: int | None = None
    experiment_id: int | None = None


class ListPreferenceWrite(WriteSchema):
    """What to remember; fields that are not given stay as they are."""

    columns: ColumnNames = UNCHANGED
    density: Density | None = UNCHANGED


class ListPreferenceRead(ReadSchema):
    """Columns and density of a list; empty or None: the usual ones."""

    columns: list[str] = Field(default_factory=list)
    density: Density | None = None


class ListPreferences(NamedTuple):
    """How a list is shown to somebody: their own preference, and the default for all."""

    own: ListPreferenceRead | None = None
    default: ListPreferenceRead | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns; empty: the list's usual ones."""
        found = (one.columns for one in (self.own, self.default) if one is not None)
        return tuple(next(filter(None, found), ()))

    @property
    def density(self) -> Density:
        """How much room the rows take."""
        found = (one.density for one in (self.own, self.default) if one is not None)
        return next(filter(None, found), Density.ROOMY)
