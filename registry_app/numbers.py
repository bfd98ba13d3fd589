"""One way to write a number, everywhere."""

import math
from functools import lru_cache

SIGNIFICANT = 5
THIN_SPACE = "\u2009"


@lru_cache(maxsize=4096)
def number_text(value: float) -> str:
    """Five significant digits, thousands apart, exponents where plain digits would not do."""
    if value == 0:
        return "0"
    if value == int(value) and abs(value) < 1e15:  # noqa: PLR2004  # whole numbers are exact so far
        return f"{int(value):,}".replace(",", THIN_SPACE)
    if not 1e-4 <= abs(value) < 1e9:  # noqa: PLR2004  # outside, digits would be mostly zeros
        return f"{value:.{SIGNIFICANT - 1}e}"
    decimals = max(SIGNIFICANT - 1 - math.floor(math.log10(abs(value))), 0)
    return f"{value:,.{decimals}f}".replace(",", THIN_SPACE)
