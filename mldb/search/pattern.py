"""Matching of text in any case and script, the same in Python and in every database."""

import re
import unicodedata
from dataclasses import dataclass

_LIKE_SPECIAL = re.compile(r"[\\%_]")


def folded(text: str) -> str:
    """The text without the difference between upper and lower case, composed (NFC).

    First in upper case, so that ß and SS are alike; the three small and large sigmas are one
    letter. `mldb.statements.search.fold` does the same in every database.
    """
    if text.isascii():
        return text.lower()
    lower = text.upper().lower().replace("ς", "σ")  # noqa: RUF001  # Greek letters
    return unicodedata.normalize("NFC", lower)


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
