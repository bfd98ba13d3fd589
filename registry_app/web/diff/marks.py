"""Marks for invisible characters of a text."""

import re
import unicodedata
from html import escape
from typing import Final

# Controls, blanks other than the usual one, and characters that show nothing by themselves.
_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_OUTER_BLANKS: Final = re.compile(r"\A +| +(?=[\r\n]|\Z)")
_SIGNS: Final = {"\n": ("↵", "line feed"), "\r": ("␍", "carriage return"), "\t": ("⇥", "tab")}
# Scripts with letters that look like ASCII letters.
_SCRIPTS: Final = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
# So many characters are shown as code points; more would not help.
_CODE_POINTS: Final = 4


def marked(text: str) -> str:
    """HTML of a text that changed, with a mark for each character that shows nothing.

    Line feeds stay behind their marks; blanks are marked where the text or a line begins or ends.
    """
    if text.isprintable() and text == text.strip(" "):
        return escape(text)
    outer = _OUTER_BLANKS.sub(lambda found: _mark("·" * len(found[0]), "blank"), escape(text))
    return _UNSEEN.sub(_unseen, outer)


def code_points(text: str, other: str) -> str:
    """HTML of the code points, if the two texts differ but look alike; otherwise empty."""
    if not text or not other or not _look_alike(text, other):
        return ""
    points = " ".join(f"U+{ord(one):04X}" for one in text[:_CODE_POINTS])
    return f' <span class="mark-char">({points}{" …" if len(text) > _CODE_POINTS else ""})</span>'


def _look_alike(text: str, other: str) -> bool:
    """Whether they are one text in two spellings, or as many letters, some of another script."""
    if unicodedata.normalize("NFKC", text) == unicodedata.normalize("NFKC", other):
        return True
    is_short = len(text) == len(other) <= _CODE_POINTS
    return is_short and text.isascii() != other.isascii() and any(map(_has_double, text + other))


def _has_double(character: str) -> bool:
    """Whether it can be taken for an ASCII character."""
    if character.isascii():
        return False
    is_sign = unicodedata.category(character).startswith(("P", "S"))
    return is_sign or unicodedata.name(character, "").startswith(_SCRIPTS)


def _unseen(found: re.Match[str]) -> str:
    character = found[0]
    sign, name = _SIGNS.get(character, ("", ""))
    if not sign:
        sign = f"U+{ord(character):04X}"
        name = unicodedata.name(character, "control character").lower()
    return _mark(sign, name) + ("\n" if character == "\n" else "")


def _mark(sign: str, name: str) -> str:
    return f'<span class="mark-char" title="{name}">{sign}</span>'
