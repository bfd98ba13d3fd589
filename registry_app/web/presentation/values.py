"""Times, numbers and texts, written the same way everywhere."""

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from registry_app.web.cards import card_html
from registry_app.web.diff.texts import SHOWN, cut
from registry_app.web.kit.numbers import SIGNIFICANT, number_html, number_text

NONE = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
TEXT_SHOWN = SHOWN
# Of percents; what is smaller or larger gets an exponent.
_MOST_DECIMALS = 7
_LARGE = 1e9
# Seconds of a year and a month on average.
_UNITS = (
    (31_556_952, "year"),
    (2_629_746, "month"),
    (604_800, "week"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
)


def ago(moment: datetime) -> SafeString:
    """How long ago, in the largest unit that fits, with the exact time in UTC on hover."""
    # Nothing in it needs escaping, which would take longer than the rest; tables are full of times.
    return SafeString(f"<time {_told_exactly(moment)}>{_distance(moment)}</time>")


@lru_cache(maxsize=4096)
def _told_exactly(moment: datetime) -> str:
    iso = moment.astimezone(UTC).isoformat()
    return f'datetime="{iso}" title="{iso[:10]} {iso[11:19]} UTC"'


def _distance(moment: datetime) -> str:
    seconds = (datetime.now(UTC) - moment).total_seconds()
    distance = abs(seconds)
    for size, unit in _UNITS:
        if distance >= size:
            count = int(distance // size)
            words = f"{count}\N{NO-BREAK SPACE}{unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"


def exact(moment: datetime) -> SafeString:
    """The time in UTC."""
    utc = moment.astimezone(UTC)
    return format_html(
        '<time datetime="{}">{} UTC</time>', utc.isoformat(), utc.strftime("%Y-%m-%d %H:%M")
    )


def day(moment: datetime) -> SafeString:
    """The day in UTC, with the exact time on hover."""
    iso = moment.astimezone(UTC).isoformat()
    return format_html('<time datetime="{}" title="{} UTC">{}</time>', iso, iso[:19], iso[:10])


def number(value: float | None, digits: int = SIGNIFICANT) -> SafeString:
    """A number as people read it, with the exact one on hover; a dash if there is none."""
    return SafeString(NONE if value is None else number_html(value, digits))


def plain_number(value: float | None, digits: int = SIGNIFICANT) -> str:
    """The same where nothing but text can stand."""
    return NONE if value is None else number_text(value, digits)


def signed(value: float) -> SafeString:
    """A difference, with its sign and the exact one on hover."""
    size, sign = number_html(abs(value)), "+" if value > 0 else MINUS if value < 0 else ""
    return SafeString(f"{sign}{size}")


def percent(share: float) -> str:
    """A relative change in percent, with its sign; a small one is not shown as none."""
    points = abs(share) * 100
    sign = MINUS if share < 0 else "+"
    texts = (f"{points:.{decimals}f}" for decimals in range(1, _MOST_DECIMALS))
    text = next((text for text in texts if not _misleads(text, points)), f"{points:.1e}")
    return f"{sign}{text if points < _LARGE else format(points, '.1e')}%"


def _misleads(text: str, points: float) -> bool:
    """Whether it was rounded to nothing, or up to a whole number, and not by a double's noise."""
    shown = float(text)
    is_up = shown.is_integer() and shown - points > 1e-9 * points
    return points > 0 and (shown == 0 or is_up)


def card(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return card_html(text)


def shown(value: Any) -> str:
    """A value in short."""
    if value is None:
        return NONE
    if value == "":
        return "(empty)"
    if isinstance(value, float):
        return number_text(value)
    return cut(", ".join(map(str, value)) if isinstance(value, list) else str(value))


def python(text: str) -> str:
    """A text as Python code writes it; characters stay, as JSON's escapes mean less to Python."""
    return json.dumps(text, ensure_ascii=False)


def yes_no(value: bool) -> str:  # noqa: FBT001  # a filter has one argument
    """A statement that is true or not."""
    return "yes" if value else "no"


def code(text: str) -> SafeString:
    """Text in which what stands between backticks is set as code."""
    return SafeString(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))
