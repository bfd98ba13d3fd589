"""Numbers as text: rounded, and as many digits as a comparison needs."""

import math
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

SIGNIFICANT: Final = 5
THIN_SPACE: Final = "\u2009"
# Enough digits for any two doubles to look different.
EXACT: Final = 17
# More digits would show the error of the binary fraction.
_MOST_ROUNDED: Final = 15


@lru_cache(maxsize=16_384)
def number_text(value: float, digits: int = SIGNIFICANT) -> str:
    """The number with thousands separated, and with an exponent if it is very large or small.

    Rounding never gives a whole number or a power of ten: 0.999999 is not 1, so it gets as many
    digits as it needs.
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


class Rounded(NamedTuple):
    """A number as text; `exact` is every digit of it, None if the text is exact."""

    text: str
    exact: str | None


@lru_cache(maxsize=16_384)
def rounded(value: float, digits: int = SIGNIFICANT) -> Rounded:
    """The number as `number_text` writes it, with its exact value if that is another one."""
    text = number_text(value, digits)
    is_exact = not math.isfinite(value) or float(text.replace(THIN_SPACE, "")) == value
    return Rounded(text, None if is_exact else repr(value))


def digits_apart(values: Iterable[float | None]) -> dict[float, int]:
    """By number how many digits it needs, for numbers that would look like another one.

    For numbers side by side or in one column: with these digits, equal texts mean equal numbers.
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
    """The difference of the decimal numbers, without the error of binary fractions."""
    if not (math.isfinite(value) and math.isfinite(base)):
        return value - base
    return float(Decimal(repr(value)) - Decimal(repr(base)))


def _digits_of(close: set[float]) -> int:
    """The number of digits with which all of these look different."""
    for digits in range(SIGNIFICANT + 1, _MOST_ROUNDED + 1):
        if len({number_text(value, digits) for value in close}) == len(close):
            return digits
    return EXACT


def _rounded(value: float, digits: int) -> str:
    if not 1e-4 <= abs(value) < 1e9:  # noqa: PLR2004  # outside, digits would be mostly zeros
        return f"{value:.{digits - 1}e}"
    # One decimal at least: a number without decimals looks exact.
    decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 1)
    return f"{value:,.{decimals}f}"


def _is_too_far(text: str, value: float) -> bool:
    """Whether it was rounded up to a whole number or to a power of ten."""
    mantissa, _, exponent = text.partition("e")
    is_power = mantissa.strip("-,.0") == "1"
    is_whole = not exponent and not mantissa.partition(".")[2].strip("0")
    return (is_power or is_whole) and abs(float(text.replace(",", ""))) > abs(value)


def _exact(value: float) -> str:
    if not 1e-4 <= abs(value) < 1e9:  # noqa: PLR2004  # as in _rounded
        return repr(value)
    return f"{Decimal(repr(value)):,f}".replace(",", THIN_SPACE)
