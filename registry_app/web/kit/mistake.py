"""A mistake in a request, and its position in a query."""

from dataclasses import dataclass
from typing import Self

from mldb.errors import QuerySyntaxError


@dataclass(frozen=True)
class Mistake:
    """A refusal; for a query also the character at which it goes wrong and the text around it.

    `suggestion` is the whole query as it probably was meant.
    """

    message: str
    before: str = ""
    marked: str = ""
    after: str = ""
    suggestion: str | None = None

    @classmethod
    def of(cls, text: str, error: QuerySyntaxError) -> Self:
        """The mistake in this query; a blank is marked where the query ends too early."""
        at = error.position
        marked = (text[at : at + 1] or "\N{NO-BREAK SPACE}") if text else ""
        return cls(str(error), text[:at], marked, text[at + 1 :], error.suggestion)

    @property
    def has_query(self) -> bool:
        """Whether there is a query to show."""
        return bool(self.marked)
