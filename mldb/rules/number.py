"""Which texts are numbers."""

import math
import re
from typing import Final

# Not all that float() reads: no blanks, underscores, other digits, "nan" or "inf".
_DECIMAL: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def number_of(text: str) -> float | None:
    """The number that the text is in decimal notation, or None; also if it is too large."""
    if not re.fullmatch(_DECIMAL, text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None
