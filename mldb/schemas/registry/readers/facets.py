"""Values that the rows of a list have, with the number of rows."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a field, `tag.team` among them, and how many rows have it.

    `field` is written as in a query. For a metric the value is its name.
    """

    field: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The most frequent values of one field, or of all tags; `has_more`: there are others."""

    name: str
    values: Sequence[FacetValue]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets of what a query finds; counted in its first `looked_at` rows if `is_cut`."""

    facets: Sequence[Facet]
    looked_at: int
    is_cut: bool
