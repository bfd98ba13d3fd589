"""One way to write a number, everywhere."""

import math
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final

SIGNIFICANT: Final = 5
THIN_SPACE: Final = "\u2009"
# That many digits tell every double from every other one.
_EXACT: Final = 17
# With more than that, what a double holds beyond the number that was meant would be shown.
_MOST_ROUNDED: Final = 15


@lru_cache(maxsize=16_384)
def number_text(value: float, digits: int = SIGNIFICANT) -> str:
    """Five significant digits, thousands apart, exponents where plain digits would not do.

    Rounding never reaches up to a whole number or a power of ten: 0.999999 is not 1, so it gets as
    many digits as it needs.
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "-∞" if value < 0 else "∞"
    if value == int(value) and abs(value) < 1e15:  # noqa: PLR2004  # whole numbers are exact so far
        return f"{int(value):,}".replace(",", THIN_SPACE)
    for tried in range(digits, _MOST_ROUNDED + 1):
        text = _rounded(value, tried)
        if not _is_too_far(text, value):
            return text.replace(",", THIN_SPACE)
    return _exact(value)


@lru_cache(maxsize=16_384)
def number_html(value: float, digits: int = SIGNIFICANT) -> str:
    """The number; if it is rounded with the exact one on hover and for programs, as for times."""
    text = number_text(value, digits)
    if not math.isfinite(value) or float(text.replace(THIN_SPACE, "")) == value:
        return text
    return f'<data value="{value!r}" title="{value!r}">{text}</data>'


def digits_apart(values: Iterable[float | None]) -> dict[float, int]:
    """How many digits numbers need to look different, for those that need more than usual.

    For what stands side by side or under each other: equal texts mean equal numbers.
    """
    alike: dict[str, set[float]] = {}
    for value in values:
        if value is not None:
            alike.setdefault(number_text(value), set()).add(value)
    if len(alike) == sum(map(len, alike.values())):
        return {}
    return {
        value: digits
        for close in alike.values()
        if len(close) > 1
        for digits in (_digits_of(close),)
        for value in close
    }


def difference(value: float, base: float) -> float:
    """The difference of the numbers that are written, without the noise of binary fractions."""
    if not (math.isfinite(value) and math.isfinite(base)):
        return value - base
    return float(Decimal(repr(value)) - Decimal(repr(base)))


def _digits_of(close: set[float]) -> int:
    """With how many digits these look different."""
    for digits in range(SIGNIFICANT + 1, _MOST_ROUNDED + 1):
        if len({number_text(value, digits) for value in close}) == len(close):
            return digits
    return _EXACT


def _rounded(value: float, digits: int) -> str:
    if not 1e-4 <= abs(value) < 1e9:  # noqa: PLR2004  # outside, digits would be mostly zeros
        return f"{value:.{digits - 1}e}"
    # One decimal at least: what has none looks exact.
    decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 1)
    return f"{value:,.{decimals}f}"


def _is_too_far(text: str, value: float) -> bool:
    """Whether it was rounded up to a whole number or to a power of ten."""
    mantissa, _, exponent = text.partition("e")
    is_power = mantissa.strip("-,.0") == "1"
    is_whole = not exponent and not mantissa.partition(".")[2].strip("0")
    return (is_power or is_whole) and abs(float(text.replace(",", ""))) > abs(value)


def _exact(value: float) -> str:
    if not 1e-4 <= abs(value) < 1e9:  # noqa: PLR2004  # as when it is rounded
        return repr(value)
    return f"{Decimal(repr(value)):,f}".replace(",", THIN_SPACE)
