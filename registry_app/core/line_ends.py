"""Line ends as browsers show them."""

import re
from typing import Final

_ENDS: Final = re.compile(r"\r\n?")


def with_newlines(text: str) -> str:
    r"""The text with every line end as `\n`, as a text area shows it.

    Browsers send `\r\n`, whatever the text had.
    """
    return _ENDS.sub("\n", text) if "\r" in text else text
