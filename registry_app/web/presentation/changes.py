"""Values before and after a change as HTML, in short and in full."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from markupsafe import Markup, escape

from mldb.audit import HIDDEN
from registry_app.web.diff.lines import Line, line_diff
from registry_app.web.diff.marks import TEMPLATE
from registry_app.web.diff.texts import alone, is_whole, pair
from registry_app.web.macros import macro
from registry_app.web.presentation.numbers import SIGNIFICANT, digits_apart
from registry_app.web.presentation.values import exact, number, yes_no

_LINES: Final = 2_000
"""As many lines of a comparison are shown; both texts stand whole below it."""


@dataclass(frozen=True)
class ShownChange:
    """A changed field in short; an empty text stands for "was not there" or "is no more".

    Before and after look different if they are. `is_cut` if there is more to see; `words` is what
    people call the field.
    """

    field: str
    before: Markup
    after: Markup
    is_cut: bool
    words: str


@dataclass(frozen=True)
class WholeChange:
    """A changed field with all of it: in short, line by line if it has lines, and both texts.

    `lines` is empty and the texts are None where the short form shows everything.
    """

    short: ShownChange
    lines: list[Line]
    before: str | None
    after: str | None
    has_more_lines: bool


def shown_change(field: str, before: Any, after: Any, words: str = "") -> ShownChange:
    """The change in short."""
    old, new = _times(before, after) if field.endswith("_at") else _sides(before, after)
    is_cut = not all(is_whole(_text(value) or "") for value in (before, after))
    return ShownChange(field, old, new, is_cut, words or field)


def whole_change(field: str, before: Any, after: Any, words: str = "") -> WholeChange:
    """The change with all of it."""
    short = shown_change(field, before, after, words)
    old, new = _by_lines(before), _by_lines(after)
    is_text = isinstance(before, str) and isinstance(after, str)
    has_lines = is_text and "\n" in before + after
    if not short.is_cut and not has_lines:
        return WholeChange(short, [], None, None, has_more_lines=False)
    lines = line_diff(old, new) if old is not None and new is not None else []
    if not short.is_cut:
        # The comparison shows both.
        old = new = None
    return WholeChange(short, lines[:_LINES], old, new, has_more_lines=len(lines) > _LINES)


def _sides(before: Any, after: Any) -> tuple[Markup, Markup]:
    if before is None or after is None:
        return _alone(before), _alone(after)
    if isinstance(before, float) and isinstance(after, float):
        digits = digits_apart((before, after))
        old, new = (number(one, digits.get(one, SIGNIFICANT)) for one in (before, after))
        return old, new
    old_text, new_text = _text(before) or "", _text(after) or ""
    if before == after == HIDDEN:
        return Markup(""), escape(HIDDEN)
    if old_text == new_text and before != after:
        # Different all the same, such as a number and its text.
        old_text, new_text = _json(before), _json(after)
    return pair(old_text, new_text)


def _times(before: Any, after: Any) -> tuple[Markup, Markup]:
    """Two times as the audit keeps them."""
    old, new = (_time(one) for one in (before, after))
    # To the minute they may look the same.
    if old is None or new is None or old == new:
        return _sides(before, after)
    return old, new


def _time(value: Any) -> Markup | None:
    if value is None:
        return Markup("")
    try:
        return exact(datetime.fromisoformat(value).astimezone(UTC))
    except (TypeError, ValueError, OverflowError):
        return None


def _alone(value: Any) -> Markup:
    if value is None:
        return Markup("")
    if isinstance(value, float):
        return number(value)
    return alone(_text(value) or "")


def _text(value: Any) -> str | None:
    """The value as one text; a list as people write it, unless that could be read in two ways."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, bool):
        return yes_no(value)
    if not isinstance(value, list):
        return _json(value) if isinstance(value, dict) else str(value)
    joined = ", ".join(map(str, value))
    return joined if joined.split(", ") == value else _json(value) if value else ""


def _by_lines(value: Any) -> str | None:
    """The value as one text, of a list each entry in a line of its own."""
    return "\n".join(map(str, value)) if isinstance(value, list) else _text(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def shortened(text: str, other: str | None) -> Markup:
    """A text in short that can be opened; different from `other` in short, if the two differ."""
    short = alone(text) if other is None or other == text else pair(text, other)[0]
    if is_whole(text) and (other is None or is_whole(other)):
        return short
    return macro(TEMPLATE, "openable")(short, text)
