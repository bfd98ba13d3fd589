"""Case-insensitive matching of text in any script, with equal results in every database."""

import re
import unicodedata
from dataclasses import dataclass

from mldb.values.limits import INDEXED_LENGTH

_LIKE_SPECIAL = re.compile(r"[\\%_]")


def folded(text: str) -> str:
    """The text case-folded and composed (NFC).

    It goes through upper case, so that ß and SS are equal; all forms of sigma are one letter.
    `mldb.statements.search.fold` is the counterpart in SQL.
    """
    if text.isascii():
        return text.lower()
    lower = text.upper().lower().replace("ς", "σ")  # noqa: RUF001  # Greek letters
    return unicodedata.normalize("NFC", lower)


def start_of(text: str) -> str:
    """The beginning of the text, folded, for an index: texts that differ in case alone share it."""
    return folded(text)[:INDEXED_LENGTH]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Folded pieces of text with wildcards between them; a single piece has no wildcards.

    With `anywhere` it matches any part of a text, else the whole text only.
    """

    pieces: tuple[str, ...]
    anywhere: bool = False

    @property
    def exact(self) -> str | None:
        """The only folded text that matches; None if there are more."""
        return self.pieces[0] if len(self.pieces) == 1 and not self.anywhere else None

    @property
    def like(self) -> str:
        r"""The pattern for SQL's LIKE on folded text, with the escape character `\`."""
        escaped = "%".join(_LIKE_SPECIAL.sub(r"\\\g<0>", piece) for piece in self.pieces)
        return f"%{escaped}%" if self.anywhere else escaped

    def matches(self, text: str) -> bool:
        """Whether the text matches the pattern."""
        expression = ".*".join(re.escape(piece) for piece in self.pieces)
        find = re.search if self.anywhere else re.fullmatch
        return find(expression, folded(text), re.DOTALL) is not None


def pattern_of(text: str, *, is_quoted: bool, anywhere: bool = False) -> Pattern:
    """The pattern for a typed text: * is a wildcard, except between quotes."""
    text = folded(text)
    return Pattern((text,) if is_quoted else tuple(text.split("*")), anywhere)
