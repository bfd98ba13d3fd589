"""Numbers: of metrics, versions and rows, and as text."""

import math
import re
from typing import Annotated, Final

from pydantic import Field

from mldb.values.limits import MAX_ID

# Not all that float() reads: no blanks, underscores, other digits, "nan" or "inf".
_DECIMAL: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def number_of(text: str) -> float | None:
    """The number that the text is in decimal notation, or None; also if it is too large."""
    if not re.fullmatch(_DECIMAL, text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


MetricValue = Annotated[float, Field(allow_inf_nan=False)]
RowVersion = Annotated[int, Field(ge=1, le=MAX_ID)]
VersionNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
