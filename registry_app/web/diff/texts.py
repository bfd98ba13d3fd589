"""Two texts side by side, shortened so that their difference is visible."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from markupsafe import Markup, escape

from registry_app.web.diff.marks import TEMPLATE, code_points, marked
from registry_app.web.macros import macro

SHOWN: Final = 80
"""Characters of a text that are shown in short."""
_BEFORE, _AFTER = 30, 20
_AT_A_GLANCE: Final = 24
_LINES: Final = 4


def cut(text: str) -> str:
    """The beginning of a text, with an ellipsis if there is more."""
    if is_whole(text):
        return text
    start = "\n".join(text[:SHOWN].split("\n", _LINES)[:_LINES])
    return f"{start}…"


@dataclass(frozen=True)
class Difference:
    """The first and the last position at which two texts differ."""

    before: str
    after: str
    start: int
    tail: int

    @classmethod
    def of(cls, before: str, after: str) -> Self:
        """The difference, in whole characters with their accents."""
        start = _common(before, after)
        while start and (_is_joined(before, start) or _is_joined(after, start)):
            start -= 1
        most = min(len(before), len(after)) - start
        tail = min(_common(before[::-1], after[::-1]), most)
        while tail and (_is_joined(before, -tail) or _is_joined(after, -tail)):
            tail -= 1
        return cls(before, after, start, tail)

    @property
    def changed(self) -> tuple[str, str]:
        """The parts that differ."""
        ends = (len(text) - self.tail for text in (self.before, self.after))
        first, second = ends
        return self.before[self.start : first], self.after[self.start : second]

    @property
    def is_plain(self) -> bool:
        """Whether anybody sees at a glance what differs: it is short, and visible."""
        is_brief = max(len(self.before), len(self.after)) <= _AT_A_GLANCE
        return is_brief and all(part == "" or part.strip() for part in self.changed)

    @property
    def context(self) -> tuple[str, str]:
        """The equal parts before and after the difference."""
        return self.before[: self.start], self.before[len(self.before) - self.tail :]


def pair(before: str, after: str) -> tuple[Markup, Markup]:
    """Both in short, as HTML; they look different if they are."""
    if not before or not after:
        return alone(before), alone(after)
    difference = Difference.of(before, after)
    old, new = difference.changed
    return _side(difference, old, new), _side(difference, new, old)


def alone(text: str) -> Markup:
    """A text in short, as HTML; invisible characters are marked if it has no others."""
    if not text:
        return macro(TEMPLATE, "empty")()
    shown = cut(text)
    is_seen = any(one.isprintable() and not one.isspace() for one in shown)
    return escape(shown) if is_seen else marked(shown)


def is_whole(text: str) -> bool:
    """Whether the text is shown whole where texts are cut."""
    return len(text) <= SHOWN and text.count("\n") < _LINES


def closest(text: str, others: Iterable[str]) -> str | None:
    """Of other texts the one that has the longest beginning with this one in common."""
    differing = [one for one in others if one != text]
    return max(differing, key=lambda one: _common(text, one), default=None)


def _side(difference: Difference, own: str, other: str) -> Markup:
    head, tail = difference.context
    shown, more = own, ""
    if not (is_whole(difference.before) and is_whole(difference.after)):
        head, tail = _end_of(head), _start_of(tail)
        # The first characters differ, so the first line shows that the rest does.
        shown = own[:1] + own[1:SHOWN].partition("\n")[0]
        more = "…" if len(shown) < len(own) else ""
    html = marked(shown)
    if own and (head or tail) and not difference.is_plain:
        html = macro(TEMPLATE, "changed")(html)
    return Markup("").join([head, html, code_points(own, other), more, tail])


def _end_of(text: str) -> str:
    line = text.replace("\r", "\n").rpartition("\n")[2][-_BEFORE:]
    return line if len(line) == len(text) else f"…{line}"


def _start_of(text: str) -> str:
    line = text.replace("\r", "\n").partition("\n")[0][:_AFTER]
    return line if len(line) == len(text) else f"{line}…"


def _common(text: str, other: str) -> int:
    """How many characters both begin with, found by halves as comparing is quick."""
    low, high = 0, min(len(text), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if text[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _is_joined(text: str, index: int) -> bool:
    """Whether the character there belongs to the one before it."""
    if not -len(text) <= index < len(text):
        return False
    character = text[index]
    return unicodedata.category(character) in {"Mn", "Me", "Mc"} or character == "\u200d"
