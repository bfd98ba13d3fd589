"""Times, numbers and texts, written the same way everywhere."""

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from registry_app.cards import card_html
from registry_app.numbers import number_text

NONE = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
TEXT_SHOWN = 80
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


def number(value: float | None) -> str:
    """A number as people read it; a dash if there is none."""
    return NONE if value is None else number_text(value)


def signed(value: float) -> str:
    """A difference, with its sign."""
    return f"+{number_text(value)}" if value > 0 else number_text(value).replace("-", MINUS)


def percent(share: float) -> str:
    """A relative change in percent, with its sign."""
    return f"{share:+.1%}".replace("-", MINUS)


def card(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return card_html(text)


def shown(value: Any) -> str:
    """A value of the history in short."""
    if value is None or value == "":
        return NONE
    if isinstance(value, float):
        return number_text(value)
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN]}…"


def python(text: str) -> str:
    """A text as Python code writes it; characters stay, as JSON's escapes mean less to Python."""
    return json.dumps(text, ensure_ascii=False)


def yes_no(value: bool) -> str:  # noqa: FBT001  # a filter has one argument
    """A statement that is true or not."""
    return "yes" if value else "no"


def code(text: str) -> SafeString:
    """Text in which what stands between backticks is set as code."""
    return SafeString(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))
