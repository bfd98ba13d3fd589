"""Numbers of a column as text, with their decimal points below each other."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from registry_app.web.presentation.numbers import (
    SIGNIFICANT,
    THIN_SPACE,
    Rounded,
    digits_apart,
    number_text,
    rounded,
)

MOST_DECIMALS: Final = 6
"""With more, numbers get blanks in place of zeros: few people count eight of those."""
_MOST_DIGITS: Final = 12
FIGURE_SPACE: Final = "\N{FIGURE SPACE}"
PUNCTUATION_SPACE: Final = "\N{PUNCTUATION SPACE}"


def aligned(values: Sequence[float | None]) -> list[Rounded | None]:
    """The numbers as texts of a column that is aligned at the right.

    Different numbers look different, as by `digits_apart`; very large and small ones keep their
    exponent and count for nothing here.
    """
    digits = digits_apart(values)
    texts = {
        value: number_text(value, digits.get(value, SIGNIFICANT))
        for value in values
        if value is not None
    }
    decimals = _decimals(texts.values())
    is_fixed = decimals <= MOST_DECIMALS and _places(texts.values()) + decimals <= _MOST_DIGITS
    return [
        None
        if value is None
        else _aligned(value, digits.get(value, SIGNIFICANT), decimals, is_fixed=is_fixed)
        for value in values
    ]


@lru_cache(maxsize=16_384)
def _aligned(value: float, digits: int, decimals: int, *, is_fixed: bool) -> Rounded:
    usual = rounded(value, digits)
    missing = decimals - _decimals([usual.text])
    if missing <= 0 or not _is_plain(usual.text):
        return usual
    if is_fixed:
        text = f"{value:,.{decimals}f}".replace(",", THIN_SPACE)
        is_exact = float(text.replace(THIN_SPACE, "")) == value
        return Rounded(text, None if is_exact else repr(value))
    point = "" if "." in usual.text else PUNCTUATION_SPACE
    return Rounded(f"{usual.text}{point}{FIGURE_SPACE * missing}", usual.exact)


def _is_plain(text: str) -> bool:
    """Whether it has neither an exponent nor is it NaN or infinite."""
    return text[-1].isdigit() and "e" not in text


def _decimals(texts: Iterable[str]) -> int:
    return max((len(text.partition(".")[2]) for text in texts if _is_plain(text)), default=0)


def _places(texts: Iterable[str]) -> int:
    """The most digits before a decimal point."""
    whole = (text.partition(".")[0] for text in texts if _is_plain(text))
    return max((sum(map(str.isdigit, part)) for part in whole), default=0)
