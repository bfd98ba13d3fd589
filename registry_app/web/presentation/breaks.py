"""Where long names may break: behind the characters that join their parts, not inside of words."""

import re
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

SHORT: Final = 20
"""Names of so many characters are never broken."""
_JOINT = re.compile(r"(?<=[_/.\-:@])(?=[^_/.\-:@])")


@lru_cache(maxsize=16_384)
def breakable(text: str) -> Markup:
    """The text as HTML; a long one may break behind `_`, `/`, `-`, `.`, `:` and `@`."""
    if len(text) <= SHORT:
        return escape(text)
    parts = (escape(part) for part in _JOINT.split(text))
    return Markup("<wbr>").join(parts)
