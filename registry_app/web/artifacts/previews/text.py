"""Bytes as text, and text as the lines that a page shows."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

LINES_SHOWN: Final = 1_000
LINE_LENGTH: Final = 2_000
"""Characters of a line that are shown."""
_UTF_16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_MOST_REPLACED: Final = 0.05
# What could make a text look like another one: shown as its number.
_HIDDEN: Final = re.compile(
    "[\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]"
)
_CONTROLS: Final = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}


@dataclass(frozen=True)
class Decoded:
    """A text; `is_exact` unless some bytes of it are no text."""

    text: str
    is_exact: bool = True


@dataclass(frozen=True)
class Lines:
    """The first lines of a text.

    `total` is None if the text is only the beginning of the file. If `has_cut_lines`, some are
    longer than they are shown.
    """

    lines: list[str]
    total: int | None
    has_cut_lines: bool

    @property
    def is_whole(self) -> bool:
        """Whether these are all the lines, in full."""
        return self.total == len(self.lines) and not self.has_cut_lines


def decoded(content: bytes, *, is_whole: bool) -> Decoded | None:
    """The text of a file, or of its beginning; None if it is no text."""
    encoding = _UTF_16.get(content[:2], "utf-8")
    if encoding == "utf-8" and b"\x00" in content:
        return None
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    # A character may be cut in two where the beginning ends.
    text = decoder.decode(content, final=is_whole).removeprefix("\ufeff")
    replaced = text.count(_REPLACEMENT)
    if replaced > len(text) * _MOST_REPLACED:
        return None
    return Decoded(text, is_exact=not replaced)


def lines_of(text: str, *, is_whole: bool) -> Lines:
    """The lines to show."""
    every = re.split("\r\n|\n|\r", text)
    if every[-1] == "":
        every.pop()
    shown = every[:LINES_SHOWN]
    return Lines(
        [visible(line[:LINE_LENGTH]) for line in shown],
        len(every) if is_whole else None,
        any(len(line) > LINE_LENGTH for line in shown),
    )


def visible(text: str) -> str:
    """The text with signs for control characters and for those that hide or turn others."""
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text).translate(_CONTROLS)
