"""Matching of text, the same in Python and in every database: A to Z in either case."""

import re
import string
from dataclasses import dataclass

_TO_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_LIKE_SPECIAL = re.compile(r"[\\%_]")


def folded(text: str) -> str:
    """The text with A to Z in lower case, and no other letter changed.

    As SQLite's `lower` does it, and PostgreSQL's under the collation "C".
    """
    return text.translate(_TO_LOWER)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Folded pieces of text with anything between them; one piece is a text without wildcards.

    Unless it is `anywhere`, it has to match the whole text.
    """

    pieces: tuple[str, ...]
    anywhere: bool = False

    @property
    def exact(self) -> str | None:
        """The only folded text that matches, or None if there are more."""
        return self.pieces[0] if len(self.pieces) == 1 and not self.anywhere else None

    @property
    def like(self) -> str:
        r"""For SQL's LIKE on folded text, with the escape character `\`."""
        escaped = "%".join(_LIKE_SPECIAL.sub(r"\\\g<0>", piece) for piece in self.pieces)
        return f"%{escaped}%" if self.anywhere else escaped

    def matches(self, text: str) -> bool:
        """Whether the text fits."""
        expression = ".*".join(re.escape(piece) for piece in self.pieces)
        find = re.search if self.anywhere else re.fullmatch
        return find(expression, folded(text), re.DOTALL) is not None


def pattern_of(text: str, *, is_quoted: bool, anywhere: bool = False) -> Pattern:
    """What was typed as a pattern: * stands for anything, except between quotes."""
    text = folded(text)
    return Pattern((text,) if is_quoted else tuple(text.split("*")), anywhere)
