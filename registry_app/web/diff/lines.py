"""Two texts compared line by line."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from markupsafe import Markup, escape

from registry_app.web.diff.marks import TEMPLATE, code_points, marked
from registry_app.web.diff.texts import Difference
from registry_app.web.macros import macro

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CONTEXT: Final = 3
# Of a very long line, such as JSON, this many equal characters are shown around a difference.
_EQUAL: Final = 200
# The most steps for a comparison; beyond it everything between the first and the last difference
# counts as changed, which is coarse and never wrong.
_STEPS: Final = 5_000_000

_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")
# The most pairs of words that are compared within the lines of one comparison.
_WORD_PAIRS: Final = 1_000_000
# With less in common, words in between would be chance.
_LIKENESS: Final = 0.4

_NO_HTML: Final = Markup()
Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison; `skipped` is the number of equal lines that it replaces."""

    change: Literal["same", "del", "ins", "skip"]
    html: Markup = _NO_HTML
    before: int | None = None
    after: int | None = None
    skipped: int = 0


def line_diff(before: str, after: str) -> list[Line]:
    """The lines that differ, with three equal ones around them."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    lines: list[Line] = []
    opcodes, words = _opcodes(old, new), _Words()
    for index, (tag, i1, i2, j1, j2) in enumerate(opcodes):
        if tag == "equal":
            ends = (index > 0, index < len(opcodes) - 1)
            lines += _equal(old[i1:i2], i1 + 1, j1 + 1, ends)
        else:
            lines += _changed(old[i1:i2], new[j1:j2], (i1 + 1, j1 + 1), words)
    return lines


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """The changes from the old to the new lines, as difflib's opcodes."""
    start = _equal_at_start(old, new)
    end = min(_equal_at_start(old[::-1], new[::-1]), min(len(old), len(new)) - start)
    i, j = len(old) - end, len(new) - end
    middle = _middle(old[start:i], new[start:j])
    moved = [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in middle]
    head = [("equal", 0, start, 0, start)] if start else []
    tail = [("equal", i, len(old), j, len(new))] if end else []
    return [*head, *moved, *tail]


def _middle(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    if not old and not new:
        return []
    if _pairs(old, new) * min(len(old), len(new)) > _STEPS:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new).get_opcodes())


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of equal lines difflib looks at, at most, for each block that it finds.

    In long texts it leaves out lines that make up more than a hundredth of the new one.
    """
    most = len(new) // 100 + 1 if len(new) >= 200 else len(new)  # noqa: PLR2004  # as difflib has it
    times = Counter(new)
    return sum(times[line] for line in old if times[line] <= most)


def _equal_at_start(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(old), len(new)))


def _equal(lines: Sequence[str], before: int, after: int, has: tuple[bool, bool]) -> Iterator[Line]:
    """Equal lines; `has` says whether something differs before and after them."""
    head = _CONTEXT if has[0] else 0
    tail = _CONTEXT if has[1] else 0
    skipped = len(lines) - head - tail
    for index, line in enumerate(lines):
        if skipped > 1 and head <= index < head + skipped:
            if index == head:
                yield Line("skip", skipped=skipped)
            continue
        yield Line("same", escape(_without_end(line)), before + index, after + index)


def _changed(
    old: Sequence[str], new: Sequence[str], first: tuple[int, int], words: "_Words"
) -> Iterator[Line]:
    """Old lines, then new ones; differences of lines at the same position are marked in both."""
    before, after = first
    paired = [_parts(a, b, words) for a, b in zip(old, new, strict=False)]
    olds = [one for one, _ in paired] + [_whole(line) for line in old[len(paired) :]]
    news = [other for _, other in paired] + [_whole(line) for line in new[len(paired) :]]
    for index, html in enumerate(olds):
        yield Line("del", html, before=before + index)
    for index, html in enumerate(news):
        yield Line("ins", html, after=after + index)


def _parts(old: str, new: str, words: "_Words") -> tuple[Markup, Markup]:
    difference = Difference.of(old, new)
    head, tail = difference.context
    first, second = difference.changed
    if len(head) > _EQUAL:
        head = f"…{head[-_EQUAL:]}"
    if len(tail) > _EQUAL:
        tail = f"{tail[:_EQUAL]}…"
    sides = words.compared(first, second)
    tail = _without_end(tail)
    return Markup("").join([head, sides[0], tail]), Markup("").join([head, sides[1], tail])


class _Words:
    """Compares the words within changed lines, as far as the steps for one comparison go."""

    def __init__(self) -> None:
        self._left = _WORD_PAIRS

    def compared(self, old: str, new: str) -> tuple[Markup, Markup]:
        """Both as HTML: words in common are plain, if enough of them are."""
        first, second = _WORD.findall(old), _WORD.findall(new)
        pairs = len(first) * len(second)
        if not 1 < pairs <= self._left:
            return _difference(old, new), _difference(new, old)
        self._left -= pairs
        matcher = SequenceMatcher(None, first, second, autojunk=False)
        common = sum(len("".join(first[i : i + n])) for i, _, n in matcher.get_matching_blocks())
        if common < _LIKENESS * max(len(old), len(new)):
            return _difference(old, new), _difference(new, old)
        olds, news = [], []
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            own, other = "".join(first[i1:i2]), "".join(second[j1:j2])
            is_equal = tag == "equal"
            olds.append(escape(own) if is_equal else _difference(own, other))
            news.append(escape(other) if is_equal else _difference(other, own))
        return Markup("").join(olds), Markup("").join(news)


def _difference(own: str, other: str) -> Markup:
    shown = macro(TEMPLATE, "changed")(marked(own).rstrip("\n")) if own else _NO_HTML
    return shown + code_points(own, other)


def _whole(line: str) -> Markup:
    text = line.removesuffix("\n")
    return marked(text) if text.strip() else marked(line).rstrip("\n")


def _without_end(line: str) -> str:
    return line.rstrip("\r\n")
