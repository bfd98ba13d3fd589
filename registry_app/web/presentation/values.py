"""Filters of the templates for times, numbers and texts."""

import json
import re
import shlex
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString
from markupsafe import Markup

from registry_app.web.cards import Pictures, card_contents, card_html
from registry_app.web.cards.card import Heading
from registry_app.web.diff.texts import cut
from registry_app.web.macros import macro
from registry_app.web.presentation.numbers import EXACT, SIGNIFICANT, Rounded, number_text, rounded

NO_VALUE = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
_TEMPLATE = "kit/values.html"
_CODE = re.compile("`([^`]+)`")
# Browsers end lines at hyphens by themselves.
_END_OF_PART = re.compile(r"(?<=[_/.:=,])(?=\w)")
_FITS = 20
# Of percentages; smaller and larger ones get an exponent.
_MOST_DECIMALS = 7
_LARGE = 1e9
_FEW_SECONDS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIZES = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
# Seconds of a year and a month on average.
_UNITS = (
    (31_556_952, "year"),
    (2_629_746, "month"),
    (604_800, "week"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
)


def ago(moment: datetime) -> Markup:
    """The distance from now in the largest unit that fits, with the exact time in UTC on hover."""
    return _time(*_iso_and_hover(moment), _distance(moment))


@lru_cache(maxsize=4096)
def _iso_and_hover(moment: datetime) -> tuple[str, str]:
    iso = moment.astimezone(UTC).isoformat()
    return iso, f"{iso[:10]} {iso[11:19]} UTC"


def _distance(moment: datetime) -> str:
    seconds = (datetime.now(UTC) - moment).total_seconds()
    distance = abs(seconds)
    for size, unit in _UNITS:
        if distance >= size:
            count = int(distance // size)
            words = f"{count}\N{NO-BREAK SPACE}{unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"


def duration(seconds: float) -> str:
    """How long something took, in its two largest units."""
    if seconds < _FEW_SECONDS:
        return f"{seconds:.1f}\N{NO-BREAK SPACE}s"
    left = int(seconds)
    first = next(index for index, (size, _) in enumerate(_SIZES) if left >= size)
    parts = []
    for size, unit in _SIZES[first : first + 2]:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}\N{NO-BREAK SPACE}{unit}")
    return " ".join(parts)


def first_line(text: str) -> str:
    """The first line of a Markdown text that says something, in short."""
    lines = (line.strip(" \t#>*-") for line in text.splitlines())
    return cut(next((line for line in lines if line), ""))


def exact(moment: datetime) -> Markup:
    """The time in UTC."""
    utc = moment.astimezone(UTC)
    return macro(_TEMPLATE, "exact")(utc.isoformat(), f"{utc:%Y-%m-%d %H:%M} UTC", "minute")


def moment(time_ms: int) -> Markup | str:
    """A time in milliseconds since 1970 in UTC; outside of the calendar's years as the number."""
    try:
        utc = _EPOCH + timedelta(milliseconds=time_ms)
    except OverflowError:
        return f"{time_ms} ms"
    text = f"{utc:%Y-%m-%d %H:%M:%S}.{time_ms % 1_000:03}"
    return macro(_TEMPLATE, "exact")(utc.isoformat(), text, "millisecond")


def day(moment: datetime) -> Markup:
    """The day in UTC."""
    iso = moment.astimezone(UTC).isoformat()
    return macro(_TEMPLATE, "exact")(iso, iso[:10], "day")


# Lists show the same times and numbers on every request, and a macro takes some microseconds.
@lru_cache(maxsize=4096)
def _time(iso: str, hover: str, text: str) -> Markup:
    return macro(_TEMPLATE, "time")(iso, hover, text)


@lru_cache(maxsize=16_384)
def number(value: float | None, digits: int = SIGNIFICANT) -> Markup:
    """A rounded number with the exact one on hover; a dash if there is none."""
    return macro(_TEMPLATE, "number")(None if value is None else rounded(value, digits))


@lru_cache(maxsize=16_384)
def rounded_number(value: Rounded | None) -> Markup:
    """A number that is rounded already, with the exact one on hover; a dash if there is none."""
    return macro(_TEMPLATE, "number")(value)


def exact_number(value: float) -> str:
    """Every digit of a number, as plain text."""
    return number_text(value, EXACT)


def signed(value: float) -> Markup:
    """A difference with its sign, and the exact one on hover."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return macro(_TEMPLATE, "signed")(sign, rounded(abs(value)))


def percent(share: float) -> str:
    """A relative change in percent with its sign; a small change is not rounded to zero."""
    points = abs(share) * 100
    sign = MINUS if share < 0 else "+"
    texts = (f"{points:.{decimals}f}" for decimals in range(1, _MOST_DECIMALS))
    text = next((text for text in texts if not _misleads(text, points)), f"{points:.1e}")
    return f"{sign}{text if points < _LARGE else format(points, '.1e')}%"


def _misleads(text: str, points: float) -> bool:
    """Whether it was rounded to zero or up to a whole number, by more than a double's error."""
    shown = float(text)
    is_up = shown.is_integer() and shown - points > 1e-9 * points
    return points > 0 and (shown == 0 or is_up)


def card(text: str, pictures: Pictures = ()) -> SafeString:
    """Markdown as safe HTML, with the pictures that are kept here."""
    return card_html(text, pictures)


def contents(text: str, pictures: Pictures = ()) -> tuple[Heading, ...]:
    """The headings for a card's table of contents; none if they are few."""
    return card_contents(text, pictures)


def shown(value: Any) -> str:
    """A value in short."""
    if value is None:
        return NO_VALUE
    if value == "":
        return "(empty)"
    if isinstance(value, float):
        return number_text(value)
    return cut(", ".join(map(str, value)) if isinstance(value, list) else str(value))


@lru_cache(maxsize=16_384)
def breakable(text: str) -> str | Markup:
    """A name that a line may leave at `_`, `/`, `.` and the like, rather than anywhere."""
    if len(text) <= _FITS:
        return text
    return Markup("<wbr>").join(_END_OF_PART.split(text))


def python(text: str) -> str:
    """A text as a Python string literal; JSON's escapes for other scripts are not used."""
    return json.dumps(text, ensure_ascii=False)


def shell(text: str) -> str:
    """A text as one argument of a shell command."""
    return shlex.quote(text)


def yes_no(value: bool) -> str:  # noqa: FBT001  # a filter has one argument
    """A boolean in words."""
    return "yes" if value else "no"


def code(text: str) -> Markup:
    """Text in which the parts between backticks are set as code."""
    parts = _CODE.split(text)
    return macro(_TEMPLATE, "code")([(part, index % 2 == 1) for index, part in enumerate(parts)])
