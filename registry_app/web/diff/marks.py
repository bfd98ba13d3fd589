"""Marks for invisible characters of a text."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from registry_app.web.macros import macro

# Controls, blanks other than the usual one, and characters that show nothing by themselves.
_UNSEEN: Final = (
    r"[\x00-\x1f\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_MARKED: Final = re.compile(rf"\A +| +(?=[\r\n]|\Z)|{_UNSEEN}")
TEMPLATE: Final = "kit/differences.html"
_SIGNS: Final = {"\n": ("↵", "line feed"), "\r": ("␍", "carriage return"), "\t": ("⇥", "tab")}
# Scripts with letters that look like ASCII letters.
_SCRIPTS: Final = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
# So many characters are shown as code points; more would not help.
_CODE_POINTS: Final = 4


def marked(text: str) -> Markup:
    """HTML of a text that changed, with a mark for each invisible character.

    Line feeds follow their marks; blanks are marked where the text or a line begins or ends.
    """
    if text.isprintable() and text == text.strip(" "):
        return escape(text)
    return Markup("").join(_runs(text))


def _runs(text: str) -> Iterator[str]:
    """Visible runs of the text, and marks as HTML."""
    start = 0
    for found in _MARKED.finditer(text):
        yield text[start : found.start()]
        yield _mark_of(found[0])
        start = found.end()
    yield text[start:]


def code_points(text: str, other: str) -> Markup:
    """HTML of the code points, if the two texts differ but look alike; otherwise empty."""
    if not text or not other or not _look_alike(text, other):
        return Markup()
    points = [f"U+{ord(one):04X}" for one in text[:_CODE_POINTS]]
    html = macro(TEMPLATE, "code_points")(points, len(text) > _CODE_POINTS)
    return Markup(" ") + html


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


@lru_cache(maxsize=1024)
def _mark_of(found: str) -> Markup:
    """The mark for blanks or for one invisible character."""
    if found[0] == " ":
        return macro(TEMPLATE, "mark")("·" * len(found), "blank")
    sign, name = _SIGNS.get(found, ("", ""))
    if not sign:
        sign = f"U+{ord(found):04X}"
        name = unicodedata.name(found, "control character").lower()
    mark = macro(TEMPLATE, "mark")(sign, name)
    return mark + "\n" if found == "\n" else mark
