"""Line ends, of which browsers know one only."""

import re
from typing import Final

_ENDS: Final = re.compile(r"\r\n?")


def with_newlines(text: str) -> str:
    r"""The text with every line end as `\n`, as a text area shows it.

    What browsers send from it has `\r\n`, whatever it was.
    """
    return _ENDS.sub("\n", text) if "\r" in text else text
