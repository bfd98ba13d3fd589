"""Spelling of names: one normal form, no hidden characters, something visible."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

# Controls, line and paragraph separators, marks that reorder text, and characters that show nothing
# or a blank that is none: each makes a name look like another one. Joiners and variation selectors
# are not among them, because some scripts and emoji need them: see `_is_misplaced`.
HIDDEN: Final = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""The inside of a character class."""

SELECTORS: Final = "\u200c\u200d\ufe00-\ufe0f"
"""Characters that only change how their neighbours look; the inside of a character class."""

# Below it are Latin, Greek, Cyrillic and Armenian, in which a joiner shows nothing.
_FIRST_JOINED: Final = "\u0590"
_JOINERS: Final = "\u200c\u200d"
_KEYCAP: Final = "\u20e3"
_SHOWN: Final = frozenset("LNPS")
_RESERVED: Final = r"latest|v\d+"


def spelling(text: str) -> str:
    """The text in the normal form of names (NFC): `e` and an accent are `é`."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def has_hidden(name: str) -> bool:
    """Whether something in it shows nothing, or reorders the rest."""
    # `isprintable` is much quicker than a pattern; selectors are printable.
    if name.isascii():
        return not name.isprintable()
    return re.search(f"[{HIDDEN}]", name) is not None or any(_misplaced(name))


def is_visible(name: str) -> bool:
    """Whether there is anything to see: a letter, a digit, a sign; marks need one of these."""
    if name.isascii():
        return not name.isspace() and bool(name)
    return any(unicodedata.category(character)[0] in _SHOWN for character in name)


def alias_key(name: str) -> str:
    """The key of an alias: equal for names that differ by case alone."""
    return spelling(spelling(name).casefold())


def is_reserved_alias(name: str) -> bool:
    """Whether it reads as `latest`, or as the number of a version, in whatever letters and case."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.fullmatch(_RESERVED, plain) is not None


def is_older_alias(name: str) -> bool:
    """Whether it is reserved now and was not once: `Latest`, `V2`."""
    return re.fullmatch(r"[A-Z][A-Za-z0-9]*", name) is not None and is_reserved_alias(name)


def is_alias(name: str) -> bool:
    """Whether it is made of letters, digits, `_` and `-`, and begins with none of `-` and marks."""
    kinds = [unicodedata.category(character)[0] for character in name]
    is_made_of = all(
        kind in "LMN" or character in "_-" for kind, character in zip(kinds, name, strict=True)
    )
    return is_made_of and bool(name) and kinds[0] != "M" and name[0] != "-"


def numbered(name: str, longest: int, *, form: str = " ({})") -> Iterator[str]:
    """The name with a number behind it, from 2 on, cut so that it is not longer than `longest`."""
    number = 2
    while True:
        suffix = form.format(number)
        yield name[: longest - len(suffix)].rstrip() + suffix
        number += 1


def _misplaced(name: str) -> Iterator[bool]:
    """Of each joiner and selector whether it stands where it changes nothing."""
    for match in re.finditer(f"[{SELECTORS}]", name):
        before, after = name[: match.start()], name[match.end() :]
        check: Callable[[str, str], bool] = _joins if match.group() in _JOINERS else _selects
        yield not check(before, after)


def _joins(before: str, after: str) -> bool:
    """Between two characters of a script, or two emoji, that it can join."""
    return bool(before and after) and before[-1] >= _FIRST_JOINED and after[0] >= _FIRST_JOINED


def _selects(before: str, after: str) -> bool:
    """Behind a sign that is drawn in two ways, such as a heart or the digit of a keycap."""
    if not before:
        return False
    is_sign = unicodedata.category(before[-1])[0] == "S" and before[-1] > "\xff"
    return is_sign or before[-1] in "\xa9\xae\u203c\u2049\u2139\u3030\u303d" or after[:1] == _KEYCAP
