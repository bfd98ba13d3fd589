"""What can't be read in a query, and where."""

from dataclasses import dataclass
from typing import Self

from django.utils.html import format_html
from django.utils.safestring import SafeString

from mldb.errors import QuerySyntaxError


@dataclass(frozen=True)
class Mistake:
    """Why nothing was searched; for a query also where in it, as the text before and from there.

    `suggestion` is the whole query as it probably was meant.
    """

    message: str
    before: str = ""
    after: str = ""
    suggestion: str | None = None

    @classmethod
    def of(cls, text: str, error: QuerySyntaxError) -> Self:
        """The mistake in this query."""
        return cls(str(error), text[: error.position], text[error.position :], error.suggestion)

    @property
    def query(self) -> SafeString:
        """The query with the character at which it goes wrong marked; empty without a query."""
        if not self.before and not self.after:
            return SafeString()
        first, rest = self.after[:1] or "\N{NO-BREAK SPACE}", self.after[1:]
        return format_html("<code>{}<mark>{}</mark>{}</code>", self.before, first, rest)
